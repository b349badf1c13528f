"""Extracting: an article out of the bytes of its page, without a look at the network or at a clock's date.

`extract` gives what the page says, `item_of` makes a raw item of it. Which of a page's many voices is believed in what
stands in ``docs/sources.md``, "How a page is read".
"""

from buzzfeed.sources.extracting.extracting import extract
from buzzfeed.sources.extracting.items import item_of
from buzzfeed.sources.extracting.values import LARGEST, LONGEST, Extracted

__all__ = ["LARGEST", "LONGEST", "Extracted", "extract", "item_of"]
