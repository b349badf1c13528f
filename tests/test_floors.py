"""The source stands on the floors of the design, and the checker that says so can say otherwise."""

import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import floors

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / floors.PACKAGE


@pytest.fixture(scope="module")
def source():
    """Give the whole source, parsed once for all that is asked of it."""
    return floors.load(SOURCE)


@pytest.mark.parametrize("rule", floors.RULES)
def test_source_keeps_the_rule(rule, source):
    """No file of the source breaks a rule of the design."""
    assert list(floors.RULES[rule](source)) == []


def test_no_file_is_too_long_to_hold():
    """No file of the source or of the tests has more than 400 lines."""
    assert list(floors.length_findings(SOURCE, ROOT / "tests")) == []


def test_every_library_imported_is_declared(source):
    """What the source imports is asked for by name in the project's own requirements, not got by accident."""
    declared = {canonicalize_name(Requirement(text).name) for text in requires("buzzfeed") or []}
    givers = packages_distributions()
    imported = {found.name.partition(".")[0] for module in source.values() for found in floors.imports_of(module)}
    third_party = {name for name in imported if name in givers and name != floors.PACKAGE}
    undeclared = {name for name in third_party if not declared & {canonicalize_name(giver) for giver in givers[name]}}
    assert undeclared == set()


def test_every_command_is_on_a_floor():
    """The console script starts in a unit that the floors know."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert {floors.unit_of(target.replace(":", ".")) for target in scripts.values()} <= set(floors.FLOORS)


@pytest.fixture
def plant(tmp_path):
    """Give a function that writes files into a small package and returns the findings of one rule, paths cut short."""

    def findings(rule, **files):
        root = tmp_path / floors.PACKAGE
        for name, text in {"__init__": "", **files}.items():
            path = root / (name.replace("__in__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [text.replace(f"{root}/", "") for text in floors.RULES[rule](floors.load(root))]

    return findings


IMPORTS_OF_WEB = [
    "import buzzfeed.web",
    "import buzzfeed.web.pages as pages",
    "from buzzfeed import web",
    "from buzzfeed.web import pages",
    "from buzzfeed.web.pages import *",
    "from . import web",
    "from .web import pages",
    "def late():\n    from .web import pages",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from buzzfeed.web import pages",
    "try:\n    import json\nexcept ImportError:\n    from . import web",
    "import importlib\nimportlib.import_module('buzzfeed.web')",
    "from importlib import import_module\nimport_module('.web', __package__)",
    "__import__('buzzfeed.web')",
    "SERVED = 'buzzfeed.web.pages:app'",
]


@pytest.mark.parametrize("text", IMPORTS_OF_WEB)
def test_upward_import_is_found_however_it_is_written(plant, text):
    """An import of a higher floor is found: plain, relative, late, for types only, by name, as an entry point."""
    found = plant("floors", net=text, web__in____init__="", web__in__pages="")
    assert [line.partition(":")[0] for line in found] == ["net.py"]


@pytest.mark.parametrize("text", IMPORTS_OF_WEB)
def test_downward_import_is_no_finding(plant, text):
    """The same imports are right from a higher floor."""
    assert plant("floors", daemon=text, web__in____init__="", web__in__pages="") == []


def test_relative_import_is_resolved_from_its_package(plant):
    """Dots count from the package that a file stands in, its `__init__` included."""
    found = plant(
        "floors",
        store__in____init__="from ..errors import X\nfrom .tables import Y\nfrom ..pipeline import Z",
        store__in__tables="from .. import sources\nfrom ..model import A\nfrom .rows import B",
    )
    assert [line.split(": ")[0] for line in found] == ["store/__init__.py:3", "store/tables.py:1"]


def test_sideways_import_is_found(plant):
    """Units of one floor never import each other."""
    assert len(plant("floors", feeds="import buzzfeed.verify", verify="", store="from . import notify")) == 2


def test_unknown_units_are_found(plant):
    """A file that stands on no floor is a finding, and so is its import."""
    found = plant("floors", helpers="", cli="from buzzfeed import helpers, __version__")
    assert len(found) == 2


def test_computed_import_is_found(plant):
    """An import whose name is computed is refused, since no floor can hold it."""
    assert len(plant("floors", store="import importlib\nimportlib.import_module('x' + 'y')")) == 1


def test_the_root_imports_nothing_of_its_own_package(plant):
    """The root's file is below every floor, so that anyone may ask it for the version."""
    assert len(plant("floors", __init__="from buzzfeed.errors import BuzzfeedError", errors="")) == 1


def test_ring_inside_a_package_is_found_and_named(plant):
    """Files of one package that import each other in a ring are found, and they alone are named; late imports count."""
    found = plant(
        "cycles",
        feeds__in____init__="from .a import A",
        feeds__in__a="from .b import B",
        feeds__in__b="def late():\n    from .c import C",
        feeds__in__c="from buzzfeed.feeds import a\nfrom .leaf import L",
        feeds__in__leaf="",
    )
    assert found == ["imports in a ring: buzzfeed.feeds.a -> buzzfeed.feeds.b -> buzzfeed.feeds.c -> buzzfeed.feeds.a"]


def test_file_that_asks_its_own_package_makes_a_ring(plant):
    """A file that imports a name from the `__init__` that imports it is a ring of two."""
    assert len(plant("cycles", web__in____init__="from .app import app", web__in__app="from . import settings")) == 1


