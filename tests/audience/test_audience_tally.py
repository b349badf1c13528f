"""Polls are counted so that the range holds the truth, and what is kept of them names nobody."""

import pytest
from agents_corpus import NO_READERS, REPORTING, SINGLE
from tallying import CHANNELS, DAY, World, by_channel

from buzzfeed.audience import Followed, Poll, Tally
from buzzfeed.audience import tally as counting
from buzzfeed.model import AudienceSum, Range
from buzzfeed.model.audience import close_day, hosted, sum_up

APP = next(iter(SINGLE))
FEEDLY = next(iter(REPORTING))
ALL = Followed("all", "rss", 1)


def poll(agent=APP, address="192.0.2.1", **changed):
    """Return a poll of the feed of everything."""
    return Poll(ALL, 200, 1000, False, address, agent, "/feeds/all.rss", 0)._replace(**changed)


def counted(*polls, run=1):
    """Return sums by family, and reports."""
    tally = Tally(DAY, b"salt" * 8, run)
    for one in polls:
        tally.add(one)
    sums, reports = tally.changes()
    return {one.family: one for one in sums}, reports


@pytest.mark.parametrize("restarts", [[], [613], [300, 301, 1000]], ids=["calm", "restarted", "restarted often"])
@pytest.mark.parametrize("seed", range(6))
def test_published_range_of_a_simulated_day_holds_the_truth(seed, restarts):
    """Of each channel and of all: people at home, on the way and in one household, services, robots, restarts."""
    world = World(seed, restarts=restarts)
    world.populate(120)
    ranges = by_channel(close_day(*world.count(), DAY))
    for channel in CHANNELS:
        low, high = ranges[channel]
        assert low <= world.truth(channel) <= high, channel
    low, high = (sum(ranges[channel][end] for channel in CHANNELS) for end in (0, 1))
    assert low <= world.truth() <= high
    if not restarts:
        assert low >= world.truth() * 0.5, "so wide a range says nothing"
        assert high <= world.truth() * 1.4


def test_nothing_that_is_kept_holds_an_address_or_an_agent():
    """Sums and reports name channels and families alone."""
    world = World(7)
    world.populate(40)
    sums, reports = world.count()
    words = repr((sums, reports))
    addresses = {address for person in world.people for _, address in person.places}
    agents = {person.agent for person in world.people} | {one.agent.format(1)[:20] for one in world.services}
    assert not [one for one in addresses | agents | {*NO_READERS} if one in words]


def test_reader_with_one_address_is_one_however_often_it_polls():
    """In three formats, by aliases, and with a delta: one reader of the channel, and every poll of it."""
    polls = [
        poll(),
        poll(status=304, size=0, minute=60),
        poll(followed=Followed("all", "atom", 1), minute=90),
        poll(followed=Followed("all", "json", 1), status=226, size=10, minute=120),
        poll(path="/feed/", minute=150),
    ]
    sums, _ = counted(*polls)
    assert sums["FreshRSS"] == AudienceSum(DAY, "all", "FreshRSS", 1, Range(1, 1), 3, 1, 1, 1, 1, 3010)
    assert sums["FreshRSS"].polls == 5


def test_reader_that_moves_is_at_least_one_and_at_most_as_many_as_its_addresses():
    """It fetched the edition once, and was told at the other addresses that it holds it."""
    polls = [poll(conditional=True)]
    polls += [poll(address=f"192.0.2.{n}", conditional=True, status=304, minute=60 * n) for n in range(2, 5)]
    assert counted(*polls)[0]["FreshRSS"].readers == Range(1, 4)


def test_household_behind_one_address_is_seen_by_what_it_fetches():
    """Three fetched the edition, then all were told that they hold it: at least one, at most three."""
    polls = [poll(conditional=True) for _ in range(3)] + [poll(conditional=True, status=304) for _ in range(3)]
    assert counted(*polls)[0]["FreshRSS"].readers == Range(1, 3)


def test_reader_that_never_takes_a_validator_right_is_no_household():
    """One that shows a stale validator each time, and is never told that nothing changed, is one."""
    polls = [poll(conditional=True, minute=minute) for minute in range(0, 1000, 30)]
    assert counted(*polls)[0]["FreshRSS"].readers == Range(1, 1)


def test_what_does_not_say_what_it_is_may_be_nobody():
    """Browsers and programs make the range wider, not its low end higher; robots not even that."""
    polls = [poll(agent="Mozilla/5.0 (X11) Firefox/132.0", address=f"192.0.2.{n}") for n in range(9)]
    sums, _ = counted(*polls, *(poll(agent=agent) for agent in NO_READERS))
    assert sums["browsers"].readers == Range(0, 9)
    assert sums["bots"] == AudienceSum(DAY, "", "bots", 1, Range(), len(NO_READERS), size=1000 * len(NO_READERS))


def test_who_objects_is_no_reader_of_any_kind():
    """A poll that asks not to be measured is a poll, and neither its address nor its agent is looked at."""
    sums, reports = counted(poll(objects=True), poll(agent=FEEDLY, objects=True))
    assert sums == {"others": AudienceSum(DAY, "all", "others", 1, Range(), 2, size=2000)}
    assert reports == []


def test_last_report_of_a_service_stands_for_a_week():
    """Today's if there is one; else the last of seven days; then none."""
    days = [DAY.replace(day=day) for day in range(1, 13)]
    _, (first,) = counted(poll(agent=FEEDLY), poll(agent=FEEDLY.replace("462", "470")))
    assert first.readers == 470
    reports = [
        type(first)(days[0], "all", "Feedly", first.source, 9),
        type(first)(days[3], "all", "Feedly", first.source, 7),
    ]
    assert [hosted(reports, day).get(("all", "Feedly")) for day in (days[2], days[5], days[9])] == [
        Range(9, 9),
        Range(7, 7),
        Range(7, 7),
    ]
    assert hosted(reports, days[10]) == {}


