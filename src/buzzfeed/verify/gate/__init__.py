"""The gate on anybody's feed: RSS 0.9x, 1.0 and 2.0, Atom 1.0 and JSON Feed, held against their specifications."""

from buzzfeed.verify.gate.examining import examine

__all__ = ["examine"]
