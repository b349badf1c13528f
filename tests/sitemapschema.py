"""Sitemaps held against their schemas, and read back as values."""

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMAS = Path(__file__).parent / "schemas"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_NEWS_TOO = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:import namespace="{SITEMAP[1:-1]}" schemaLocation="{SCHEMAS.as_uri()}/sitemap.xsd"/>
<xs:import namespace="{NEWS[1:-1]}" schemaLocation="{SCHEMAS.as_uri()}/sitemap-news.xsd"/>
</xs:schema>"""


@cache
def _urlset():
    return etree.XMLSchema(etree.fromstring(_NEWS_TOO))


@cache
def _index():
    return etree.XMLSchema(etree.parse(SCHEMAS / "siteindex.xsd"))


def valid(data):
    """Parse a sitemap strictly, hold it against its schema and return its root."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    schema = _index() if root.tag == f"{SITEMAP}sitemapindex" else _urlset()
    schema.assertValid(root)
    return root


def places(data):
    """Return a valid sitemap's (or index's) addresses, each with its ``lastmod``."""
    return {child.findtext(f"{SITEMAP}loc"): child.findtext(f"{SITEMAP}lastmod") for child in valid(data)}


def news(data):
    """Return a valid news sitemap's articles: address, name, language, date and title of each, in order."""
    names = (f"{NEWS}publication/{NEWS}name", f"{NEWS}publication/{NEWS}language", f"{NEWS}publication_date")
    return [
        (url.findtext(f"{SITEMAP}loc"), *(url.findtext(f"{NEWS}news/{name}") for name in (*names, f"{NEWS}title")))
        for url in valid(data)
    ]
