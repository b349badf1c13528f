"""Agents are read as they are written: who polls, for how many, of which feed."""

import pytest
from agents_corpus import NO_READERS, REPORTING, SINGLE, UNKNOWN, variants
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.audience import Kind, read_agent
from buzzfeed.audience.agents import FAMILIES, MOST_SUBSCRIBERS

SEPARATORS = st.sampled_from([" ", "; ", " - ", " (", ", "])


@pytest.mark.parametrize(("text", "expected"), REPORTING.items(), ids=lambda part: str(part)[:12])
def test_services_say_for_how_many_they_poll(text, expected):
    """Each agent of the corpus gives the service, the count, and the feed id where there is one."""
    agent = read_agent(text)
    assert (agent.family, agent.count, agent.feed_id) == expected
    assert agent.kind is Kind.SERVICE


def test_two_hundred_variants_are_counted_right():
    """Singular and plural, in any case, with the id before or behind and in every spelling."""
    made = list(variants())
    assert len({text for text, *_ in made}) >= 200
    for text, *expected in made:
        agent = read_agent(text)
        assert [agent.family, agent.count, agent.feed_id] == expected, text


@pytest.mark.parametrize(("text", "family"), SINGLE.items())
def test_readers_of_one_person_are_known(text, family):
    """They report nothing, and count for one."""
    agent = read_agent(text)
    assert (agent.family, agent.kind, agent.count) == (family, Kind.READER, None)


@pytest.mark.parametrize(("text", "family"), SINGLE.items())
def test_known_reader_that_states_a_count_stays_what_it_is(text, family):
    """A FreshRSS of three people is no service that nothing is known of."""
    agent = read_agent(f"{text} - 3 subscribers")
    assert (agent.family, agent.kind, agent.count) == (family, Kind.READER, 3)


@pytest.mark.parametrize("text", NO_READERS)
def test_robots_are_no_readers(text):
    """Crawlers, previewers, health checks, validators, middlemen and our own requests follow nothing."""
    assert read_agent(text).kind is Kind.BOT


@pytest.mark.parametrize(("text", "family"), UNKNOWN.items())
def test_what_says_nothing_may_be_a_reader(text, family):
    """Browsers, programs and empty agents are neither readers for certain nor robots; a version is no count."""
    agent = read_agent(text)
    assert (agent.family, agent.kind) == (family, Kind.UNKNOWN)


@pytest.mark.parametrize(
    "text", ["Feedly/1.0 (+http://www.feedly.com/fetcher.html)", "Feedly/1.0 99999999 subscribers"]
)
def test_service_without_a_count_that_can_be_true_reports_nothing(text):
    """It is no single reader either."""
    assert (read_agent(text).kind, read_agent(text).count) == (Kind.SERVICE, None)


def test_unknown_service_is_heard_and_told_apart_while_its_numbers_change():
    """Its agent without numbers is its name; another service's differs."""
    first, later = (
        read_agent(f"Lecteur/{v} (+https://lecteur.example; {n} subscribers)") for v, n in ((1.2, 3), (1.3, 4000))
    )
    other = read_agent("Autre (+https://autre.example; 3 subscribers)")
    assert (first.family, first.kind, later.count) == ("services", Kind.SERVICE, 4000)
    assert first.name == later.name != other.name


@given(st.text(max_size=600))
def test_any_text_is_read(text):
    """Whatever an agent holds, it has one of the known families, and a count within reason."""
    agent = read_agent(text)
    assert agent.family in FAMILIES
    assert agent.count is None or 0 <= agent.count <= MOST_SUBSCRIBERS
    assert (agent.kind is Kind.SERVICE) or agent.count is None


@given(
    st.integers(0, MOST_SUBSCRIBERS),
    st.sampled_from(["subscriber", "subscribers", "reader", "readers", "Subscribers"]),
    SEPARATORS,
    st.sampled_from(["", ")", "; )", ";", " - https://n.example/", ", more"]),
    st.booleans(),
)
def test_count_is_the_number_that_was_written(number, word, before, after, grouped):
    """Any number, with or without groups of thousands, between any of the usual separators."""
    written = f"{number:,}" if grouped else str(number)
    assert read_agent(f"Lecteur/1.0{before}{written} {word}{after}").count == number


@given(
    st.from_regex(r"[A-Za-z0-9_.-]{1,40}", fullmatch=True),
    st.sampled_from(["feed-id=", "feed-id:", "feedId: ", "feedID:"]),
)
def test_feed_id_is_the_one_that_was_written(feed_id, spelled):
    """In each of the four spellings."""
    assert read_agent(f"Feedbin {spelled}{feed_id} - 3 subscribers").feed_id == feed_id


@given(st.text(alphabet="0123456789 subcrierad;,.()-", max_size=400))
def test_agents_are_read_in_time_that_grows_no_faster_than_they_do(text):
    """No agent, however it is made, makes reading slow: it is bounded, and read once."""
    read_agent(text * 20)
