"""The hub's side of the store: what is asked for, who is owed which edition, and that nothing is told twice or lost."""

from dataclasses import replace
from datetime import timedelta

from store_hubs import TOPIC, ask, new_edition, owed, subscribe, take, told
from store_values import ALL, NOW, after, build, decide, publish_article, tag

from buzzfeed.model import ChannelKey, ChannelKind, Format, Publication, Status
from buzzfeed.model.subscriptions import Asking, Claim, Reach, Settled, Settlement, Speech, Topic
from buzzfeed.store import open_store


def test_request_comes_back_as_it_was_left(published, inbox):
    """What was asked comes back whole, once, and again only when its claim is over."""
    request = ask(address="https://feeds.example/feed/", echo=False, speech=Speech.RSSCLOUD)
    assert inbox.leave([request], 10, 10) == (True,)
    (taken,) = take(published)
    assert (taken.request.address, taken.request.secret, taken.request.echo) == (request.address, "geheim", False)
    assert (taken.request.speech, taken.request.topic, taken.crowded) == (Speech.RSSCLOUD, TOPIC, "")
    assert take(published) == ()
    again = replace(taken.request, turn=Claim(taken.request.turn.key, 2))
    assert [one.request for one in take(published, after(61))] == [again]


def test_rooms_are_bounded_and_the_same_request_is_kept_once(published, inbox):
    """Requests are kept up to a number, in all and for one host; the very same one takes no room."""
    assert inbox.leave([ask(1), ask(1), ask(2), ask(3)], 2, 10) == (True, True, True, False)
    assert inbox.leave([ask(1), ask(4)], 2, 10) == (True, False)
    assert inbox.leave([ask(1, callback="https://s1.example/2")], 10, 1) == (False,)
    assert inbox.leave([ask(5, topic=Topic(tag("rien"), Format.RSS))], 10, 10) == (False,)
    assert len(take(published)) == 2


def test_renewal_replaces_secret_and_lease_and_keeps_what_was_had(published, inbox, rows):
    """A renewed subscription is the same one: its secret and lease are new, what it was given stands."""
    subscribe(published, inbox, ask())
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    published.keep_tellings([told(one) for one in owed(published, after(6))], after(6))
    subscribe(published, inbox, ask(secret="neu"), now=after(10), until=7200)
    assert rows("SELECT secret, had, expires FROM subscriptions") == [("neu", 2, round(after(7200).timestamp()))]


def test_request_that_is_not_confirmed_changes_nothing(published, inbox, rows):
    """An unconfirmed renewal or unsubscription leaves the subscription as it stands."""
    subscribe(published, inbox, ask())
    inbox.leave([ask(secret="fremd"), ask(asking=Asking.UNSUBSCRIBE)], 10, 10)
    published.settle_requests([Settlement(one.request, Settled.REFUSED) for one in take(published)], NOW)
    assert rows("SELECT secret FROM subscriptions") == [("geheim",)]
    assert take(published, after(100)) == ()


def test_unsubscription_ends_it(published, inbox):
    """A confirmed unsubscription ends the subscription; one that is not there is no error."""
    subscribe(published, inbox, ask())
    subscribe(published, inbox, ask(asking=Asking.UNSUBSCRIBE), ask(2, asking=Asking.UNSUBSCRIBE))
    assert published.subscribed([TOPIC]) == frozenset()


def test_crowded_hub_denies_new_ones_and_renews_old_ones(published, inbox):
    """Past its bounds, in all and for one host, the hub says why it denies; who is there already may renew."""
    subscribe(published, inbox, ask(1))
    inbox.leave([ask(1, secret="neu"), ask(1, callback="https://s1.example/2"), ask(2)], 10, 10)
    said = [bool(one.crowded) for one in take(published, most=100, most_of_host=1)]
    assert said == [False, False, True]
    assert [bool(one.crowded) for one in take(published, after(100), most=1)] == [False, True, True]


def test_edition_between_asking_and_answering_is_owed_at_once(published, inbox):
    """Who asked before an edition and was confirmed after it is told of it; who asked after it is not."""
    inbox.leave([ask(1)], 10, 10)
    new_edition(published, "b", after(1))
    inbox.leave([ask(2)], 10, 10)
    published.settle_requests([Settlement(one.request, Settled.VERIFIED, after(999)) for one in take(published)], NOW)
    assert [one.host for one in owed(published, after(2))] == ["s1.example"]


