"""The config: one frozen value, read from a TOML file with the environment on top."""

from buzzfeed.config.load import find, load
from buzzfeed.config.schema import (
    Announce,
    ChannelQuery,
    Config,
    FeedSource,
    FeedsSettings,
    FolderSource,
    GuardSettings,
    IndexNow,
    NetSettings,
    NewsroomSettings,
    SourceSettings,
    StoreSettings,
    WebSettings,
    WebSub,
    WorkSettings,
    XmlRpc,
)

__all__ = [
    "Announce",
    "ChannelQuery",
    "Config",
    "FeedSource",
    "FeedsSettings",
    "FolderSource",
    "GuardSettings",
    "IndexNow",
    "NetSettings",
    "NewsroomSettings",
    "SourceSettings",
    "StoreSettings",
    "WebSettings",
    "WebSub",
    "WorkSettings",
    "XmlRpc",
    "find",
    "load",
]
