"""``feeds``, ``articles``, ``held``, ``deliveries``: what there is, as tables or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from buzzfeed.cli.app import ConfigOption, JsonOption, app, configured, print_json, print_table, when
from buzzfeed.model import Delivery, Listed, Reason, ServedFeed, Status

_MOST = 100_000


@app.command("feeds")
def feeds_command(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the feeds that are served."""
    from buzzfeed.daemon.access import viewed

    loaded = configured(config)
    with viewed(loaded) as shelf:
        served = shelf.served()
    if json:
        print_json([_feed(feed) for feed in served])
        return
    base = loaded.newsroom.feeds_url
    rows = [(base + feed.path, feed.title, feed.entries, feed.updated) for feed in served]
    print_table(f"{len(served)} feeds", ("address", "title", "entries", "updated"), rows)


@app.command("articles")
def articles_command(
    config: ConfigOption = None,
    json: JsonOption = False,
    status: Annotated[list[Status] | None, typer.Option(help="Only these statuses.")] = None,
) -> None:
    """List the articles known, whatever their status."""
    from buzzfeed.daemon.access import opened

    with opened(configured(config)) as store:
        listed = store.listed(status or None)
    if json:
        print_json([_article(one) for one in listed])
        return
    rows = [
        (one.record.published, one.record.status, one.record.title, one.categories + one.tags, one.record.id)
        for one in listed
    ]
    print_table(f"{len(listed)} articles", ("published", "status", "title", "terms", "id"), rows)


@app.command("held")
def held_command(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List what waits for an editor, and why."""
    from buzzfeed.daemon.access import opened

    with opened(configured(config)) as store:
        listed = store.listed([Status.HELD])
        unreadable = store.unreadable()
    documents: list[dict[str, Any]] = [
        {
            "id": one.record.id,
            "title": one.record.title or None,
            "source": one.record.source,
            "origin": one.record.origin,
            "reasons": reason_documents(one.record.reasons),
        }
        for one in listed
    ]
    documents += [
        {
            "id": one.id,
            "title": None,
            "source": one.source,
            "origin": one.origin,
            "reasons": reason_documents(one.reasons),
        }
        for one in unreadable
    ]
    if json:
        print_json(documents)
        return
    rows = [(one["origin"], one["title"], "\n".join(map(_told, one["reasons"])), one["id"]) for one in documents]
    print_table(f"{len(rows)} held", ("from", "title", "why", "id"), rows)


@app.command("deliveries")
def deliveries_command(
    config: ConfigOption = None,
    json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 200,
    article: Annotated[str, typer.Option("--article", metavar="ID", help="Of this article alone, as a timeline.")] = "",
) -> None:
    """List what was sent to whom, when, and what was answered."""
    from buzzfeed.daemon.access import opened
    from buzzfeed.follow.timeline import timelines

    with opened(configured(config)) as store:
        deliveries = store.deliveries(limit=_MOST if article else limit)
        lines = timelines(store, article) if article and not json else ()
    if article:
        deliveries = tuple(one for one in deliveries if article in one.articles)[:limit]
    if json:
        print_json([_delivery(one) for one in deliveries])
        return
    if article:
        for line in lines:
            steps = [(one.at, one.step, one.span, one.whom, one.words) for one in line.moments]
            print_table(line.title or line.article, ("when", "step", "after", "to whom", "answer"), steps)
        if not lines:
            typer.echo(f"{article}: nothing was announced of it that is still kept")
        return
    rows = [(one.target, one.type, one.state, one.attempts, one.due, one.answer) for one in deliveries]
    print_table(f"{len(rows)} deliveries", ("target", "type", "state", "attempts", "due", "answer"), rows)


def _feed(feed: ServedFeed) -> dict[str, object]:
    return {
        "kind": feed.channel.kind,
        "slug": feed.channel.slug,
        "title": feed.title,
        "format": feed.format,
        "path": feed.path,
        "entries": feed.entries,
        "digest": feed.digest,
        "updated": when(feed.updated),
    }


def _article(one: Listed) -> dict[str, object]:
    record = one.record
    return {
        "id": record.id,
        "title": record.title,
        "url": record.url or None,
        "published": when(record.published),
        "updated": when(record.updated),
        "categories": list(one.categories),
        "tags": list(one.tags),
        "authors": list(one.authors),
        "source": record.source,
        "status": record.status,
    }


def _delivery(one: Delivery) -> dict[str, object]:
    return {
        "id": one.id,
        "target": one.target,
        "type": one.type,
        "state": one.state,
        "attempts": one.attempts,
        "due": when(one.due),
        "answer": one.answer or None,
        "articles": list(one.articles),
    }


def _told(why: dict[str, str | None]) -> str:
    return f"{why['code']}: {why['text']}" + (f"\n  {why['excerpt']}" if why["excerpt"] else "")


def reason_documents(reasons: Sequence[Reason]) -> list[dict[str, str | None]]:
    """Return reasons as ``--json`` shows them; what a reason does not have is ``null``."""
    return [
        {
            "code": reason.code,
            "text": reason.text,
            "text_fr": reason.text_fr or None,
            "excerpt": reason.excerpt or None,
        }
        for reason in reasons
    ]
