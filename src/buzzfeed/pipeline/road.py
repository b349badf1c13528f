"""The road an article travels. This file alone knows the order of the stages."""

from __future__ import annotations

from collections.abc import Collection

from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.ingest import ingest, promote
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works


def run_pass(works: Works, names: Collection[str] | None = None) -> Summary:
    """Take the articles of some sources (all, if ``None``) from where they are written to where they are served.

    Source by source: raw items → articles → guard → store; then channels → feeds → verify → publish. What is owed to
    targets is committed with the editions, and told by `buzzfeed.notify.Dispatcher`.
    """
    summary = Summary()
    for name in works.sources if names is None else names:
        ingest(works, name, summary)
    promote(works)
    build(works, summary)
    return summary
