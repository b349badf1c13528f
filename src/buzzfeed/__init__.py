"""buzzfeed turns a newsroom's articles into feeds: every article once, correct, within seconds."""

from importlib.metadata import version

__version__ = version("buzzfeed")
"""The installed version, as the package's metadata gives it."""

__all__ = ["__version__"]
