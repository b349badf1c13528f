"""The web: feeds from memory by plain ASGI, pages by Starlette, both on Granian; and the same as static files."""

from buzzfeed.web.addresses import addresses_of
from buzzfeed.web.export import ExportSummary, export
from buzzfeed.web.metrics import METRICS
from buzzfeed.web.server import serve

__all__ = ["METRICS", "ExportSummary", "addresses_of", "export", "serve"]
