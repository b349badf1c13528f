"""Checking articles against the guard's rules without storing anything: files, and cases planted to be found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from buzzfeed import articles, guard
from buzzfeed.config import Config, FolderSource, GuardSettings
from buzzfeed.errors import BuzzfeedError
from buzzfeed.model import Find, RawImage, RawItem, Reason, SourceMemory
from buzzfeed.pipeline.intake import Job, Refused, Taken, take
from buzzfeed.pipeline.works import cleaning_of
from buzzfeed.ports import Clock, Source
from buzzfeed.sources.folder import Folder

_NOWHERE = "https://newsroom.invalid"
_KEYS = frozenset(
    "expect title body whole lede key_points authors image_caption allow declared published before arrivals "
    "first_import".split()
)
_NOON = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
"""The moment at which planted cases are judged, whatever the day is."""


class CheckError(BuzzfeedError):
    """What is to be checked cannot be read."""

    code = "check"


@dataclass(frozen=True, slots=True)
class Checked:
    """One article before the guard: why it would be held, of what it would be warned."""

    subject: str
    holds: tuple[Reason, ...] = ()
    warns: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted case: the code that is to be found, ``none`` for a near miss, and what was found."""

    name: str
    expect: str
    found: tuple[Reason, ...]

    @property
    def right(self) -> bool:
        """Whether what is expected was found, and nothing else."""
        return [reason.code for reason in self.found] == ([] if self.expect == "none" else [self.expect])


def folder_of(
    paths: Sequence[str], config: Config | None, language: str = ""
) -> Iterator[tuple[Source, articles.ArticleSettings, tuple[str, ...]]]:
    """Yield what is to be checked: a source, the settings of its articles, and origins in it, or none for all.

    Args:
        paths: files and folders; where there are none, the folders of the config.
        config: the config, if there is one.
        language: the newsroom's language, where it is not the config's.

    Raises:
        CheckError: a path is not there.
    """
    if not paths and config is not None:
        for settings in config.sources:
            if isinstance(settings, FolderSource):
                yield Folder.of(settings, config), _cleaning(config, settings, language), ()
    for words in paths:
        path = Path(words)
        if not path.exists():
            raise CheckError(words, "is not there", "name a file or a folder")
        folder, only = (path, ()) if path.is_dir() else (path.parent, (path.name,))
        source = Folder("checked", str(folder.resolve()), 0.0, 10.0, (), keeps_pictures=False)
        yield source, _cleaning(config, None, language), only


def _cleaning(config: Config | None, settings: FolderSource | None, language: str) -> articles.ArticleSettings:
    if config is None:
        return articles.ArticleSettings(_NOWHERE, _NOWHERE, language=language or "fr")
    cleaning = cleaning_of(config, settings.name if settings else "")
    return replace(cleaning, language=language) if language else cleaning


def check(
    source: Source,
    cleaning: articles.ArticleSettings,
    settings: GuardSettings,
    clock: Clock,
    only: tuple[str, ...] = (),
) -> Iterator[tuple[Checked, int]]:
    """Judge articles of a source as in a first import, by their texts, date and size; yield how many there are, too.

    Raises:
        SourceError: it cannot be looked at.
        CheckError: the file that alone was to be checked is none that would be read.
    """
    now = clock.now()
    lookout = guard.Lookout.of(settings, cleaning.language)
    look = source.look(SourceMemory(source.name), clock, only)
    if only and not look.finds:
        raise CheckError(only[0], "is no article that a folder source would read", "see docs/sources.md")
    finds = look.finds
    for find in finds:
        taken = take(Job(source, cleaning, lookout, find, now))
        if isinstance(taken, Refused):
            yield Checked(find.origin, taken.reasons), len(finds)
        else:
            holds, warns = _weighed(taken, cleaning, settings, guard.Past(first_import=True), now)
            yield Checked(find.origin, holds, warns), len(finds)


