"""Recognising articles, and naming new ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.articles import Whereabouts, identity_keys, minted
from buzzfeed.articles import identify as identify_batch
from buzzfeed.articles.canonical import canonical
from buzzfeed.model import Ledger, Reason, Status
from stage_values import NOW, URL, cleaned, record

HOST = "journal.example"
ADDRESS = canonical(URL)


def ledger(*records):
    """Return what the store knows where it knows these records."""
    return Ledger(
        by_guid={(it.source, it.guid): it for it in records if it.guid},
        by_origin={(it.source, it.origin): it for it in records},
        by_address={it.address: it for it in records if it.address},
        by_id={it.id: it for it in records},
    )


def identify(item, *records, lives=None):
    """Identify one item against some records."""
    return together([item], ledger(*records), lives)[0]


def together(items, known=Ledger(), lives=None):  # noqa: B008 -- frozen
    """Identify a batch."""
    return identify_batch(items, known, HOST, Whereabouts(lives) if lives else None)


def codes(identity):
    """Return the codes of its faults."""
    return [fault.code for fault in identity.faults]


def gone(_source, _origin):
    """Say of every place that it holds its article no more."""
    return False


def test_new_article_keeps_the_sources_guid():
    """A guid that nobody has is the id."""
    identity = identify(cleaned(guid="urn:x:1"))
    assert (identity.id, identity.record, identity.guid, codes(identity)) == ("urn:x:1", None, "urn:x:1", [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "tag:journal.example,2024-05-01:redaction/2024/le-port.md"),
        ({"origin": "é à/100%?#.md"}, "tag:journal.example,2024-05-01:redaction/%C3%A9%20%C3%A0/100%25%3F%23.md"),
        ({"origin": "https://journal.example/a/b/?p=1"}, "tag:journal.example,2024-05-01:redaction/a/b/%3Fp=1"),
        ({"origin": "https://journal.example/?p=1"}, "tag:journal.example,2024-05-01:redaction/%3Fp=1"),
        ({"published": "2024-05-01T00:30:00+02:00"}, "tag:journal.example,2024-04-30:redaction/2024/le-port.md"),
    ],
)
def test_new_article_without_a_guid_gets_a_tag_uri(changes, expected):
    """Its id says host, day, source and place, and so is the same in every fresh store."""
    assert identify(cleaned(**changes)).id == expected


def test_tag_uri_of_a_host_beyond_ascii():
    """The authority of a tag URI is ASCII (RFC 4151 §2.1)."""
    assert minted(cleaned(), "été.example").startswith("tag:xn--t-9fab.example,2024-05-01:")


@given(
    st.text(st.characters(codec=None), min_size=1, max_size=30),
    st.text(st.characters(codec=None), min_size=1, max_size=30),
)
def test_two_places_never_share_a_tag_uri(one, other):
    """Any name of a file gives a URI, in ASCII without spaces, and no two names the same."""
    first, second = (minted(replace(cleaned(), origin=f"./{origin}"), HOST) for origin in (one, other))
    assert (first == second) == (one == other)
    assert first.isascii()
    assert not set(first) & set(' <>"{}|\\^`\n\t#')


def test_article_is_recognised_by_its_guid():
    """Whatever else changed, an item with the guid of its place is the same article."""
    known = record(cleaned(guid="g"), id="old-id")
    identity = identify(cleaned(guid="g", title="Autre", url="https://journal.example/autre/"), known)
    assert (identity.id, identity.record, codes(identity)) == ("old-id", known, [])


def test_article_is_recognised_by_its_place():
    """An item at the place of an article is that article, even with another guid: an id never changes."""
    known = record(cleaned(guid="g"), id="g")
    identity = identify(cleaned(guid="h"), known)
    assert (identity.id, identity.record, identity.guid) == ("g", known, "h")


def test_renamed_file_with_its_guid_is_the_same_article():
    """Where the old place is gone, the guid says who it is."""
    known = record(cleaned(guid="g", origin="a.md"), id="g")
    identity = identify(cleaned(guid="g", origin="b.md"), known, lives=gone)
    assert (identity.id, identity.record, codes(identity)) == ("g", known, [])


def test_renamed_file_with_its_address_is_the_same_article():
    """Where the old place is gone, the address says who it is, from another source too."""
    known = record(cleaned(url=URL, origin="a.md"))
    item = replace(cleaned(url=URL, origin="b.md"), source="autre")
    assert identify(item, known, lives=gone).id == known.id


def test_article_that_came_back_is_the_same():
    """An article that was retracted since its file vanished is recognised wherever it comes back."""
    known = record(cleaned(guid="g", origin="a.md"), [Reason("origin-vanished", "x")], id="g", status=Status.RETRACTED)
    assert identify(cleaned(guid="g", origin="b.md"), known).record is known


def test_copy_that_keeps_the_guid_is_held():
    """A second file with the guid of one that is still there gets an id of its own and is held, naming the first."""
    known = record(cleaned(guid="g", origin="a.md"), id="g")
    identity = identify(cleaned(guid="g", origin="b.md"), known)
    assert identity.id == "tag:journal.example,2024-05-01:redaction/b.md"
    assert identity.record is None
    assert identity.guid == ""
    assert codes(identity) == ["duplicate-id"]
    assert '"a.md"' in identity.faults[0].text


def test_held_copy_stays_itself():
    """Read again, the copy is the article it was held as, and is held still; the first goes on as it was."""
    first = record(cleaned(guid="g", origin="a.md"), id="g")
    copy = record(cleaned(origin="b.md"), id="tag:copy", status=Status.HELD)
    items = [cleaned(guid="g", origin="b.md"), cleaned(guid="g", origin="a.md")]
    again, original = together(items, ledger(first, copy))
    assert (again.id, again.guid, codes(again), again.rivals) == ("tag:copy", "", ["duplicate-id"], ("g",))
    assert codes(original) == []


def test_two_items_of_a_batch_never_share_an_id():
    """Of two new items with one guid the later is held; each has its own id."""
    first, second = together([cleaned(guid="g", origin=origin) for origin in ("a.md", "b.md")])
    assert (first.id, codes(first)) == ("g", [])
    assert (second.id, codes(second)) == ("tag:journal.example,2024-05-01:redaction/b.md", ["duplicate-id"])


def test_item_read_twice_in_a_batch_is_one():
    """The same place twice is the same article, not a copy of itself."""
    first, second = together([cleaned(guid="g", url=URL)] * 2)
    assert first == second


def test_two_sources_may_use_one_guid_for_two_articles():
    """A guid is its source's own: the second article gets a tag URI, and nothing is held."""
    known = record(cleaned(guid="1"), id="1")
    other = replace(cleaned(guid="1", origin="x"), source="depeches")
    identity = identify(other, known)
    assert (identity.id, identity.guid, codes(identity)) == ("tag:journal.example,2024-05-01:depeches/x", "1", [])


