"""A part of a round: pages asked for until its time is over, and what they tell put into a look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from buzzfeed.errors import RestError
from buzzfeed.model import Find, Look, RawItem
from buzzfeed.sources.site.moves import Origins
from buzzfeed.sources.site.pages import CIRCLE, Came, NamesakeError, Page, PageError
from buzzfeed.sources.site.places import same_page
from buzzfeed.sources.site.round import Due
from buzzfeed.sources.site.seeing import HELD, Seen
from buzzfeed.sources.site.sitemaps import Entry, instant
from buzzfeed.sources.site.stamps import Kind, Stamp
from buzzfeed.sources.site.telling import problems

LONGEST = 5.0
"""Seconds after which a part ends."""
MOST = 50
"""Pages of a part at most."""
ILL = 5
"""So many pages in a row that do not answer end a part: the site is ill."""
FAILED_AGAIN = 240.0
"""Seconds after which a page that did not answer is asked for again."""
FAILED_AGAIN_AT_LAST = 6 * 3600.0
"""Seconds after which one that never does is asked for again."""
WELL_AGAIN = 60.0
"""Seconds after which a site that was ill is looked at again."""
GONE_AT_ONCE = 3
"""So many articles of a round that are gone are told before its end, or one of a hundred where that is more."""

_HOPS = 3
_PATIENCE = timedelta(days=1)


class Part(Seen):
    """Asks for the pages that are due, one after the other, and keeps what each tells."""

    @property
    def more(self) -> bool:
        """Whether something is left to be asked for."""
        return self._left > 0

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be asked for, now or later: only what changes is."""
        return not self.more and not self._round.unanswered and not self._round.put_off

    @property
    def ends(self) -> bool:
        """Whether the round ends with this part: nothing is left, or the site is ill."""
        return self._ill or not self.more

    def run(self) -> None:
        """Ask, for one page at least, until the time is over, nothing is left, or the site is to be left alone."""
        begun, row, done = self._clock.steady(), 0, 0
        due = self._agenda.due(self._round, begun)
        for one in due[:MOST]:
            if done and self._clock.steady() - begun > LONGEST:
                break
            if one.entry.url in self._round.tried:  # another page led there meanwhile
                done += 1
                continue
            try:
                self._ask(one)
            except RestError as error:
                self._rest = error
                break
            except PageError as error:
                row += not isinstance(error, NamesakeError)
                self._unanswered(one.entry.url, error.cause)
            else:
                row = 0
                self._round.put_off.pop(one.entry.url, None)
            self._round.tried.add(one.entry.url)
            self._note_whether_moved(one)
            done += 1
            if row >= ILL:
                self._ill = True
                break
        self._left = len(due) - done + len(self._besides - self._round.tried)

    def _ask(self, one: Due) -> None:
        """Ask for a page, and keep what it told; of an article that moved, where it went, too.

        Raises:
            PageError: it did not answer.
            RestError: the site is left alone for now.
        """
        page, had = self._pages.ask(one.entry, one.known), self._had(one)
        self._led_no_more(one.entry.url)
        moved = page.came is Came.MOVED and had is not Kind.NONE
        if page.elsewhere and (moved or page.came is Came.BORROWED):
            self._follow(one, page, known=moved or had in HELD)
        else:
            self._take(one, page)

    def _follow(self, one: Due, page: Page, *, known: bool) -> None:
        """Look where an article is said to be now; where ``known``, an article that is new there is the same one.

        Where a known article stands there, or none after a redirect, its own is taken back; else it stays. A page whose
        canonical address is dead, or leads back to it, is the article of its own address, be it known or new; unless it
        is new, and what it names was an article of ours: that was taken down, and does not come back as its copy.

        Raises:
            PageError: the page there did not answer.
            RestError: the site is left alone for now.
        """
        url = one.entry.url
        passed: set[str] = set()
        holds, end = self._walk(url, page, passed, known=known)
        joined = known and (url in self._moved or self._join(holds, url))
        self._led_no_more(url)
        if joined:
            return
        if end == CIRCLE and page.came is Came.MOVED:
            raise PageError(url, CIRCLE, "it is asked for again", retryable=True)
        if end and page.came is Came.BORROWED:
            taken_back = next((there for there in sorted(passed) if there in self._agenda.former), "")
            if taken_back and not self._is_ours(one):
                self._round.copies[url] = taken_back
                # Without validators, as below.
                self._touched[url] = str(self._stamp(one, Kind.NONE, replace(page, etag="", modified="")))
                return
            self._round.orphans[url] = page.elsewhere
            # Without validators: the address that it names may come to life while the page itself stays as it is.
            page = replace(page, came=Came.ARTICLE, etag="", modified="")
        self._take(one, replace(page, elsewhere=holds) if known else page)

    def _walk(self, url: str, page: Page, passed: set[str], *, known: bool) -> tuple[str, str]:
        """Go where a page leads, and return where an article stands; else, whether it leads to nothing, or back.

        The addresses on the way are added to those ``passed``.

        Raises:
            PageError: a page there did not answer.
            RestError: the site is left alone for now.
        """
        there, seen, redirected = page.elsewhere, {url}, True
        for _ in range(_HOPS):
            if not there or there in seen or not self._agenda.robots.allows(there):
                break
            seen.add(there)
            passed.add(there)
            if known:
                self._round.led[there] = url
            trusted = (page.came is Came.MOVED or not known) and self._holds(there)
            led = None if trusted or there in self._round.tried else self._visit(there)
            if self._holds(there):
                return there, ""
            further = led.elsewhere if led is not None and led.came in (Came.MOVED, Came.BORROWED) else ""
            if redirected and (there in self._round.dead or same_page(further, url)):
                return "", CIRCLE if further else "it is gone"
            redirected = redirected and led is not None and led.came is Came.MOVED
            there = further
        return "", ""

    def _visit(self, url: str) -> Page:
        """Ask for a page to which another one leads, keep what it told, and return it.

        Raises:
            PageError: it did not answer.
            RestError: the site is left alone for now.
        """
        listed = self._agenda.listing.pages.get(url)
        other = Due(listed or Entry(url), self._agenda.stamps.get(url), listed is not None)
        page = self._pages.ask(other.entry, other.known)
        self._round.tried.add(url)
        self._round.put_off.pop(url, None)
        self._take(other, page)
        return page

    def _join(self, there: str, url: str) -> bool:
        """Have the article that was found new at a page be the one that moved there; return whether that may be."""
        find, stamps = self._finds.get(there), self._agenda.stamps
        known = stamps.get(there)
        is_new = there not in stamps if known is None else known.kind not in HELD
        if find is None or find.ready is None or find.ready.moved_from or not is_new:
            return False
        self._finds[there] = replace(find, ready=replace(find.ready, moved_from=url))
        self._moved.append(url)
        return True

    def _led_no_more(self, url: str) -> None:
        """Forget to which pages a page led."""
        self._round.led = {there: origin for there, origin in self._round.led.items() if origin != url}

    def _note_whether_moved(self, one: Due) -> None:
        """Count the pages in a row that left the sitemaps and did not move."""
        if one.known is not None and one.known.listed and not one.listed:
            self._round.stayed = 0 if one.entry.url in self._moved else self._round.stayed + 1

    def look(self, notes: dict[str, str]) -> Look:
        """Return what was seen; where much is gone, that only once nothing is left to be asked for."""
        known = {url for url, stamp in self._agenda.stamps.items() if stamp is None or stamp.kind is not Kind.NONE}
        self._round.found.update(self._finds)
        over = not self.more
        listing, now = self._agenda.listing, self._now_known()
        bare = not self._finds and all(one and one.kind is Kind.NONE for one in now.values())
        told = problems(
            self._agenda.places.site,
            self._round,
            over=over,
            rest=self._rest,
            ill=self._ill,
            bare=len(now) if bare else 0,
        )
        total = len(self._agenda.stamps.keys() | self._round.tried) + self._left
        if over:
            put_off = self._round.put_off
            for url in [one for one in put_off if one not in listing.pages and one not in self._agenda.stamps]:
                del put_off[url]
        vanished = (*self._moved, *self._going(known, over=over))
        wait = max(self._rest.seconds if self._rest else 0.0, WELL_AGAIN if self._ill else 0.0)
        return Look(
            finds=tuple(self._finds.values()),
            touched={url: text for url, text in self._touched.items() if _holds(text)},
            aside={url: text for url, text in self._touched.items() if not _holds(text)},
            unchanged=len(known - self._round.found - set(vanished)) if over else 0,
            vanished=vanished,
            left=self._agenda.forgotten(self._touched) if over else (),
            notes=notes,
            problems=(*listing.problems[:5], *told),
            more=self.more,
            again_in=wait if self.more else None,
            progress=(total - self._left, total),
        )

    def _take(self, one: Due, page: Page) -> None:
        """Keep what a page told."""
        url, known = one.entry.url, one.known
        self._look_there(page.elsewhere)
        own = known is not None and known.kind is Kind.ARTICLE
        if page.came is Came.GONE:
            self._round.dead.add(url)
        elif own and page.came is Came.BORROWED and not self._holds(page.elsewhere):
            page = replace(page, came=Came.ARTICLE)  # nobody else has it
        if page.came is Came.ARTICLE and page.item is not None:
            self._article(one, page, page.item)
        elif page.came in (Came.SAME, Came.UNTOLD) and known is not None:
            self._touched[url] = str(known.again(one.entry if one.listed else None, self._clock.now()))
        elif page.came in (Came.SAME, Came.UNTOLD):
            self._unanswered(url, page.why)
        elif page.came is Came.HARD or (page.came is Came.LIST and self._is_ours(one)):
            self._round.unread[url] = page.why, page.hint
            self._touched[url] = str(self._unread(one, page))
        elif page.came is Came.LIST:
            if page.perhaps:
                self._round.lists[url] = page.hint
            self._touched[url] = str(self._stamp(one, Kind.NONE, page))
        else:
            self._touched[url] = str(self._stamp(one, self._without(one, page), page))

    def _unanswered(self, url: str, why: str) -> None:
        """Put off a page that did not answer: twice as long each time, six hours at the most."""
        times = self._round.put_off.get(url, (0, 0.0))[0]
        wait = min(FAILED_AGAIN * 2 ** min(times, 10), FAILED_AGAIN_AT_LAST)
        self._round.put_off[url] = times + 1, self._clock.steady() + wait
        self._round.unanswered[url] = why

    def _look_there(self, url: str) -> None:
        """Look at a page that another one names, where nothing else has it looked at."""
        agenda, round_ = self._agenda, self._round
        if not url or url in agenda.stamps or url in agenda.listing.pages or url in round_.tried:
            return
        if url not in round_.besides and agenda.robots.allows(url):
            round_.besides[url] = Entry(url)
            self._besides.add(url)

    def _article(self, one: Due, page: Page, item: RawItem) -> None:
        url, known = one.entry.url, one.known
        date = instant(item.published[:25])
        oldest = self._agenda.oldest
        is_new = url not in self._agenda.stamps and url not in self._round.led
        if is_new and oldest is not None and date is not None and date < oldest:
            self._touched[url] = str(self._stamp(one, Kind.NONE, page))
            return
        stamp = str(self._stamp(one, Kind.ARTICLE, page))
        if known is not None and known.digest == page.digest:
            self._touched[url] = stamp
        else:
            self._finds[url] = Find(url, stamp, item)
            if url in self._round.led:
                self._join(url, self._round.led[url])
            elif is_new:
                self._whence(one, page)

    def _whence(self, one: Due, page: Page) -> None:
        """Ask known pages whether a new article is theirs: one that leads here, or is gone and was called the same.

        Raises:
            NamesakeError: one that was called the same did not answer; the article is kept for later, if it is young.
            RestError: the site is left alone for now; the article is kept for later.
        """
        url = one.entry.url
        self._origins = self._origins or Origins(self._agenda.stamps)
        self._round.tried.add(url)
        for old, certain in self._origins.of(url, page.marks).items():
            if old not in self._round.tried and self._agenda.robots.allows(old):
                try:
                    listed = self._agenda.listing.pages.get(old)
                    self._ask(Due(listed or Entry(old), self._agenda.stamps[old], listed is not None))
                except PageError as error:
                    self._unanswered(old, error.cause)
                except RestError:
                    self._round.tried.discard(url)
                    del self._finds[url]
                    raise
                self._round.tried.add(old)
            if certain and old in self._round.unanswered and self._is_young(one):
                # It may be gone, or stand there as ever: neither is one article made of two, nor two of one.
                del self._finds[url]
                raise NamesakeError(url, f"it may be {old}, which does not answer", "it waits for that", retryable=True)
            if certain and old in self._round.dead and old not in self._moved and self._join(url, old):
                self._touched.pop(old, None)

    def _is_young(self, one: Due) -> bool:
        """Whether a page changed so lately, for its sitemap, that its article may wait till another page answers."""
        return one.entry.date is not None and self._agenda.now - one.entry.date < _PATIENCE

    def _now_known(self) -> dict[str, Stamp | None]:
        told = {url: Stamp.of(text) for url, text in self._touched.items()}
        return {**self._agenda.stamps, **told, **{find.origin: Stamp.of(find.stamp) for find in self._finds.values()}}

    def _gone(self) -> tuple[str, ...]:
        """Return all that is gone for all we know."""
        stamps = self._now_known().items()
        return tuple(url for url, stamp in stamps if stamp is not None and stamp.kind is Kind.GONE)

    def _going(self, known: Collection[str], *, over: bool) -> tuple[str, ...]:
        """Return what is to be told now of what is gone.

        At the end of a round that is all, so that its share can be judged, and what settings leave out now. Before, it
        is a few alone: a takedown does not wait for a long round, and a site that loses all its pages does not lose
        them bit by bit.
        """
        gone = self._gone()
        if over:
            return tuple(dict.fromkeys([*gone, *self._agenda.excluded()]))
        if len(gone) + self._round.told <= max(GONE_AT_ONCE, len(known) // 100):
            self._round.told += len(gone)
            return gone
        return ()


def _holds(text: str) -> bool:
    """Whether a stamp says that an article stands at its page."""
    stamp = Stamp.of(text)
    return stamp is not None and stamp.kind is Kind.ARTICLE