def test_service_that_polls_at_two_addresses_may_count_the_same_people_twice():
    """Without a feed id: at least the larger, at most both. With one: both, and an alias is the same feed."""
    other = {"followed": Followed("all", "atom", 1), "path": "/feeds/all.atom"}
    _, reports = counted(poll(agent=FEEDLY), poll(agent=FEEDLY.replace("462", "40"), **other))
    assert hosted(reports, DAY) == {("all", "Feedly"): Range(462, 502)}
    named = "Feedbin feed-id:{} - {} subscribers"
    polls = [
        poll(agent=named.format(1, 10)),
        poll(agent=named.format(1, 11), path="/feed/"),
        poll(agent=named.format(2, 5), **other),
    ]
    assert hosted(counted(*polls)[1], DAY) == {("all", "Feedbin"): Range(16, 16)}


def test_what_an_unknown_service_claims_is_not_relied_on():
    """It may be true and may be made up: from none to what it says; and only so many are listened to."""
    polls = [poll(agent=f"{chr(97 + n) * 5} (+https://n.example; 1000 subscribers)") for n in range(26)]
    sums, reports = counted(*polls, *polls[:1])
    assert (sums["services"].readers, sums["services"].polls) == (Range(0, 1000 * counting.MOST_UNTOLD), 27)
    assert reports == []
    later = counted(*polls[:1], poll(agent="aaaaa (+https://n.example; 1003 subscribers)"))[0]
    assert later["services"].readers == Range(0, 1003)


def test_nothing_that_is_kept_joins_an_unknown_service_over_channels_or_days():
    """Of an agent like no other, on two channels and two days, there are sums alone: no source, no digest, no id."""
    agent = "Lecteur unique/1 (feed-id:qz77; {} subscribers)"
    tallies = [Tally(DAY.replace(day=day), bytes([day]) * 32, day) for day in (1, 2)]
    for tally in tallies:
        for channel in ("all", "tag/mer"):
            tally.add(poll(agent=agent.format(3), followed=Followed(channel, "rss", 1)))
    kept = [tally.changes() for tally in tallies]
    assert [reports for _, reports in kept] == [[], []]
    assert {(one.family, one.readers) for sums, _ in kept for one in sums} == {("services", Range(0, 3))}


def test_server_of_several_people_is_one_reader_and_perhaps_as_many_as_it_says():
    """A reader's server that states a count is that reader: one at least, at most what it says, within bounds."""
    agent = "FreshRSS/1.24 (Linux; https://freshrss.org) {} subscribers"
    for said, high in ((0, 1), (1, 1), (4, 4), (10**6, counting.BEHIND_ONE_ADDRESS)):
        sums, reports = counted(poll(agent=agent.format(said)), poll(agent=agent.format(said), minute=90))
        assert ({*sums}, sums["FreshRSS"].readers, reports) == ({"FreshRSS"}, Range(1, high), [])


def test_restart_counts_no_report_and_no_poll_twice():
    """What services said stands as it was said last; readers are at least the larger run's, at most both runs'."""
    one, reports = counted(poll(), poll(agent=FEEDLY), poll(address="192.0.2.2", minute=1))
    two, again = counted(poll(), poll(agent=FEEDLY.replace("462", "460")), run=2)
    assert {report.source for report in reports} == {report.source for report in again}
    closed = {row.family: row for row in close_day([*one.values(), *two.values()], [*reports[:0], *again], DAY)}
    assert closed["FreshRSS"].readers == Range(2, 3)
    assert closed["FreshRSS"].polls == 3
    assert closed["Feedly"].readers == Range(460, 460)
    assert closed["Feedly"].polls == 2
    assert sum_up(closed.values()) == {(DAY, "all", name): row for name, row in closed.items()}


def test_memory_is_bounded(monkeypatch):
    """Beyond so many readers, channels and reports, polls are still counted and nobody is told apart."""
    monkeypatch.setattr(counting, "MOST_DIGESTS", 10)
    monkeypatch.setattr(counting, "MOST_GROUPS", 5)
    monkeypatch.setattr(counting, "MOST_REPORTS", 3)
    sums, _ = counted(*(poll(address=f"192.0.2.{n}") for n in range(50)))
    assert sums["FreshRSS"].readers.high == 10
    assert sums["FreshRSS"].polls == 50
    many = [poll(followed=Followed(f"tag/{n}", "rss", 1), agent=FEEDLY) for n in range(50)]
    tally = Tally(DAY, b"", 1)
    for one in many:
        tally.add(one)
    sums, reports = tally.changes()
    assert sum(one.polls for one in sums) == 50
    assert len(sums) <= 6
    assert len(reports) == 3


def test_only_what_changed_is_kept_again():
    """After changes were kept, the next ones hold what moved since, as it stands and not as a difference."""
    tally = Tally(DAY, b"", 1)
    tally.add(poll())
    tally.add(poll(agent=FEEDLY))
    tally.kept(*tally.changes())
    assert tally.changes() == ([], [])
    tally.add(poll(minute=30))
    sums, reports = tally.changes()
    assert ([one.polls for one in sums], reports) == ([2], [])
    tally.skip(7)
    assert tally.changes()[0][-1].family == counting.UNCOUNTED
