"""What comes in by HTTP: articles (a JSON API and Micropub), and that a source has news."""

from buzzfeed.web.api.door import Door
from buzzfeed.web.api.routes import api_routes

__all__ = ["Door", "api_routes"]