def test_edition_is_owed_to_its_own_subscribers_once(published, inbox):
    """Only the feed's subscribers are owed, the same edition once, and nobody whose lease is over."""
    subscribe(published, inbox, ask(1), ask(2, topic=Topic(ALL, Format.JSON)))
    subscribe(published, inbox, ask(3), until=1)
    new_edition(published, "b", after(5))
    assert published.owe([TOPIC, Topic(tag("rien"), Format.RSS)], after(5), after(5)) == 1
    (one,) = owed(published, after(6))
    assert (one.host, one.had, one.owed, one.since) == ("s1.example", 0, 2, after(5))
    published.keep_tellings([told(one)], after(6))
    assert published.owe([TOPIC], after(5), after(7)) == 1
    assert owed(published, after(8)) == ()
    assert published.announced(TOPIC).version == 2
    assert published.announced(TOPIC).before == 0


def test_each_protocol_is_owed_by_itself(published, inbox):
    """Those of one protocol are owed an edition, and those of the other when named; who follows is known so."""
    subscribe(published, inbox, ask(1), ask(2, speech=Speech.RSSCLOUD))
    new_edition(published, "b", after(5))
    assert published.owe([TOPIC], after(5), after(5), Speech.WEBSUB) == 1
    assert [one.host for one in owed(published, after(6))] == ["s1.example"]
    assert published.owe([TOPIC], after(5), after(7), Speech.RSSCLOUD) == 1
    assert [one.host for one in owed(published, after(7))] == ["s2.example"]
    subscribe(published, inbox, ask(1, asking=Asking.UNSUBSCRIBE))
    assert published.subscribed([TOPIC], Speech.WEBSUB) == frozenset()
    assert published.subscribed([TOPIC], Speech.RSSCLOUD) == published.subscribed([TOPIC]) == {TOPIC}


def test_rsscloud_subscriber_that_comes_in_between_is_told_again_once_it_is_seen(published, inbox):
    """Who was confirmed after an edition is told at once, perhaps too early to fetch it, and again with the others."""
    assert inbox.leave([ask(1, speech=Speech.RSSCLOUD)], 10, 10) == (True,)
    new_edition(published, "b", after(1))
    published.settle_requests([Settlement(one.request, Settled.VERIFIED, after(999)) for one in take(published)], NOW)
    published.keep_tellings([told(one) for one in owed(published, after(2))], after(2))
    assert owed(published, after(3)) == ()
    published.owe([TOPIC], after(1), after(4), Speech.RSSCLOUD)
    assert len(owed(published, after(4))) == 1


def test_claims_are_exclusive_and_end_with_their_lease(published, inbox):
    """What one claimed nobody else gets, until it is given back, kept, or its lease is over."""
    subscribe(published, inbox, *[ask(number) for number in range(5)])
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    first = owed(published, after(5), 3)
    second = owed(published, after(5), skip=["s3.example"])
    assert [one.host for one in first + second] == [f"s{number}.example" for number in (0, 1, 2, 4)]
    published.keep_tellings([told(first[0]), told(first[1], Reach.RETURNED)], after(6))
    assert [one.host for one in owed(published, after(6))] == ["s1.example", "s3.example"]
    assert {one.host for one in owed(published, after(67))} == {f"s{number}.example" for number in (1, 2, 3, 4)}
    published.give_back()
    assert len(owed(published, after(67))) == 4


def test_newer_edition_supersedes_one_under_way(published, inbox):
    """An edition announced while an older one is on its way is owed after it, whatever becomes of that."""
    subscribe(published, inbox, ask(1), ask(2))
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    first, second = owed(published, after(5))
    new_edition(published, "c", after(6))
    published.owe([TOPIC], after(6), after(6))
    assert owed(published, after(7)) == ()
    published.keep_tellings([told(first), told(second, Reach.FAILED, due=after(12), answer="500")], after(7))
    assert [(one.host, one.had, one.owed) for one in owed(published, after(7))] == [("s1.example", 2, 3)]
    assert [(one.host, one.had, one.attempts) for one in owed(published, after(12), failing=True)] == [
        ("s2.example", 0, 0)
    ]