def test_two_articles_with_one_address_are_held():
    """The later of two with one address is held, naming the first; in one batch, and against the store."""
    first, later = together([cleaned(url=URL, origin="a.md"), cleaned(url=URL, origin="b.md")])
    assert codes(first) == []
    assert codes(later) == ["duplicate-url"]
    assert '"a.md"' in later.faults[0].text
    known = record(cleaned(url=URL, origin="a.md"))
    assert codes(identify(cleaned(url=URL, origin="b.md"), known)) == ["duplicate-url"]
    foreign = identify(replace(cleaned(url=URL, origin="b.md"), source="depeches"), known)
    assert (foreign.id, foreign.copy, codes(foreign)) == (known.id, True, [])


@pytest.mark.parametrize("status", [Status.RETRACTED, Status.REJECTED])
def test_address_of_what_was_taken_back_is_free(status):
    """An article that is no more does not keep its address from others."""
    known = record(cleaned(url=URL, origin="a.md"), status=status)
    identity = identify(cleaned(url=URL, origin="b.md"), known)
    assert codes(identity) == []
    assert identity.id != known.id


def test_address_an_article_had_before_is_free():
    """An article found by a former address is another one, as long as its place holds it."""
    known = record(cleaned(url="https://journal.example/nouveau/", origin="a.md"))
    identity = together([cleaned(url=URL, origin="b.md")], Ledger(by_address={ADDRESS: known}))[0]
    assert (identity.record, codes(identity)) == (None, [])


