"""Values for the store's tests, with what a test does not care about filled in."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from buzzfeed.model import (
    Article,
    ChannelKey,
    ChannelKind,
    Decision,
    Delivery,
    Edition,
    Enclosure,
    Format,
    Fragment,
    IdentityKeys,
    Image,
    Intake,
    Judgement,
    Reason,
    Related,
    Revision,
    Status,
    Term,
    TermKind,
    TermUse,
    Unreadable,
    Wish,
    fold,
    term_key,
)

NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
ALL = ChannelKey(ChannelKind.ALL)
SOURCE = "redaction"


def tag(slug: str) -> ChannelKey:
    """Name the channel of a tag."""
    return ChannelKey(ChannelKind.TAG, slug)


def category(slug: str) -> ChannelKey:
    """Name the channel of a category."""
    return ChannelKey(ChannelKind.CATEGORY, slug)


def after(seconds: float) -> datetime:
    """Tell the instant that many seconds after `NOW`."""
    return NOW + timedelta(seconds=seconds)


def sha(text: str) -> str:
    """Make a digest of a word."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def term(spelling: str, kind: TermKind = TermKind.TAG, slug: str = "") -> Term:
    """Make a term of a spelling."""
    key = term_key(spelling)
    return Term(kind, key, slug or key.replace("'", "-"), spelling)


def make_article(name: str, *, tags: Iterable[str] = ("IA",), **changes) -> Article:
    """Make an article called ``name``; its mark follows its title, lede and content."""
    article = Article(
        id=f"tag:buzzly.example,2026:/{name}",
        source=SOURCE,
        origin=f"{name}.md",
        slug=name,
        url=f"https://buzzly.example/{name}/",
        title=f"L’été de {name}",
        lede=f"Ce qu’il faut savoir de {name}.",
        content=f"<p>Le corps de « {name} ».</p>",
        published=NOW - timedelta(days=1),
        updated=NOW - timedelta(days=1),
        language="fr",
        authors=(term("Zoé Œuvrard", TermKind.AUTHOR, "zoe-oeuvrard"),),
        categories=(term("High Tech", TermKind.CATEGORY, "high-tech"),),
        tags=tuple(term(spelling) for spelling in tags),
        image=None,
        enclosures=(),
        key_points=(),
        related=(),
        featured=False,
        mark="",
    )
    article = replace(article, **changes)
    return article if article.mark else replace(article, mark=sha(article.title + article.lede + article.content))


def rich_article(name: str) -> Article:
    """Make an article that has something of everything."""
    return make_article(
        name,
        tags=("IA", "Éducation"),
        image=Image("https://buzzly.example/i.jpg", "Un chat", "AFP", "Légende", "image/jpeg", 1200, 630, 90_001),
        enclosures=(Enclosure("https://buzzly.example/a.mp3", "audio/mpeg", 1_234_567),),
        key_points=("Un", "Deux"),
        related=(Related("Autre", "https://buzzly.example/autre/"), Related("Inconnu")),
        featured=True,
    )


def channels_of(article: Article) -> tuple[ChannelKey, ...]:
    """Tell the channels of an article: all, its terms', its language's."""
    terms = tuple(ChannelKey(ChannelKind(one.kind.value), one.slug) for one in article.terms)
    return (ALL, *terms, ChannelKey(ChannelKind.LANGUAGE, article.language))


def revise(article: Article, number: int = 1, status: Status = Status.PUBLISHED, **changes) -> Revision:
    """Make a revision of an article."""
    reasons = () if status is Status.PUBLISHED else (Reason(f"because-{status}", f"Parce que {status}."),)
    revision = Revision(
        article=article,
        number=number,
        judgement=Judgement(status, reasons),
        guid=f"guid-{article.id}",
        stamp=f"stamp-{number}",
        wish=Wish.PUBLISH,
        first_seen=NOW,
        dated=True,
        uses=tuple(TermUse(one, one.label) for one in article.terms),
        channels=channels_of(article),
        title_key=fold(article.title),
        address=article.url,
    )
    return replace(revision, **changes)


def intake(*revisions: Revision, **changes) -> Intake:
    """Make an intake of the one source."""
    return replace(Intake(SOURCE, revisions), **changes)


def publish_article(store, name: str, **changes) -> Article:
    """Store a published article and return it."""
    article = make_article(name, **changes)
    store.absorb(intake(revise(article)), NOW)
    return article


def decide(store, article: str, status: Status, revision: int = 1, *, now: datetime = NOW, due=None) -> None:
    """Decide about one revision."""
    judgement = Judgement(status, (Reason("editor", "Ainsi."),), due)
    store.decide([Decision(article, revision, judgement, by="Zoé", note="vu")], now)


def keys_of(revision: Revision) -> IdentityKeys:
    """Tell by what a revision may be recognised."""
    article = revision.article
    return IdentityKeys(
        article.source, revision.guid, article.origin, (revision.address,), revision.body, (article.id,)
    )


def broken(origin: str, stamp: str = "s1") -> Unreadable:
    """Make an item that could not be read."""
    return Unreadable(f"unreadable:{origin}", SOURCE, origin, stamp, (Reason("not-utf8", "Illisible."),), NOW)


def entry_fragment(article_id: str, digest: str, fmt: Format) -> Fragment:
    """Make the fragment of an entry."""
    return Fragment(f"{fmt}:{digest}", f"<item>{article_id} {digest} {fmt}</item>".encode())


def build(store, key: ChannelKey, fmt: Format = Format.RSS, *, title: str = "", limit: int = 50) -> Edition:
    """Build an edition of what a channel holds now, and keep its fragments."""
    entries = store.members(key, limit)
    fragments = [entry_fragment(entry.id, entry.digest, fmt) for entry in entries]
    store.keep_fragments(fragments)
    edition = Edition(
        channel=key,
        format=fmt,
        title=title or key.path,
        digest="",
        length=0,
        head=f"<{title or key.path}>".encode(),
        glue=b"\n",
        tail=b"</>",
        fragments=tuple(fragment.key for fragment in fragments),
        entries=entries,
        updated=max((entry.updated for entry in entries), default=NOW),
    )
    data = edition.document({fragment.key: fragment.data for fragment in fragments})
    return replace(edition, digest=hashlib.sha256(data).hexdigest(), length=len(data))


def make_delivery(name: str, **changes) -> Delivery:
    """Make a delivery that waits and is due."""
    delivery = Delivery(
        id=name,
        target="hub.example",
        type="websub",
        payload={"topics": ("https://f.example/feeds/all.rss",), "urls": ()},
        articles=("tag:buzzly.example,2026:/a",),
        created=NOW,
        due=NOW,
    )
    return replace(delivery, **changes)
