"""docs/cli.md tells every command, option and document, and none that is not there."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import buzzfeed.cli
from docpages import DOCS, codes, samples, sections, text_of

from harness import Newsroom

PAGE = DOCS / "cli.md"
COMMON = "What holds for every command"


def root() -> Any:
    """Return the whole command line."""
    for module in pkgutil.iter_modules(buzzfeed.cli.__path__):
        importlib.import_module(f"buzzfeed.cli.{module.name}")
    return typer.main.get_command(importlib.import_module("buzzfeed.cli.app").app)


def told_of(command: str) -> str:
    """Return the page's section on a command; one section may tell several."""
    for heading, text in sections(PAGE).items():
        if command in heading.split(", "):
            return text
    raise AssertionError(f"docs/cli.md has no section on {command}")


def options(command: Any) -> Iterator[str]:
    """Yield every spelling of a command's options, those of the commands below it included."""
    for part in getattr(command, "commands", {}).values():
        yield from options(part)
    yield from own_options(command)


def own_options(command: Any) -> Iterator[str]:
    """Yield every spelling of the options that a command itself takes."""
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from (name for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-"))


def options_in(text: str) -> set[str]:
    """Return the options that a text names."""
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", "\n".join(codes(text) + re.findall(r"^    .+$", text, re.M))))


def test_every_command_and_option_is_told() -> None:
    """Each command has a section; each of its options stands there, or among those of every command."""
    common = set(options_in(sections(PAGE)[COMMON]))
    assert set(own_options(root())) <= common
    for name, command in root().commands.items():
        assert set(options(command)) - common <= options_in(told_of(name)), f"docs/cli.md on {name}"


def test_no_command_or_option_is_told_that_is_not_there() -> None:
    """Each section is on commands that exist, and names options that one of them takes."""
    commands = root().commands
    common = {"-h", "--help", *own_options(root()), "--json", "--config", "-c"}
    for heading, text in sections(PAGE).items():
        if heading == COMMON:
            continue
        known = {option for name in heading.split(", ") for option in options(commands[name])}
        assert options_in(text) - common <= known | {"--once"}, f"docs/cli.md on {heading}"


def test_commands_that_pages_name_exist() -> None:
    """Every `buzzfeed COMMAND` on any page is a command."""
    commands = set(root().commands)
    for page in DOCS.rglob("*.md"):
        lines = codes(text_of(page)) + re.findall(r"^    (?:\S*/)?(buzzfeed .+)$", text_of(page), flags=re.MULTILINE)
        named = {found[1] for line in lines if (found := re.match(r"buzzfeed ([a-z]+)\b", line))}
        assert named <= commands, f"{page.name} names {named - commands}"


def test_samples_are_json() -> None:
    """Every document shown is JSON."""
    assert all(json.loads(sample) for sample in samples(PAGE, "json"))


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Return a newsroom with published, held and unreadable articles, after one pass."""
    # Port 9 of this machine answers nobody: a delivery comes to be, and waits.
    announce = '[[announce]]\ntype = "websub"\nurl = "http://127.0.0.1:9/"'
    newsroom = Newsroom(tmp_path_factory.mktemp("documented"), more=announce)
    newsroom.write("mer.md", "La mer")
    newsroom.write("lac.md", "Le lac")
    newsroom.save("vide.md", "---\ntitle: Vide\ndate: 2026-03-01\n---\n")
    newsroom.save("latin.md", "---\ntitle: Été\n---\nÉté".encode("latin-1"))
    printed(newsroom, "run", "--once")
    return newsroom


def printed(newsroom: Newsroom, *words: str) -> Any:
    """Return the document that a command prints with --json; in this process, where starting takes no time."""
    root()
    app = importlib.import_module("buzzfeed.cli.app").app
    done = CliRunner().invoke(app, [*words, "--json", *([] if words[0] == "verify" else ["-c", str(newsroom.config)])])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


def shape(document: Any) -> Any:
    """Return a document's keys, lists by what their first holds; values, and lists of plain ones, count for nothing."""
    if isinstance(document, list):
        return [shape(document[0])] if document and isinstance(document[0], dict) else None
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    return None


def shown(command: str) -> Any:
    """Return the document that the page shows for a command."""
    found = re.search(r"^```json\n(.*?)^```$", told_of(command), flags=re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/cli.md shows no document of {command}"
    return json.loads(found[1])


@pytest.mark.parametrize("command", ["feeds", "articles", "held", "deliveries", "doctor", "export"])
def test_documents_have_the_keys_shown(command: str, newsroom: Newsroom, tmp_path: Path) -> None:
    """What a command prints with --json has the keys that the page shows, no more and no fewer."""
    words = [command, str(tmp_path / "site")] if command == "export" else [command]
    assert shape(printed(newsroom, *words)) == shape(shown(command))


def test_document_of_a_pass_has_the_keys_shown(newsroom: Newsroom) -> None:
    """`run --once --json` prints the counts and the problems that the page shows."""
    newsroom.save("casse.md", "---\ntitle: [\n---\n")
    document, example = printed(newsroom, "run", "--once"), shown("run")
    assert {part: set(document[part]) for part in ("articles", "feeds", "deliveries")} == {
        part: set(example[part]) for part in ("articles", "feeds", "deliveries")
    }
    assert set(document) == set(example)
    for problem in document["problems"]:
        assert set(problem) == set(example["problems"][0])


def test_status_has_the_keys_shown(newsroom: Newsroom) -> None:
    """`status --json` prints the keys that the page shows, and the page explains those that are not plain."""
    document = printed(newsroom, "status")
    assert set(document) == set(shown("status"))
    assert set(document) <= set(codes(told_of("status"))) | {"newsroom", "feeds_url"}


def test_verdicts_have_the_keys_shown(newsroom: Newsroom, tmp_path: Path) -> None:
    """`verify --json` prints a subject, whether it is sound, and findings, with the keys that the page shows."""
    (tmp_path / "feed.rss").write_text("<rss version='2.0'><channel></channel></rss>", encoding="utf-8")
    document = printed(newsroom, "verify", str(tmp_path / "feed.rss"))
    assert document[0]["findings"]
    assert shape(document) == shape(shown("verify"))


def test_decisions_have_the_keys_shown(newsroom: Newsroom) -> None:
    """`retract --json` prints the id and the status, as the page shows."""
    published = [one["id"] for one in printed(newsroom, "articles") if one["status"] == "published"]
    document = printed(newsroom, "retract", published[0])
    assert set(document) == set(shown("retract"))
    assert document["status"] == "retracted"
