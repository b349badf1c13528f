"""The road an article travels. This file alone knows the order of the stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from buzzfeed.pipeline.build import build
from buzzfeed.pipeline.dues import Dues, promote
from buzzfeed.pipeline.ingest import abandon, ingest, reread
from buzzfeed.pipeline.leaving import retire
from buzzfeed.pipeline.summary import Summary
from buzzfeed.pipeline.works import Works


def run_pass(
    works: Works, looks: Mapping[str, Collection[str]] | None = None, resting: Collection[str] = ()
) -> Summary:
    """Take the articles of some sources from where they are written to where they are served.

    Source by source: raw items → articles → guard → store; then channels → feeds → verify → publish. What is owed to
    targets is committed with the editions, and told by `buzzfeed.notify.Dispatcher`. Articles that fall due meanwhile
    wait for none of it.

    Args:
        works: what a pass works with.
        looks: the sources to look at, and the origins in each that are known to have changed (none named: everything);
            all of every source if ``None``.
        resting: the sources in which nothing is read again, since they failed, unless they are looked at and do not.
    """
    summary = Summary()
    dues = Dues(works, summary)
    dues()
    abandon(works)
    failing = set(resting)
    for name, only in (dict.fromkeys(works.sources, ()) if looks is None else looks).items():
        (failing.discard if ingest(works, name, summary, only, dues) else failing.add)(name)
    reread(works, summary, dues, failing)
    promote(works)
    retire(works, summary)
    build(works, summary, meanwhile=dues)
    return summary
