"""The view models of the pages from which people follow: values in, frozen views out."""

from buzzfeed.follow.article import ArticleView, article_view, is_own_page, page_path
from buzzfeed.follow.channel import NEWEST, FollowView, entry_view, follow_view
from buzzfeed.follow.directory import Asked, DirectoryView, directory_view
from buzzfeed.follow.frame import PRIVACY_PATH, Frame, frame_of
from buzzfeed.follow.listing import Listing
from buzzfeed.follow.machine import directory_json
from buzzfeed.follow.mix import MixView
from buzzfeed.follow.opml import opml
from buzzfeed.follow.site import Links, Site, site_of, web_address
from buzzfeed.follow.words import DEFAULT, WORDS, Words
from buzzfeed.model.articles import media_names

__all__ = [
    "DEFAULT",
    "NEWEST",
    "PRIVACY_PATH",
    "WORDS",
    "ArticleView",
    "Asked",
    "DirectoryView",
    "FollowView",
    "Frame",
    "Links",
    "Listing",
    "MixView",
    "Site",
    "Words",
    "article_view",
    "directory_json",
    "directory_view",
    "entry_view",
    "follow_view",
    "frame_of",
    "is_own_page",
    "media_names",
    "opml",
    "page_path",
    "site_of",
    "web_address",
]
