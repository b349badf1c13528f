"""Whether those who are told can be told: targets, their keys, editors."""

from __future__ import annotations

from collections.abc import Iterator

from buzzfeed.config import Config, EditorsEmail
from buzzfeed.daemon.doctor.check import Check
from buzzfeed.errors import BuzzfeedError
from buzzfeed.notify import key_addresses, server_of
from buzzfeed.ports import Fetch, WayOut


def targets(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Look whether each target answers, and whether IndexNow's keys are visible."""
    for target in config.announce:
        subject = f"announce {target.target}"
        try:
            status = fetch.get(target.url, trusted=True, max_bytes=1_000_000).status
            yield Check(subject, status < 500, f"answers ({status})", "its server has a fault: try again later")
        except BuzzfeedError as error:
            yield Check(subject, False, error.cause, error.hint or "check its url")
    for place, key in key_addresses(config).items():
        yield _key(place, key, fetch)


def hub(config: Config, fetch: Fetch) -> Iterator[Check]:
    """Look whether our own hub answers where feeds say it does; that nothing answers there, another check says."""
    if not config.hub_url:
        return
    hint = "let the proxy pass POST on to it, or set enabled = false under [hub] where feeds are static files"
    try:
        status = fetch.get(config.hub_url, trusted=True, max_bytes=1_000_000, follow=False).status
    except BuzzfeedError:
        return
    yield Check(f"hub {config.hub_url}", status == 405, f"answers ({status})", hint)


def editors(config: Config, way: WayOut) -> Iterator[Check]:
    """Look whether editors can be told; nothing is sent to them."""
    for editors in config.editors:
        subject = f"editors {editors.target}"
        try:
            if isinstance(editors, EditorsEmail):
                yield Check(subject, True, way.check_mail(server_of(editors)))
                continue
            status = way.get(editors.url, trusted=True, max_bytes=1_000_000).status
            yield Check(subject, status < 500, f"answers ({status})", "its server has a fault: try again later")
        except BuzzfeedError as error:
            yield Check(subject, False, error.cause, error.hint or "check the config's [[editors]]")


def _key(place: str, key: bytes, fetch: Fetch) -> Check:
    subject = f"IndexNow key {place}"
    hint = f"put a file there that holds {key.decode()} and nothing else; buzzfeed export writes it"
    try:
        answer = fetch.get(place, trusted=True, max_bytes=10_000)
    except BuzzfeedError as error:
        return Check(subject, False, error.cause, hint)
    if answer.status == 200 and answer.body.strip() == key:
        return Check(subject, True, "is visible")
    return Check(subject, False, f"is not visible (answer {answer.status})", hint)
