from store_values import NOW, SOURCE, decide, intake, keys_of, make_article, publish_article, revise

from buzzfeed.model import IdentityKeys, Ledger, Status

A, B = make_article("a"), make_article("b")
LONG = "x" * 5000


def ask(store, **keys):
    """Look one item up."""
    return store.ledger([IdentityKeys(**{"source": SOURCE, "guid": "", "origin": "", **keys})])


def test_record_is_found_by_guid_origin_address_and_id(store):
    """An article is recognised by each of its keys, and the record tells what is known of it."""
    publish_article(store, "a")
    ledger = store.ledger([keys_of(revise(A))])
    record = ledger.by_guid[SOURCE, f"guid-{A.id}"]
    assert record == ledger.by_origin[SOURCE, A.origin] == ledger.by_address[A.url]
    assert (record.id, record.title, record.slug, record.mark) == (A.id, A.title, A.slug, A.mark)
    assert (record.status, record.revision, record.first_seen) == (Status.PUBLISHED, 1, NOW)
    assert ask(store, ids=(A.id,)).by_id == {A.id: record}


def test_unknown_keys_and_empty_ones_find_nothing(store):
    """What no article has finds nothing; an empty key finds nothing either."""
    store.absorb(intake(revise(make_article("a", url=""), guid="")), NOW)
    assert ask(store, guid="x", origin="x", addresses=("x",), body="x", ids=("x",)) == Ledger()
    assert ask(store) == Ledger()


def test_guids_and_origins_are_known_per_source(store):
    """Two sources that use one guid or origin for different articles stay two."""
    publish_article(store, "a")
    assert ask(store, source="autre", guid=f"guid-{A.id}", origin=A.origin) == Ledger()


def test_former_address_still_finds_its_article(store):
    """An article is found by an address it had before, unless another has it now."""
    publish_article(store, "a")
    store.absorb(intake(revise(make_article("a", url="https://buzzly.example/neuf/"), 2)), NOW)
    assert ask(store, addresses=(A.url,)).by_address[A.url].id == A.id
    publish_article(store, "b", url=A.url)
    assert ask(store, addresses=(A.url,)).by_address[A.url].id == B.id


def test_copy_never_stands_before_its_original(store):
    """Of several articles with one address a published one is meant, else the oldest."""
    url = "https://buzzly.example/deux/"
    for name in ("a", "b", "c"):
        store.absorb(intake(revise(make_article(name, url=url), status=Status.HELD)), NOW)
    assert ask(store, addresses=(url,)).by_address[url].id == A.id
    decide(store, B.id, Status.PUBLISHED)
    assert ask(store, addresses=(url,)).by_address[url].id == B.id
    decide(store, B.id, Status.RETRACTED)
    assert ask(store, addresses=(url,)).by_address[url].id == A.id


def test_address_of_a_held_edit_finds_its_article(store):
    """Identity knows what was never public: the address of a held revision is its article's."""
    store.absorb(intake(revise(A, status=Status.HELD)), NOW)
    assert ask(store, addresses=(A.url,)).by_address[A.url].status is Status.HELD


def test_of_several_at_one_origin_the_one_not_retracted_is_meant(store):
    """An origin that a second article took over means the second: the first has lost it, and is retracted."""
    publish_article(store, "a", origin="x.md")
    publish_article(store, "b", origin="x.md")
    assert ask(store, origin="x.md").by_origin[SOURCE, "x.md"].id == B.id
    assert ask(store, ids=(A.id,)).by_id[A.id].status is Status.RETRACTED
    decide(store, A.id, Status.PUBLISHED)
    decide(store, B.id, Status.RETRACTED)
    assert ask(store, origin="x.md").by_origin[SOURCE, "x.md"].id == A.id


def test_slugs_are_held_for_good_by_the_first(store):
    """A slug belongs to the article that first had it, after it has another and after it is gone."""
    publish_article(store, "a", slug="ete")
    store.absorb(intake(revise(make_article("a", slug="ete-2026"), 2)), NOW)
    publish_article(store, "b", slug="ete")
    assert store.ledger([], ["ete", "ete-2026", "libre"]).slugs == {"ete": A.id, "ete-2026": A.id}


def test_many_keys_at_once(store):
    """A batch larger than any database takes in one statement is looked up whole."""
    names = [f"n{number}" for number in range(600)]
    store.absorb(intake(*[revise(make_article(name)) for name in names]), NOW)
    ledger = store.ledger([keys_of(revise(make_article(name))) for name in names], names)
    assert len(ledger.by_guid) == len(ledger.by_origin) == len(ledger.by_address) == len(ledger.slugs) == 600


def test_addresses_are_of_published_articles_and_of_unambiguous_titles(store):
    """A title gives an address where exactly one published article bears it."""
    publish_article(store, "a", title="Unique")
    publish_article(store, "b", title="Double")
    publish_article(store, "c", title="Double")
    store.absorb(intake(revise(make_article("d", title="Caché"), status=Status.HELD)), NOW)
    assert store.addresses(["unique", "double", "cache", "", "rien"]) == {"unique": A.url}


def test_address_follows_the_cleared_revision(store):
    """A held edit that changes title and address changes neither for others."""
    publish_article(store, "a", title="Avant")
    store.absorb(intake(revise(make_article("a", title="Après", url="https://x.example/"), 2, Status.HELD)), NOW)
    assert store.addresses(["avant", "apres"]) == {"avant": A.url}


def test_wanting_names_who_waits_for_an_address(store):
    """Articles whose latest revision names a title are found by it, until it does no more."""
    store.absorb(intake(revise(A, wanted=("suite", "autre")), revise(B, wanted=("suite",))), NOW)
    assert store.wanting(["suite", "rien"]) == (A.id, B.id)
    store.absorb(intake(revise(A, 1, wanted=("autre",), replaces=True)), NOW)
    assert store.wanting(["suite"]) == (B.id,)
    assert store.wanting(["autre"]) == (A.id,)


def test_long_titles_and_addresses_are_looked_up_too(store):
    """A title or an address longer than PostgreSQL can index is stored and found."""
    article = make_article("a", title=LONG, url=f"https://buzzly.example/{LONG}")
    store.absorb(intake(revise(article, wanted=(LONG + "y",))), NOW)
    assert store.addresses([LONG, LONG + "z"]) == {LONG: article.url}
    assert store.wanting([LONG + "y"]) == (A.id,)
    assert ask(store, addresses=(article.url,)).by_address[article.url].id == A.id


def test_terms_are_all_that_were_ever_seen(store):
    """Terms of denied articles are known for giving slugs, and make no channel."""
    store.absorb(intake(revise(make_article("a", tags=("Secret",)), status=Status.DRAFT)), NOW)
    assert "secret" in [term.slug for term in store.terms()]
    assert store.channels() == ()
