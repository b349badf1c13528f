"""The config: read whole, completed with defaults, its faults told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from buzzfeed.config import FeedSource, FolderSource, find, load
from buzzfeed.errors import ConfigError

LEAST = """
[newsroom]
title = "Le Fanal"
url = "https://lefanal.example/"
feeds_url = "http://127.0.0.1:8000/flux/"

[[sources]]
name = "redaction"
path = "articles"
"""


def written(tmp_path: Path, text: str, name: str = "config/buzzfeed.toml") -> Path:
    """Write a config and return its path."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(tmp_path: Path, text: str) -> str:
    """Return the one line with which a config is refused."""
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_least_config_is_enough(tmp_path: Path) -> None:
    """Title, url, feeds_url and one source are all that is required; a source without a type is a folder."""
    config = load(written(tmp_path, LEAST))
    assert config.newsroom.url == "https://lefanal.example"
    assert config.newsroom.prefix == "/flux"
    assert isinstance(config.sources[0], FolderSource)
    assert config.sources[0].interval == 300.0
    assert config.feeds.items == 50
    assert config.feeds.tag_minimum == 1


def test_relative_paths_start_above_a_folder_called_config(tmp_path: Path) -> None:
    """Relative paths start from the config's folder, or from its parent where that folder is called config."""
    inside = load(written(tmp_path, LEAST))
    beside = load(written(tmp_path, LEAST, "elsewhere/buzzfeed.toml"))
    assert inside.path("articles") == tmp_path / "articles"
    assert inside.store_url == f"sqlite:///{tmp_path}/var/buzzfeed.db"
    assert beside.path("articles") == tmp_path / "elsewhere" / "articles"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('title = "Le Fanal"', 'titel = "Le Fanal"'), ["newsroom.titel", "unknown key", "did you mean title?"]),
        (('path = "articles"', 'paht = "articles"'), ["sources.1.paht", "unknown key", "did you mean path?"]),
        (('title = "Le Fanal"', ""), ["newsroom.title", "is missing"]),
        (('url = "https://lefanal.example/"', 'url = "lefanal"'), ["newsroom.url", "whole address"]),
        (('path = "articles"', 'path = "a"\nevery = "often"'), ["sources.1.every", "write a duration"]),
        (('path = "articles"', 'path = "a"\nevery = "5m"\ncron = "* * * * *"'), ["every", "not both"]),
        (("[newsroom]", "[newsroom"), ["is not TOML"]),
        (("[newsroom]", "surprise = 1\n[newsroom]"), ["surprise", "unknown key"]),
        (("[[sources]]", '[aliases]\n"feed" = "all.rss"\n[[sources]]'), ["aliases", "begin it with a slash"]),
        (("[[sources]]", '[store]\nurl = "mysql://x"\n[[sources]]'), ["store.url", "sqlite:///PATH"]),
        (('name = "redaction"', 'name = "Ré daction"'), ["sources.1.name"]),
        (("[[sources]]", "[newsroom.timezone]\nx = 1\n[[sources]]"), ["newsroom.timezone", "time zone"]),
    ],
)
def test_a_fault_names_its_key_and_the_mend(tmp_path: Path, change: tuple[str, str], words: list[str]) -> None:
    """Whatever is wrong with the config is one line with the file, the key, the cause and the mend."""
    told = refusal(tmp_path, LEAST.replace(*change, 1))
    assert "buzzfeed.toml" in told
    for word in words:
        assert word in told


def test_two_sources_of_one_name_are_refused(tmp_path: Path) -> None:
    """Names must tell sources apart, since ids are minted from them."""
    told = refusal(tmp_path, LEAST + '\n[[sources]]\nname = "redaction"\npath = "b"\n')
    assert 'two sources are called "redaction"' in told


def test_the_environment_stands_on_top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """BUZZFEED_WEB__LISTEN sets web.listen, over the file's own."""
    monkeypatch.setenv("BUZZFEED_WEB__LISTEN", "127.0.0.1:9999")
    monkeypatch.setenv("BUZZFEED_FEEDS__ITEMS", "7")
    config = load(written(tmp_path, LEAST + '\n[web]\nlisten = "127.0.0.1:8888"\nadmin_listen = "127.0.0.1:8889"\n'))
    assert config.web.listen == "127.0.0.1:9999"
    assert config.web.admin_listen == "127.0.0.1:8889"
    assert config.feeds.items == 7


def test_sources_are_told_apart_by_type(tmp_path: Path) -> None:
    """A source of type feed has a url, and rules for its terms."""
    text = LEAST + '\n[[sources]]\nname = "amont"\ntype = "feed"\nurl = "https://amont.example/feed/"\nevery = "1h"\n'
    source = load(written(tmp_path, text)).sources[1]
    assert isinstance(source, FeedSource)
    assert source.url == "https://amont.example/feed/"
    assert source.interval == 3600.0


def test_a_missing_config_names_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no config, the error says how to write one."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="buzzfeed init"):
        find()


def test_the_environment_names_the_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$BUZZFEED_CONFIG is used where --config is not given, and --config before it."""
    mine, other = written(tmp_path, LEAST, "mine.toml"), written(tmp_path, LEAST, "other.toml")
    monkeypatch.setenv("BUZZFEED_CONFIG", str(mine))
    assert find() == mine
    assert find(str(other)) == other
