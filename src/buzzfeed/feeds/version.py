"""Versions of what is rendered, raised whenever the same values give other bytes."""

RENDERER = "1"
"""That of entries: part of every fragment's key."""

FRAMES = "2"
"""That of frames: where it is another, every feed is built anew of the fragments that stand."""
