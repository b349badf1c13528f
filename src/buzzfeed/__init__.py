"""buzzfeed turns a newsroom's articles into feeds: every article once, correct, within seconds."""

from typing import TYPE_CHECKING

__all__ = ["__version__"]

if TYPE_CHECKING:
    __version__: str
    """The installed version, as the package's metadata gives it."""
else:

    def __getattr__(name: str) -> str:
        # Few need the version, and every worker process imports this package: reading metadata is slow to import.
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import version

        return version("buzzfeed")
