"""Presets: a service's name is all that an editor writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from buzzfeed.config import PRESETS, Config, IndexNow, WebSub, XmlRpc, load
from buzzfeed.errors import ConfigError

LEAST = """
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example"
feeds_url = "https://flux.lefanal.example"

[[sources]]
name = "redaction"
path = "articles"
"""


def loaded(tmp_path: Path, text: str) -> Config:
    """Load a config that says this besides what is required."""
    path = tmp_path / "buzzfeed.toml"
    path.write_text(LEAST + text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize("name", PRESETS)
def test_a_name_stands_for_a_whole_table(tmp_path: Path, name: str) -> None:
    """A preset gives protocol and address, and the target is called by its name."""
    (target,) = loaded(tmp_path, f'[[announce]]\ntype = "{name}"\n').announce
    assert isinstance(target, WebSub if name in ("google-hub", "superfeedr") else XmlRpc)
    assert target.target == name
    assert target.url == PRESETS[name]["url"]


def test_what_is_written_goes_before_the_preset(tmp_path: Path) -> None:
    """A table may change what its preset says, and an unknown key is an error as anywhere."""
    text = '[[announce]]\ntype = "pingomatic"\ncoalesce = "1h"\nurl = "http://127.0.0.1:9/"\n'
    (target,) = loaded(tmp_path, text).announce
    assert isinstance(target, XmlRpc)
    assert (target.coalesce, target.url, target.target) == (3600.0, "http://127.0.0.1:9/", "pingomatic")
    with pytest.raises(ConfigError, match="unknown key"):
        loaded(tmp_path, '[[announce]]\ntype = "twingly"\nbatch = 3\n')


def test_indexnow_needs_a_key_alone_and_is_offered_one(tmp_path: Path) -> None:
    """Without a key the config is refused with one made for the purpose, which does when it is pasted."""
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, '[[announce]]\ntype = "indexnow"\n')
    offered = re.search(r'add (key = "[0-9a-f]{32}")', str(caught.value))
    assert offered is not None, str(caught.value)
    (target,) = loaded(tmp_path, f'[[announce]]\ntype = "indexnow"\n{offered[1]}\n').announce
    assert isinstance(target, IndexNow)
    assert target.url == "https://api.indexnow.org/indexnow"


def test_an_unknown_service_is_refused_in_one_line(tmp_path: Path) -> None:
    """A name that is no type and no preset is told, with the types there are."""
    with pytest.raises(ConfigError, match=r"announce\.1") as caught:
        loaded(tmp_path, '[[announce]]\ntype = "pingomatique"\n')
    assert "\n" not in str(caught.value)
    assert "pingomatic" in str(caught.value)
