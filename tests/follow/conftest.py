"""What tests of views share."""

import pytest

from buzzfeed.follow import Links, site_of
from pagevalues import config


@pytest.fixture
def site():
    """Give the site of a French newsroom."""
    return site_of(config())


@pytest.fixture
def french(site):
    """Give the links of a page in French, the site's own language."""
    return Links(site.prefix, "fr", "fr")


@pytest.fixture
def english(site):
    """Give the links of a page that was asked for in English."""
    return Links(site.prefix, "en", "fr", chosen=True)
