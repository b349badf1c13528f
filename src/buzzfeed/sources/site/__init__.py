"""A site without an API as a source: its robots.txt, its sitemaps, and the articles on its pages.

`buzzfeed.sources.site.source` decides what to ask for, `robots` whether it may, `maps` collects what the sitemaps list,
`sitemaps` reads one, `stamps` says when a page is worth another look, `pages` what a page gave.
"""

from buzzfeed.sources.site.source import Site

__all__ = ["Site"]