def test_failure_waits_and_dropping_ends_the_notification_alone(published, inbox):
    """A failed telling waits for its turn; a dropped one is not tried again, and the next edition is."""
    subscribe(published, inbox, ask())
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    (one,) = owed(published, after(5))
    published.keep_tellings([told(one, Reach.FAILED, due=after(20), answer="500")], after(6))
    assert owed(published, after(19), failing=True) == ()
    (one,) = owed(published, after(20), failing=True)
    assert one.attempts == 1
    published.keep_tellings([told(one, Reach.DROPPED, answer="500")], after(21))
    assert published.next_telling(after(22)) is None
    new_edition(published, "c", after(30))
    published.owe([TOPIC], after(30), after(30))
    assert [(one.had, one.attempts) for one in owed(published, after(30), failing=True)] == [(0, 0)]


def test_who_asked_to_be_left_alone_is(published, inbox):
    """A subscriber that named a time to come back is not told of a newer edition before it."""
    subscribe(published, inbox, ask())
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    (one,) = owed(published, after(5))
    published.keep_tellings([told(one, Reach.FAILED, due=after(100), rest=after(100))], after(6))
    new_edition(published, "c", after(30))
    published.owe([TOPIC], after(30), after(30))
    assert owed(published, after(99), failing=True) == ()
    assert len(owed(published, after(100), failing=True)) == 1


def test_gone_subscription_is_no_more(published, inbox):
    """Who answered that it is gone is told nothing any more."""
    subscribe(published, inbox, ask())
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    published.keep_tellings([told(one, Reach.GONE) for one in owed(published, after(5))], after(6))
    assert published.subscribed([TOPIC]) == frozenset()
    assert published.following(after(6)).tallies["gone"] == 1


def test_clock_set_back_delays_nobody(published, inbox):
    """Where the clock was an hour fast, what was due in a minute then is due in a minute now."""
    subscribe(published, inbox, ask(), until=99_999)
    new_edition(published, "b", after(3600))
    published.owe([TOPIC], after(3600), after(3600))
    (one,) = owed(published, after(3600))
    published.keep_tellings([told(one, Reach.FAILED, due=after(3660))], after(3600))
    assert owed(published, after(59), failing=True) == ()
    assert len(owed(published, after(120), failing=True)) == 1


def test_present_edition_comes_with_its_version_and_bytes(published):
    """What may be pushed is the present edition, held against its digest; never what was taken back."""
    present = published.present(TOPIC)
    assert present.version == published.version(TOPIC) == 1
    assert present.edition.document(present.fragments) == published.document(ALL, Format.RSS)[1]
    assert published.entries_of(TOPIC, 1) == present.edition.entries
    assert published.entries_of(TOPIC, 7) is None
    assert published.present(Topic(tag("rien"), Format.RSS)) is None
    article = present.edition.entries[0].id
    decide(published, article, Status.RETRACTED)
    assert published.present(TOPIC) is None


def test_following_counts_and_names_nobody(published, inbox, place):
    """The figures say how many follow what and how they fare, and hold no address of anybody."""
    subscribe(published, inbox, ask(1), ask(2))
    subscribe(published, inbox, ask(3), until=1)
    inbox.leave([ask(4)], 10, 10)
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    first, _ = owed(published, after(5))
    published.keep_tellings([told(first, Reach.FAILED, due=after(10), answer="500")], after(6))
    following = place.open(read_only=True).following(after(6))
    assert following.states == {"active": 1, "failing": 1, "expired": 1, "pending": 1}
    assert (following.behind, following.oldest) == (2, after(5))
    assert following.topics == {(TOPIC, Speech.WEBSUB): 2}
    assert following.tallies["failed"] == 1
    assert "example" not in repr(following)


def test_what_is_over_is_forgotten(published, inbox, rows):
    """Upkeep forgets subscriptions whose lease is over, and requests that were never confirmed."""
    subscribe(published, inbox, ask(1), until=10)
    subscribe(published, inbox, ask(2), until=999_999)
    inbox.leave([ask(3)], 10, 10)
    published.prune(after(86400), timedelta(days=30))
    assert rows("SELECT host FROM hub_requests") == []
    published.prune(after(2 * 86400), timedelta(days=30))
    assert rows("SELECT host FROM subscriptions") == [("s2.example",)]
    assert published.following(after(2 * 86400)).tallies["expired"] == 1


def test_secrets_are_shown_by_nothing(published, inbox):
    """Neither a request nor a subscription tells its secret when it is printed."""
    inbox.leave([ask()], 10, 10)
    (taken,) = take(published)
    assert "geheim" not in repr(taken)
    published.settle_requests([Settlement(taken.request, Settled.VERIFIED, after(999))], NOW)
    new_edition(published, "b", after(5))
    published.owe([TOPIC], after(5), after(5))
    assert "geheim" not in repr(owed(published, after(5)))


