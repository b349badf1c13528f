"""Micropub (W3C Recommendation): writing apps publish into a push source."""

from buzzfeed.web.micropub.endpoint import micropub_routes

__all__ = ["micropub_routes"]
