"""The targets that the config names."""

from __future__ import annotations

from buzzfeed.config import Announce, Config, IndexNow, WebSub
from buzzfeed.notify.indexnow import IndexNowTarget
from buzzfeed.notify.websub import WebSubTarget
from buzzfeed.notify.xmlrpc import XmlRpcTarget
from buzzfeed.ports import Fetch, Target


def build_targets(config: Config, fetch: Fetch) -> tuple[Target, ...]:
    """Return a target for each ``[[announce]]``, in their order; nothing is sent yet."""
    return tuple(_target(settings, config, fetch) for settings in config.announce)


def _target(settings: Announce, config: Config, fetch: Fetch) -> Target:
    if isinstance(settings, WebSub):
        return WebSubTarget(settings, fetch)
    if isinstance(settings, IndexNow):
        return IndexNowTarget(settings, config.newsroom, fetch)
    return XmlRpcTarget(settings, config.newsroom, fetch)