def test_new_file_is_its_owners_alone(tmp_path):
    """A store on SQLite is made so that nobody else on the machine reads secrets in it, its log included."""
    store = open_store(f"sqlite:///{tmp_path}/var/buzzfeed.db")
    publish_article(store, "a")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "var").iterdir()} == {0}
    store.close()


def test_who_follows_a_saved_query_goes_on_where_its_slug_changes(published, inbox, rows):
    """Each is told by the present feed from then on, once, whatever it was asked for by; a request goes along"""
    former, present = (Topic(ChannelKey(ChannelKind.QUERY, slug), Format.RSS) for slug in ("vieux", "neuf"))
    matches = {"vieux": ("Le quai", lambda _: True)}
    published.sync_queries(matches, "1", NOW)
    published.publish(Publication((build(published, former.channel),)), after(1))
    subscribe(published, inbox, ask(1, topic=former), ask(2, topic=former), until=9999)
    published.sync_queries({"neuf": matches["vieux"]}, "2", after(2))
    published.publish(Publication((build(published, present.channel),)), after(3))
    subscribe(published, inbox, ask(2, topic=present, secret="neu"), now=after(3), until=9999)
    inbox.leave([ask(3, topic=former)], 10, 10)
    published.owe([former], after(3), after(3))
    assert published.follow_renamed({"vieux": "neuf", "nie": "neuf"}, after(4)) == 1
    assert published.follow_renamed({"vieux": "neuf"}, after(4)) == 0
    assert published.subscribed([former, present]) == {present}
    assert rows("SELECT host, secret FROM subscriptions ORDER BY key") == [
        ("s1.example", "geheim"),
        ("s2.example", "neu"),
    ]
    (taken,) = take(published, after(5))
    assert (taken.request.host, taken.request.topic) == ("s3.example", present)
    publish_article(published, "c")
    published.sync_queries({"neuf": matches["vieux"]}, "3", after(6))
    published.publish(Publication((build(published, present.channel),)), after(6))
    published.owe([present], after(6), after(6))
    assert {(one.host, one.topic, one.had) for one in owed(published, after(7))} == {
        ("s1.example", present, 0),
        ("s2.example", present, 0),
    }


def test_who_follows_both_feeds_of_a_renamed_query_is_told_for_as_long_as_either_lease_lasts(published, inbox, rows):
    """A present lease that is over, or ends earlier, takes no live one away; what it is owed is owed on"""
    former, present = (Topic(ChannelKey(ChannelKind.QUERY, slug), Format.RSS) for slug in ("vieux", "neuf"))
    both = {"vieux": ("Le quai", lambda _: True), "neuf": ("Le port", lambda _: True)}
    published.sync_queries(both, "1", NOW)
    published.publish(Publication((build(published, former.channel), build(published, present.channel))), after(1))
    subscribe(published, inbox, ask(1, topic=present), until=60)
    subscribe(published, inbox, ask(2, topic=present), until=500)
    subscribe(published, inbox, ask(1, topic=former), ask(2, topic=former), until=99_999)
    publish_article(published, "c")
    published.sync_queries({"neuf": both["neuf"]}, "2", after(100))
    published.publish(Publication((build(published, present.channel),)), after(100))
    published.owe([present], after(100), after(100))
    assert published.follow_renamed({"vieux": "neuf"}, after(101)) == 2
    assert rows("SELECT host, expires FROM subscriptions ORDER BY host") == [
        (f"s{number}.example", round(after(99_999).timestamp())) for number in (1, 2)
    ]
    assert [one.host for one in owed(published, after(102))] == ["s2.example"], "the other lease was over by then"
    publish_article(published, "d")
    published.sync_queries({"neuf": both["neuf"]}, "3", after(600))
    published.publish(Publication((build(published, present.channel),)), after(600))
    published.owe([present], after(600), after(600))
    assert "s1.example" in {one.host for one in owed(published, after(700))}


def test_clocks_that_differ_a_little_do_not_deny_who_is_registered(published, inbox):
    """Who asks writes by one clock, who verifies by another one, which may be behind"""
    request = ask(speech=Speech.RSSCLOUD, created=after(5))
    subscribe(published, inbox, request, now=NOW)
    assert inbox.settled([request], after(6)) == (True,)
    refused = ask(2, speech=Speech.RSSCLOUD, created=after(5))
    later = replace(request, created=after(3000))
    assert inbox.settled([refused, later], after(3000)) == (False, False)
