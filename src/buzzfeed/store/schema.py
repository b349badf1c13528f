"""The schema, table by table; migrations bring every database to what stands here.

Three circles, each reading only from the one before:

*What came in* (`buzzfeed.store.incoming`): ``articles`` (one row each, never deleted: an id is minted once),
``revisions`` (every one, with the decision beside it), ``revision_terms``, ``terms``, ``slugs``, ``media``, and what
articles are recognised by: ``urls``, ``guids``, ``places``, ``rivals``; ``decisions`` (all there ever were) and
``corrections``. Beside them ``tokens``: who is let in.

*What is public* (`buzzfeed.store.outgoing`): ``entries`` holds one row for each article in outputs, pointing at its
cleared revision: the one with the highest number whose decision is ``published``. ``memberships`` say in which channels
it stands, and in which closed archive of each. Outputs read articles through these two tables only, so that whatever
has no row here is denied.

*What is served* (`buzzfeed.store.outgoing`): ``feeds`` (the current edition of each), ``fragments`` (proved entries, by
key), ``editions`` (what the last few held), ``archives`` with their ``archive_pages``, ``deliveries``, ``retractions``
with their ``departures``, ``tombstones``, ``appearances``, ``timings``; and what readers ever saw: ``seen``,
``traits``, ``trait_hashes``, ``adopted``, ``handovers``.

*Who follows* (`buzzfeed.store.subscribing`): ``hub_requests``, ``subscriptions``, ``hub_topics``, ``hub_tallies``,
``hub_numbers``.

*What hubs push to us* (`buzzfeed.store.listening`): ``canaries``, ``canary_pushes``, ``canary_measures``;
``upstreams``.

*Personal feeds* (`buzzfeed.store.personal_rows`): ``personal_feeds``, ``personal_gone`` and ``personal_days``, and what
texts mean: ``meanings`` and ``label_meanings``.

*What was counted* (`buzzfeed.store.counted`): ``audience_sums`` and ``audience_reports``, of which nothing else reads.

*What others hand in* (`buzzfeed.store.handing`): ``look_wishes``, ``pushed``.

Instants are whole seconds since 1970 in UTC. Lists are JSON in ASCII. Text is compared by code point.
"""

from buzzfeed.store.counted import audience_reports, audience_sums
from buzzfeed.store.handing import look_wishes, pushed
from buzzfeed.store.incoming import (
    articles,
    corrections,
    decisions,
    guids,
    media,
    media_refs,
    metadata,
    places,
    revision_terms,
    revisions,
    rivals,
    settings,
    slugs,
    sources,
    spellings,
    stamps,
    state,
    terms,
    tokens,
    unreadable,
    urls,
    wanted,
)
from buzzfeed.store.listening import canaries, canary_measures, canary_pushes, upstreams
from buzzfeed.store.outgoing import (
    adopted,
    appearances,
    archive_pages,
    archives,
    channels,
    deliveries,
    departures,
    editions,
    entries,
    entry_lists,
    feeds,
    fragments,
    handovers,
    memberships,
    retractions,
    seen,
    targets,
    timings,
    tombstones,
    trait_hashes,
    traits,
)
from buzzfeed.store.personal_rows import label_meanings, meanings, personal_days, personal_feeds, personal_gone
from buzzfeed.store.subscribing import announced as hub_topics
from buzzfeed.store.subscribing import numbers as hub_numbers
from buzzfeed.store.subscribing import requests as hub_requests
from buzzfeed.store.subscribing import subscriptions
from buzzfeed.store.subscribing import tallies as hub_tallies

__all__ = [
    "adopted",
    "appearances",
    "archive_pages",
    "archives",
    "articles",
    "audience_reports",
    "audience_sums",
    "canaries",
    "canary_measures",
    "canary_pushes",
    "channels",
    "corrections",
    "decisions",
    "deliveries",
    "departures",
    "editions",
    "entries",
    "entry_lists",
    "feeds",
    "fragments",
    "guids",
    "handovers",
    "hub_numbers",
    "hub_requests",
    "hub_tallies",
    "hub_topics",
    "label_meanings",
    "look_wishes",
    "meanings",
    "media",
    "media_refs",
    "memberships",
    "metadata",
    "personal_days",
    "personal_feeds",
    "personal_gone",
    "places",
    "pushed",
    "retractions",
    "revision_terms",
    "revisions",
    "rivals",
    "seen",
    "settings",
    "slugs",
    "sources",
    "spellings",
    "stamps",
    "state",
    "subscriptions",
    "targets",
    "terms",
    "timings",
    "tokens",
    "tombstones",
    "trait_hashes",
    "traits",
    "unreadable",
    "upstreams",
    "urls",
    "wanted",
]