def test_published_article_is_not_held_for_a_copy():
    """Of two known articles with one address just one is held: never the published one, else the later."""
    first = record(cleaned(url=URL, origin="a.md"), id="a")
    copy = record(cleaned(url=URL, origin="b.md"), id="b", status=Status.HELD)
    for one, other, expected in ((first, copy, []), (copy, first, ["duplicate-url"])):
        known = Ledger(by_origin={("redaction", one.origin): one}, by_address={ADDRESS: other})
        assert codes(together([cleaned(url=URL, origin=one.origin)], known)[0]) == expected


def test_minted_id_that_is_taken_gets_a_number():
    """A place that another article left keeps that article's id; the next one there gets another."""
    moved = record(cleaned(origin="b.md"), id="tag:journal.example,2024-05-01:redaction/a.md")
    identity = identify(cleaned(origin="a.md"), moved)
    assert identity.id == "tag:journal.example,2024-05-01:redaction/a.md~2"
    assert identity.record is None


def test_keys_ask_for_the_id_that_would_be_minted():
    """The store is asked for the holder of that id, too."""
    item = cleaned(guid="g", url=URL)
    keys = identity_keys(item, HOST)
    assert (keys.guid, keys.origin, keys.addresses) == ("g", item.origin, (ADDRESS,))
    assert keys.ids[:2] == ("g", minted(item, HOST))


ITEMS = st.lists(
    st.builds(
        lambda guid, origin, url: cleaned(guid=guid, origin=origin, url=url),
        st.sampled_from(["", "g", "h"]),
        st.sampled_from(["a.md", "b.md", "c.md"]),
        st.sampled_from(["", URL, f"{URL}x"]),
    ),
    max_size=8,
)


@given(ITEMS)
def test_ids_of_a_batch_belong_to_one_place_each(items):
    """Whatever a batch holds, no two places share an id, and one that is not held shares no guid of its source."""
    owners: dict[str, str] = {}
    for item, identity in zip(items, together(items), strict=True):
        assert owners.setdefault(identity.id, item.origin) == item.origin


@given(ITEMS)
def test_fresh_stores_agree(items):
    """The same items in the same order get the same ids."""
    assert together(items) == together(items)


def test_new_article_in_an_others_file_is_not_that_other():
    """Where a file holds something else entirely, and what it held stands elsewhere, the place says nothing."""
    known = record(cleaned(url=URL, origin="a.md"), id="a")
    new = cleaned("<p>Autre chose.</p>", title="Neuf", guid="g", origin="a.md", published="2024-05-03")
    first, second = together([new, cleaned(url=URL, origin="b.md")], ledger(known))
    assert (first.id, second.id) == ("g", "a")


def test_file_that_was_moved_over_another_and_copied_is_not_an_edit_of_that_other():
    """Its address and text say who it is, though a copy says the same and its place held another article."""
    body, other = "<p>" + "Un texte assez long. " * 30 + "</p>", "<p>" + "Autre chose encore. " * 30 + "</p>"
    url = "https://journal.example/autre/"
    over, first = cleaned(body, url=url, origin="a.md"), cleaned(other, url=URL, origin="a.md")
    moved = record(cleaned(body, url=url, origin="b.md"), id="b", away=NOW)
    copy = cleaned(body, url=url, origin="c.md")
    found = together([over, copy], ledger(record(first, id="a"), moved))
    assert (found[0].id, codes(found[1])) == ("b", ["duplicate-url"])
