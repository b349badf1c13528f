"""What docs/announcing.md says of the protocols is what the code does."""

import tomllib

import pytest

from buzzfeed.model import DeliveryState
from buzzfeed.notify import schedule
from docpages import DOCS, codes, rows, samples, sections, text_of

PAGE = DOCS / "announcing.md"


def test_every_sample_is_a_config(config):
    """Each table can be pasted as it is, in three lines, and together they cover every protocol."""
    tables = [table for sample in samples(PAGE, "toml") for table in tomllib.loads(sample).get("announce", ())]
    settings = config(*tables)
    assert {one.type for one in settings.announce} == {"websub", "xmlrpc", "indexnow"}
    assert all(len(table) <= 3 for table in tables)


@pytest.mark.parametrize("section", ["WebSub hubs", "Ping services", "IndexNow"])
def test_every_address_listed_can_be_configured(config, section):
    """The addresses in the tables are whole ones."""
    addresses = [code for row in rows(sections(PAGE)[section]) for code in codes(row[-1]) if "://" in code]
    assert len(addresses) >= 3
    assert len(config(*({"type": "websub", "url": address} for address in addresses)).announce) == len(addresses)


def test_the_retries_told_are_the_retries_made():
    """The page names each delay."""
    words = {5: "5 seconds", 30: "30 seconds", 300: "5 minutes", 1800: "30 minutes", 7200: "2 hours", 18000: "5 hours"}
    told = " ".join(text_of(PAGE).split())
    listed = ", ".join(words[delay] for delay in schedule.DELAYS[:6])
    assert f"{listed}, 10 hours and 10 hours" in told
    assert schedule.DELAYS[6:] == (36000, 36000)


def test_every_state_is_explained():
    """A delivery's states are those of the model."""
    told = {code for row in rows(sections(PAGE)["What a delivery goes through"]) for code in codes(row[0])}
    assert told == {str(state) for state in DeliveryState}
