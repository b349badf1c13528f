"""The renderer's version: part of every fragment's key, raised whenever the same article gives other bytes."""

RENDERER = "1"
