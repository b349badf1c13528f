"""The ports: what the stages and edges ask of each other, as Protocols. Edges meet here and nowhere else.

Every method may raise the `buzzfeed.errors` error that its docstring names, and no driver's own.
"""

from buzzfeed.ports.edges import Bundle, Clock, Fetch, Pool, Publisher, Response, Source, Target
from buzzfeed.ports.shelf import Figures, Outbox, Shelf, Tally, Window
from buzzfeed.ports.store import Store

__all__ = [
    "Bundle",
    "Clock",
    "Fetch",
    "Figures",
    "Outbox",
    "Pool",
    "Publisher",
    "Response",
    "Shelf",
    "Source",
    "Store",
    "Tally",
    "Target",
    "Window",
]
