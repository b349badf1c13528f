"""The config: one frozen value, read from a TOML file with the environment on top."""

from buzzfeed.config.api import ApiSettings
from buzzfeed.config.cdn import AnyCdn, Cdn, Cloudflare, Fastly, ProofSettings
from buzzfeed.config.editors import Editors, EditorsEmail, EditorsWebhook
from buzzfeed.config.guarding import GUARD_CODES, Action, GuardSettings
from buzzfeed.config.hub import HubSettings
from buzzfeed.config.load import find, load
from buzzfeed.config.look import FollowSettings, LookSettings
from buzzfeed.config.lookfiles import LookFile, look_files
from buzzfeed.config.presets import PRESETS
from buzzfeed.config.schema import (
    Announce,
    ChannelQuery,
    Config,
    FeedsSettings,
    IndexNow,
    NetSettings,
    NewsroomSettings,
    StoreSettings,
    WebSettings,
    WebSub,
    WorkSettings,
    XmlRpc,
)
from buzzfeed.config.sources import (
    FeedSource,
    FolderSource,
    OpmlSource,
    PushSource,
    SiteSource,
    SourceSettings,
    WordPressSource,
)
from buzzfeed.config.terms import TermSettings

__all__ = [
    "GUARD_CODES",
    "PRESETS",
    "Action",
    "Announce",
    "AnyCdn",
    "ApiSettings",
    "Cdn",
    "ChannelQuery",
    "Cloudflare",
    "Config",
    "Editors",
    "EditorsEmail",
    "EditorsWebhook",
    "Fastly",
    "FeedSource",
    "FeedsSettings",
    "FolderSource",
    "FollowSettings",
    "GuardSettings",
    "HubSettings",
    "IndexNow",
    "LookFile",
    "LookSettings",
    "NetSettings",
    "NewsroomSettings",
    "OpmlSource",
    "ProofSettings",
    "PushSource",
    "SiteSource",
    "SourceSettings",
    "StoreSettings",
    "TermSettings",
    "WebSettings",
    "WebSub",
    "WordPressSource",
    "WorkSettings",
    "XmlRpc",
    "find",
    "load",
    "look_files",
]
