"""Articles: cleaned, identified, their terms named, and settled as outputs show them. Pure: no I/O, no clock."""

from buzzfeed.articles.canonical import canonical, equivalents
from buzzfeed.articles.cleaning import clean
from buzzfeed.articles.corrections import correct
from buzzfeed.articles.identifying import identify
from buzzfeed.articles.identity import DOUBTS, UNCLEAR, Identity, Lives, Whereabouts, identity_keys, minted
from buzzfeed.articles.mapping import TermRule, mapped
from buzzfeed.articles.settings import ArticleSettings
from buzzfeed.articles.settling import free_slug, relink, settle, wanted
from buzzfeed.articles.slugs import slug_of
from buzzfeed.articles.terms import TermBook
from buzzfeed.articles.text import visible_text
from buzzfeed.articles.titles import title_key

__all__ = [
    "DOUBTS",
    "UNCLEAR",
    "ArticleSettings",
    "Identity",
    "Lives",
    "TermBook",
    "TermRule",
    "Whereabouts",
    "canonical",
    "clean",
    "correct",
    "equivalents",
    "free_slug",
    "identify",
    "identity_keys",
    "mapped",
    "minted",
    "relink",
    "settle",
    "slug_of",
    "title_key",
    "visible_text",
    "wanted",
]
