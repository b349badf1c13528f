"""The targets that the config names."""

from __future__ import annotations

from buzzfeed.config import Announce, Config, Editors, EditorsEmail, IndexNow, WebSub
from buzzfeed.notify.indexnow import IndexNowTarget
from buzzfeed.notify.letters import EmailTarget
from buzzfeed.notify.purging import PurgeTarget
from buzzfeed.notify.webhook import WebhookTarget
from buzzfeed.notify.websub import WebSubTarget
from buzzfeed.notify.xmlrpc import XmlRpcTarget
from buzzfeed.ports import Fetch, Target, WayOut


def build_targets(config: Config, way: WayOut) -> tuple[Target, ...]:
    """Return a target for the CDN, each ``[[announce]]`` and each ``[[editors]]``; nothing is sent yet."""
    told = tuple(_target(settings, config, way) for settings in config.announce)
    cdn = (PurgeTarget(config.cdn, way),) if config.cdn is not None else ()
    return cdn + told + tuple(_editors(settings, config, way) for settings in config.editors)


def _editors(settings: Editors, config: Config, way: WayOut) -> Target:
    if isinstance(settings, EditorsEmail):
        return EmailTarget(settings, config.newsroom, way)
    return WebhookTarget(settings, config.newsroom, way)


def _target(settings: Announce, config: Config, fetch: Fetch) -> Target:
    if isinstance(settings, WebSub):
        return WebSubTarget(settings, fetch)
    if isinstance(settings, IndexNow):
        return IndexNowTarget(settings, config.newsroom, fetch)
    return XmlRpcTarget(settings, config.newsroom, fetch)
