"""Feeds: entries and frames in RSS 2.0, Atom 1.0 and JSON Feed 1.1, and editions joined from them.

An entry is rendered once, as a feed of its own; the slice of that document is the fragment that every feed of the same
format takes in. A frame is a feed without entries, split where they go. Joining the two is all that a build costs.
"""

from buzzfeed.feeds.annotating import Annotated, Note, annotated
from buzzfeed.feeds.assembly import Built, assemble, fragment_key
from buzzfeed.feeds.entries import RenderedEntry, render_entry
from buzzfeed.feeds.excerpts import Excerpt, changed, excerpt
from buzzfeed.feeds.frames import Frame, frame
from buzzfeed.feeds.version import FRAMES, RENDERER
from buzzfeed.model.wire import updated_of

__all__ = [
    "FRAMES",
    "RENDERER",
    "Annotated",
    "Built",
    "Excerpt",
    "Frame",
    "Note",
    "RenderedEntry",
    "annotated",
    "assemble",
    "changed",
    "excerpt",
    "fragment_key",
    "frame",
    "render_entry",
    "updated_of",
]