def test_package_without_a_ring_is_no_finding(plant):
    """Files of a package may import each other, and two ways to one file are no ring."""
    found = plant(
        "cycles",
        web__in____init__="from .a import A\nfrom .b import B",
        web__in__a="from .c import C",
        web__in__b="from .a import A\nfrom .c import C",
        web__in__c="",
    )
    assert found == []


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("sources", "import requests"),
        ("publish", "from sqlalchemy import select"),
        ("pipeline", "def late():\n    import alembic.command"),
        ("verify", "from feedgen.feed import FeedGenerator"),
        ("feeds", "import feedparser"),
        ("pipeline", "from apscheduler.schedulers import background"),
        ("daemon", "import starlette"),
        ("web", "import typer"),
        ("sources", "import nh3"),
        ("channels", "from lxml import etree"),
        ("guard", "import structlog"),
        ("model", "import prometheus_client"),
        ("notify", "import urllib.request"),
        ("notify", "from urllib import request"),
        ("net", "import httpx"),
        ("cli", "import leftpad"),
    ],
)
def test_library_away_from_home_is_found(plant, unit, text):
    """Each library has one home, and one that the table does not know has none."""
    assert len(plant("libraries", **{unit: text})) == 1


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("net", "import requests, urllib3, ssrfguard"),
        ("store", "import sqlalchemy, alembic, pysqlite3"),
        ("verify", "import feedparser\nfrom lxml import etree"),
        ("daemon", "import apscheduler, granian, structlog"),
        ("guard", "import re, urllib.parse\nfrom urllib import parse"),
    ],
)
def test_library_at_home_is_no_finding(plant, unit, text):
    """A library in its home is right, and so is what only parses."""
    assert plant("libraries", **{unit: text}) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from os import path",
        "import os.path",
        "import socket",
        "from time import time",
        "import logging",
        "from http import client",
        "import random",
        "def late():\n    import subprocess",
        "from datetime import datetime\nNOW = datetime.now()",
        "import datetime\nNOW = datetime.datetime.utcnow()",
        "from datetime import date as day\nNOW = day.today()",
        "from dataclasses import field\nfrom datetime import datetime\nX = field(default_factory=datetime.now)",
        "def f(clock):\n    return clock.now()",
        "def f(path):\n    return path.read_text()",
        "TEXT = open('x')",
        "print('here')",
    ],
)
def test_outside_in_a_pure_unit_is_found(plant, text):
    """A pure unit that turns to files, network, clock, log or chance is found."""
    assert len(plant("purity", guard=text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from pathlib import PurePosixPath\nX = PurePosixPath('a').name",
        "from datetime import datetime, UTC\nX = datetime.fromtimestamp(0, UTC)",
        "def f(now):\n    return now",
        "def f(history):\n    return history.now",
        "from http import HTTPStatus",
        "from importlib.resources import files\nX = files('buzzfeed.guard').joinpath('x.json').read_text()",
        "from io import BytesIO",
    ],
)
def test_values_in_a_pure_unit_are_no_finding(plant, text):
    """Paths, times and bytes as values are what a pure unit works on, and data of its own package is code."""
    assert plant("purity", guard=text) == []


def test_edges_may_reach_outside(plant):
    """What a pure unit may not do is what the edges are for."""
    assert plant("purity", net="import os, time\nNOW = time.time()\nX = open('x')") == []


EDITORS = "class Store:\n    def listed(self):\n        ..."


@pytest.mark.parametrize("unit", ["web", "follow", "publish", "notify", "audience", "personal"])
@pytest.mark.parametrize(
    "text",
    [
        "from buzzfeed.ports import Store",
        "from buzzfeed.ports.store import Store",
        "import buzzfeed.ports",
        "from buzzfeed import ports",
        "from buzzfeed.ports import *",
        "from buzzfeed.store import open_store",
        "from buzzfeed.store.editorial import Editorial",
        "from buzzfeed import store",
        "def late():\n    from buzzfeed.store import open_store",
        "def f(store):\n    return store.listed()",
        "class A:\n    def f(self):\n        return self._store.listed",
        "def f(window):\n    return window._db",
    ],
)
def test_output_that_reaches_past_the_gate_is_found(plant, unit, text):
    """What makes an output can neither import the editors' side of the store nor ask for it (invariant 5)."""
    assert len(plant("outputs", ports__in__store=EDITORS, **{unit: text})) == 1


def test_what_may_stand_in_public_is_no_finding(plant):
    """An output reads the shelf, and the editors' side is for those who decide."""
    shelf = "from buzzfeed.ports import Shelf, Outbox\nfrom buzzfeed.store import open_window\ndef f(s):\n    s.page()"
    editors = (
        "from buzzfeed.ports import Store\nfrom buzzfeed.store import open_store\ndef f(store):\n    store.listed()"
    )
    assert plant("outputs", ports__in__store=EDITORS, web=shelf, pipeline=editors, daemon=editors) == []


def test_the_editors_side_is_what_the_rule_takes_it_for(source):
    """The rule knows methods that outputs must not have, and none that they need."""
    modules = source
    editorial = floors.methods_of(modules[floors.EDITORS_PORT], "Store")
    assert {"listed", "revision", "ledger", "terms", "unreadable", "decide", "fragments"} <= editorial
    shelf = {
        name
        for port in ("Shelf", "Figures", "Window", "Outbox")
        for name in floors.methods_of(modules["buzzfeed.ports.shelf"], port)
    }
    assert "articles" in shelf
    assert not shelf & editorial


def test_length_is_counted_to_the_line(tmp_path):
    """400 lines are right, 401 are a finding, in pages as in code, and data is not counted."""
    for name, lines in {"a.py": 400, "b.py": 401, "c.html": 401, "d.json": 9000}.items():
        (tmp_path / name).write_text("x\n" * lines, encoding="utf-8")
    assert [Path(line.partition(":")[0]).name for line in floors.length_findings(tmp_path)] == ["b.py", "c.html"]
