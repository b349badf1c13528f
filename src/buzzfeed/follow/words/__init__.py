"""What the pages say to people, in French and English: `common` what all of them say, and a module per page.

A page's module has one frozen class of its phrases, one value of it per language, and a mapping by language; the page's
view carries the value as ``words`` (what all pages say is ``frame.words``).
"""

from buzzfeed.follow.words.common import ENGLISH, FRENCH, WORDS, Words
from buzzfeed.follow.words.spaces import NARROW, NBSP

DEFAULT = "fr"

__all__ = ["DEFAULT", "ENGLISH", "FRENCH", "NARROW", "NBSP", "WORDS", "Words"]