def planted(path: Path, settings: GuardSettings) -> tuple[Planted, ...]:
    """Return what becomes of the cases planted in a file, or in the ``.toml`` files of a folder.

    A file has ``[planted]`` with ``language``, ``allow`` and ``filler`` (the body that a case adds to), and a table
    ``[case.NAME]`` for each case, as ``docs/cli.md`` says.

    Raises:
        CheckError: there is no such file, or it is not written so.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise CheckError(str(path), "holds no .toml file", "name a file of planted cases")
    return tuple(case for file in files for case in _cases(file, settings))


def _cases(file: Path, settings: GuardSettings) -> Iterator[Planted]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CheckError(str(file), f"cannot be read: {error}", "write it as docs/cli.md says") from error
    common, cases = data.get("planted", {}), data.get("case", {})
    tables = (common, cases, *(cases.values() if isinstance(cases, dict) else ()))
    if not all(isinstance(table, dict) for table in tables):
        raise CheckError(str(file), "[planted], [case] or a case in it is no table", "write it as docs/cli.md says")
    cleaning = articles.ArticleSettings(_NOWHERE, _NOWHERE, language=str(common.get("language", "fr")))
    allow = (*settings.allow, *map(str, common.get("allow", ())))
    settings = settings.model_copy(update={"allow": allow})
    for name, case in cases.items():
        unknown = set(case) - _KEYS
        if unknown or case.get("expect") not in (*guard.SENTENCES, "none"):
            cause = f"unknown key {min(unknown)}" if unknown else '"expect" is no code of a rule, and not "none"'
            raise CheckError(f"{file}: {name}", cause, "write it as docs/cli.md says")
        try:
            found = _judged(name, case, str(common.get("filler", "")), cleaning, settings)
        except (TypeError, ValueError, AttributeError) as error:
            raise CheckError(f"{file}: {name}", f"a value is of another kind: {error}", "see docs/cli.md") from error
        yield Planted(name, case["expect"], found)


def _judged(
    name: str, case: Mapping[str, Any], filler: str, cleaning: articles.ArticleSettings, settings: GuardSettings
) -> tuple[Reason, ...]:
    caption = case.get("image_caption", "")
    raw = RawItem(
        source="planted",
        origin=f"{name}.html",
        title=case.get("title", name.replace("-", " ").capitalize()),
        body=case.get("body", "") if case.get("whole") else filler + case.get("body", ""),
        url=f"{_NOWHERE}/{name}/",
        lede=case.get("lede", ""),
        published=case.get("published", "2024-05-01"),
        language=case.get("declared", ""),
        authors=tuple(case.get("authors", ())),
        key_points=tuple(case.get("key_points", ())),
        image=RawImage(f"{_NOWHERE}/{name}.jpg", caption=caption) if caption else None,
        allow=tuple(case.get("allow", ())),
    )
    item = articles.clean(raw, cleaning, _NOON)
    lookout = guard.Lookout.of(settings, cleaning.language)
    past = guard.Past(
        cleared=f"<p>{'mot ' * (int(case['before']) // 3)}</p>" if case.get("before") else "",
        arrivals=int(case.get("arrivals", 1)),
        first_import=bool(case.get("first_import")),
    )
    taken = Taken(Find(raw.origin, ""), item, _NOON, guard.inspect(item, lookout))
    holds, warns = _weighed(taken, cleaning, settings, past, _NOON)
    return (*holds, *warns)


def _weighed(
    taken: Taken, cleaning: articles.ArticleSettings, settings: GuardSettings, past: guard.Past, now: datetime
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    item = taken.item
    identity = articles.Identity(item.origin, None, item.guid)
    uses = articles.TermBook(()).uses(item)
    article = articles.settle(item, identity, uses, item.slug, {}, cleaning, now)
    return guard.weigh(guard.Case(item, article, None, settings, "page", now, found=taken.found, past=past))
