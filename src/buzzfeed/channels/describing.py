"""Describing: a channel's name and the sentence that says what it holds, in the newsroom's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from buzzfeed.channels.queries import Query
from buzzfeed.model import Channel, ChannelKind, ChannelState, Newsroom, Tombstone, follow_path

_SENTENCES: Mapping[str, Mapping[ChannelKind, str]] = {
    "fr": {
        ChannelKind.ALL: "Tous les articles publiés par {newsroom}.",
        ChannelKind.CATEGORY: "Les articles publiés par {newsroom} dans la rubrique «\u00a0{title}\u00a0».",
        ChannelKind.TAG: "Les articles publiés par {newsroom} au sujet de «\u00a0{title}\u00a0».",
        ChannelKind.AUTHOR: "Les articles signés {title}, publiés par {newsroom}.",
        ChannelKind.LANGUAGE: "Les articles publiés par {newsroom} en {title}.",
        ChannelKind.QUERY: "Les articles publiés par {newsroom} et réunis sous «\u00a0{title}\u00a0».",
    },
    "en": {
        ChannelKind.ALL: "All articles published by {newsroom}.",
        ChannelKind.CATEGORY: "Articles published by {newsroom} in the category “{title}”.",
        ChannelKind.TAG: "Articles published by {newsroom} about “{title}”.",
        ChannelKind.AUTHOR: "Articles by {title}, published by {newsroom}.",
        ChannelKind.LANGUAGE: "Articles published by {newsroom} in {title}.",
        ChannelKind.QUERY: "Articles published by {newsroom} and gathered under “{title}”.",
    },
}


def _names(pairs: str) -> Mapping[str, str]:
    return dict(pair.split("=", 1) for pair in pairs.split())


_LANGUAGES: Mapping[str, Mapping[str, str]] = {
    "fr": _names(
        "ar=arabe br=breton ca=catalan co=corse de=allemand en=anglais es=espagnol eu=basque fr=français it=italien "
        "ja=japonais la=latin nl=néerlandais oc=occitan pl=polonais pt=portugais ro=roumain ru=russe tr=turc "
        "uk=ukrainien vi=vietnamien zh=chinois"
    ),
    "en": _names(
        "ar=Arabic br=Breton ca=Catalan co=Corsican de=German en=English es=Spanish eu=Basque fr=French it=Italian "
        "ja=Japanese la=Latin nl=Dutch oc=Occitan pl=Polish pt=Portuguese ro=Romanian ru=Russian tr=Turkish "
        "uk=Ukrainian vi=Vietnamese zh=Chinese"
    ),
}


def is_public(state: ChannelState, tag_minimum: int) -> bool:
    """Return whether a channel's feeds are published: once they were, they stay.

    All articles always have theirs, a tag once it holds ``tag_minimum`` articles, any other channel once it holds one.
    """
    if state.public or state.key.kind is ChannelKind.ALL:
        return True
    return state.articles >= (max(1, tag_minimum) if state.key.kind is ChannelKind.TAG else 1)


def describe(
    state: ChannelState, newsroom: Newsroom, queries: Iterable[Query] = (), tombstones: tuple[Tombstone, ...] = ()
) -> Channel:
    """Return what is said of a channel, in French for a French newsroom, else in English.

    Args:
        state: what the store knows of it.
        newsroom: whose it is.
        queries: the saved queries, of which one may have a description of its own.
        tombstones: of the articles that were taken back from it.
    """
    spoken = "fr" if newsroom.language.lower().partition("-")[0] == "fr" else "en"
    key = state.key
    title = state.title or key.slug
    if key.kind is ChannelKind.ALL:
        title = newsroom.title
    elif key.kind is ChannelKind.LANGUAGE:
        title = _LANGUAGES[spoken].get(key.slug, key.slug)
    return Channel(
        key=key,
        title=title[:1].upper() + title[1:] if key.kind is ChannelKind.LANGUAGE else title,
        description=_own_words(state, newsroom, queries)
        or _SENTENCES[spoken][key.kind].format(newsroom=newsroom.title, title=title),
        page=newsroom.feeds_url + follow_path(key),
        language=key.slug if key.kind is ChannelKind.LANGUAGE else newsroom.language,
        created=state.created,
        retracted=state.retracted,
        tombstones=tombstones,
        archives=state.archives,
    )


def _own_words(state: ChannelState, newsroom: Newsroom, queries: Iterable[Query]) -> str:
    if state.key.kind is ChannelKind.ALL:
        return newsroom.description
    if state.key.kind is ChannelKind.QUERY:
        return next((query.description for query in queries if query.slug == state.key.slug), "")
    return ""
