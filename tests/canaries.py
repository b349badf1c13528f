"""A newsroom with an article of every kind that must not be public, each full of words of its own.

A canary's words all hold its stem, a made-up word, so that one search in what the world is shown finds any of them: its
title, slug, address, words, terms, picture, file name or id. A new kind of denial is one more line in `KINDS`.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness import BODY, Newsroom

HOST = "https://lefanal.example"


@dataclass(frozen=True)
class Kind:
    """One way to be denied: the fields or words that say so, and whether it is an edit of a public article."""

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    more: str = ""
    edit: bool = False
    own_page: bool = True

    @property
    def stem(self) -> str:
        """The word that stands in all of its words."""
        return f"zq{self.name.replace('-', '')}qz"


KINDS = (
    Kind("draft", {"draft": True}),
    Kind("draft-folder"),
    Kind("private", {"status": "private"}),
    Kind("password", {"password": "sésame"}),
    Kind("elsewhere", {"draft": True}, own_page=False),
    Kind("odd-status", {"status": "en relecture"}),
    Kind("scheduled", {"date": "2027-03-01T08:00:00Z"}),
    Kind("embargoed", {"embargo": "2027-02-01T06:00:00Z"}),
    Kind("bad-embargo", {"embargo": "bientôt"}),
    Kind("held", {"date": "1801-01-01"}),
    Kind("rejected", {"date": "1802-01-01"}),
    Kind("duplicate", {"id": "urn:fanal:quai"}),
    Kind("held-edit", {"embargo": "bientôt"}, edit=True),
    Kind("marker", more="[TODO]"),
    Kind("banking", more="IBAN FR14 2004 1010 0505 0001 3M02 606"),
    Kind("marker-edit", more="[TODO]", edit=True),
    Kind("template", {"draft": True, "content_html": None, "content_markdown": "zqtemplateqz {% zqtemplateqz %}"}),
)
"""Every kind that a newsroom's own folder can hold; others (retracted, unsound, unreadable) are made by the tests."""

PUBLIC = {
    "quai.json": {
        "id": "urn:fanal:quai",
        "title": "Le quai",
        "date": "2026-03-01T08:00:00Z",
        "category": "Culture",
        "tags": ["Mer", "Ports"],
        "authors": ["Inès Rocheteau"],
        "content_html": f"<p>{BODY}</p>",
        "related": ["Le phare"],
    },
    "phare.json": {
        "title": "Le phare",
        "date": "2026-03-02T08:00:00Z",
        "category": "High Tech",
        "tags": ["Mer", "Lumière"],
        "authors": ["Zoé"],
        "content_html": f'<p>{BODY}</p><p><img src="phare.png" alt="Le phare"></p>',
        "image": "phare.png",
    },
    "mole.json": {
        "title": "Le môle",
        "date": "2026-03-03T08:00:00Z",
        "category": "Culture",
        "tags": ["Mer"],
        "authors": ["Zoé"],
        "slug": "mole",
        "content_html": f"<p>{BODY} Au bout, le môle.</p>",
    },
}


def png(comment: str) -> bytes:
    """Return a picture of one dot that carries a comment, so that no two are the same file."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    text = chunk(b"tEXt", b"Comment\0" + comment.encode())
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + text
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def canary(kind: Kind) -> dict[str, Any]:
    """Return an article whose every word tells of its kind; it shares a category and a tag with public ones."""
    stem = kind.stem
    made = {
        "id": f"urn:{stem}:id",
        "title": f"Titre {stem}titre",
        "date": "2026-03-04T08:00:00Z",
        "category": "Culture",
        "categories": ["CULTURE", f"Rubrique {stem}"],
        "tags": ["MER", f"{stem}mot"],
        "authors": [f"Auteur {stem}"],
        "description": f"Chapeau {stem}lede.",
        "content_html": f"<h2>{stem}h</h2><p>{BODY} {stem}corps {kind.more}</p>"
        f'<p><img src="{stem}.png" alt="{stem}alt"></p>',
        "image": f"{stem}.png",
        "image_alt": f"{stem}alternative",
        "image_credit": f"{stem}credit",
        "image_caption": f"{stem}legende",
        "slug": f"{stem}-slug",
        "key_points": [f"{stem}point"],
        "related": ["Le quai", f"{stem}lien"],
    }
    if not kind.own_page:
        made["url"] = f"{HOST}/{stem}/"
    made.update(kind.fields)
    return {name: value for name, value in made.items() if value is not None}


def save(newsroom: Newsroom, name: str, article: Mapping[str, Any]) -> None:
    """Write an article as a JSON file."""
    newsroom.save(name, json.dumps(article, ensure_ascii=False, indent=1))


def lay_public(newsroom: Newsroom) -> None:
    """Write what is public."""
    newsroom.save("phare.png", png("phare"))
    for name, article in PUBLIC.items():
        save(newsroom, name, article)


def lay(newsroom: Newsroom, kind: Kind) -> None:
    """Write a canary; an edit takes the place of a public article, under its id."""
    folder = "_brouillons/" if kind.name == "draft-folder" else ""
    newsroom.save(f"{folder}{kind.stem}.png", png(kind.stem))
    if kind.edit:
        save(newsroom, "mole.json", {name: value for name, value in canary(kind).items() if name != "id"})
    else:
        save(newsroom, f"{folder}{kind.stem}-fichier.json", canary(kind))


def lay_unreadable(newsroom: Newsroom) -> str:
    """Write files that cannot be read; return their stem."""
    newsroom.save("zqunreadableqz.json", b'{"title": "zqunreadableqz titre", "content_html": \xff zqunreadableqz')
    newsroom.save("zqunreadableqz.md", "---\n- zqunreadableqz\n- liste\n---\n\nzqunreadableqz corps")
    return "zqunreadableqz"


def leaks(text: bytes, needles: Iterable[str]) -> list[str]:
    """Return which needles stand in ``text``, whatever their case."""
    lower = text.lower()
    return [needle for needle in needles if needle.lower().encode() in lower]
