"""docs/configuration.md tells every key, its default, and samples that load; so do the two sample configs."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from buzzfeed.config import Config, load
from docpages import DOCS, PAGES, ROOT, codes, rows, samples, sections, text_of
from dressing import lay

PAGE = DOCS / "configuration.md"
LEAST = """
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example"
feeds_url = "https://lefanal.example/flux"

[[sources]]
name = "essai"
path = "articles"
"""
READ_FROM = ("file", "base")


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the sections' models that an annotation holds, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def keys() -> list[tuple[str, str, list[FieldInfo]]]:
    """List every key: its section, its name, its fields (several where the kinds of a section share it)."""
    found: dict[tuple[str, str], list[FieldInfo]] = {}
    for section, of_section in Config.model_fields.items():
        for model in models(of_section.annotation):
            for name, field in model.model_fields.items():
                found.setdefault((section, name), []).append(field)
    return [(section, name, fields) for (section, name), fields in found.items()]


def section_of(name: str) -> str:
    """Return the page's text on a section of the config."""
    for heading, text in sections(PAGE).items():
        if heading.startswith((f"`[{name}]`", f"`[[{name}]]`")):
            return text
    raise AssertionError(f"docs/configuration.md has no section on {name}")


def row_of(section: str, key: str) -> list[str]:
    """Return the table row on a key: key, default, meaning."""
    found = [row for row in rows(section_of(section)) if row[0] == f"`{key}`"]
    assert len(found) == 1, f"{section}.{key}: {len(found)} rows in docs/configuration.md"
    return found[0]


def written_out(path: Path, toml: str) -> Path:
    """Write a sample as a config, completed with what is required; return its path."""
    given = tomllib.loads(toml)
    rest = LEAST
    if "newsroom" in given:
        rest = rest[rest.index("[[sources]]") :]
    if "sources" in given:
        rest = rest.partition("[[sources]]")[0]
    path.write_text(f"{toml}\n{rest}", encoding="utf-8")
    look = [value for value in given.get("look", {}).values() if "." in value]
    lay(path.parent, *look)
    return path


def test_every_section_is_told() -> None:
    """Each section of the config has a section of the page."""
    for name in Config.model_fields:
        if name not in READ_FROM:
            section_of(name)


@pytest.mark.parametrize(("section", "key", "fields"), keys(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_key_is_told_with_its_default(section: str, key: str, fields: list[FieldInfo]) -> None:
    """Each key has one row with a meaning, and the default that the schema gives it, or says that it is required."""
    _, told, meaning = row_of(section, key)
    assert len(meaning) > 10
    if (section, key) == ("announce", "name"):
        assert "host" in told  # made from the address, not given by the schema
        return
    if key == "type":
        kinds = {str(kind) for field in fields for kind in get_args(field.annotation)}
        assert kinds == {code.strip('"') for code in codes(meaning)}
        return
    written = [tomllib.loads(f"x = {code}")["x"] for code in codes(told)]
    for field in fields:
        if field.is_required():
            assert told.startswith("required") or len(fields) > 1, f"{section}.{key} is required"
        elif (section, key) == ("sources", "every"):
            assert written == ["5m"]  # unless a cron is given, which is why the schema has none
        elif field.default is None:
            assert told == "none"
        else:
            kind = TypeAdapter(Annotated[field.annotation, None, *field.metadata])
            read = [kind.validate_python(one) for one in written]
            assert field.default in read, f"{section}.{key}: the default is {field.default!r}, not {told}"


def test_no_key_is_told_that_is_not_there() -> None:
    """Each row of a section's tables is on a key of that section."""
    known = {(section, key) for section, key, _ in keys()}
    for section in Config.model_fields:
        if section in READ_FROM or section == "aliases":
            continue
        told = {row[0].strip("`") for row in rows(section_of(section)) if row[0].startswith("`")}
        assert {(section, key) for key in told} <= known


def test_every_key_is_shown_in_a_sample() -> None:
    """Each key stands in one of the page's samples, under its section."""
    shown: set[tuple[str, str]] = set()
    for toml in samples(PAGE, "toml"):
        for section, values in tomllib.loads(toml).items():
            for table in values if isinstance(values, list) else [values]:
                shown |= {(section, key) for key in table}
    assert {(section, key) for section, key, _ in keys()} - shown == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_samples_of_configs_load(page: Path, tmp_path: Path) -> None:
    """Every TOML sample is TOML; those that speak of the config are valid once completed with what is required."""
    for toml in samples(page, "toml"):
        if toml.startswith("+++"):
            continue  # an article's front matter
        if page == PAGE or tomllib.loads(toml).keys() & Config.model_fields.keys():
            load(written_out(tmp_path / "buzzfeed.toml", toml))


def test_variables_of_the_environment_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables shown set what they are said to set."""
    lines = re.findall(r"^    (BUZZFEED_\w+)=(.+)$", text_of(PAGE), flags=re.MULTILINE)
    assert len(lines) >= 4
    for name, value in lines:
        monkeypatch.setenv(name, value.strip("'"))
    config = load(written_out(tmp_path / "buzzfeed.toml", ""))
    assert config.feeds.items == 30
    assert config.store.url.startswith("postgresql+psycopg://")
    assert config.web.trusted_proxies == ("10.0.0.5",)
    assert config.web.listen == "127.0.0.1:9000"


def test_variables_that_pages_name_exist() -> None:
    """Every variable of the form BUZZFEED_SECTION__KEY on any page names a key of the schema."""
    known = {f"BUZZFEED_{section}__{key}".upper() for section, key, _ in keys()}
    named = {name for page in PAGES for name in re.findall(r"\bBUZZFEED_[A-Z]+__[A-Z_]*[A-Z]\b", text_of(page))}
    assert named - known == {"BUZZFEED_SECTION__KEY"}


def test_sample_config_loads() -> None:
    """The config that `make run` starts with loads, and its folder of articles is there."""
    config = load(ROOT / "config" / "buzzfeed.toml")
    assert [config.path(source.path).is_dir() for source in config.sources if source.type == "folder"] == [True]


@pytest.mark.parametrize("sample", ["config/buzzfeed.toml", "src/buzzfeed/cli/start/buzzfeed.toml"])
def test_sample_configs_are_true_where_they_are_commented_out(sample: str, tmp_path: Path) -> None:
    """A sample loads as it is, and still does once every commented setting is taken in."""
    folder = tmp_path / "config"
    folder.mkdir()
    plain = shutil.copy(ROOT / sample, folder / "buzzfeed.toml")
    before = load(Path(plain))
    # A section that stands further up, commented out again below, would be one too many.
    taken_in = re.sub(r"^# (?=\[|\w+ = |\"/)", "", text_of(ROOT / sample), flags=re.MULTILINE)
    full = folder / "full.toml"
    full.write_text(taken_in, encoding="utf-8")
    after = load(full)
    assert before.announce == ()
    assert len(after.announce) >= 2
    assert before.store == after.store
    assert before.web == after.web
