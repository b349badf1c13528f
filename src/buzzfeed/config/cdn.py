"""``[cdn]`` and ``[proof]``: the cache before our address, and the proof that what was published is seen there."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from buzzfeed.config.section import Section
from buzzfeed.config.units import BaseUrl, Seconds, Url

CDN_SECRETS = ("token", "secret")
"""Keys whose value may be taken from the environment, written ``env:NAME``."""


class _CdnBase(Section):
    by: Literal["key", "url"] = "key"
    max_age: Seconds = 86400.0
    timeout: Seconds = 10.0


class Cloudflare(_CdnBase):
    """Cloudflare: the zone's id, and a token that may purge its cache. ``token`` is never shown."""

    type: Literal["cloudflare"]
    zone: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    token: str = Field(min_length=1, repr=False)
    api: BaseUrl = "https://api.cloudflare.com/client/v4"

    @property
    def target(self) -> str:
        """The target's name."""
        return "cloudflare"


class Fastly(_CdnBase):
    """Fastly: the service's id, and a token that may purge it. A soft purge serves the old copy while it fetches anew.

    ``token`` is never shown.
    """

    type: Literal["fastly"]
    service: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    token: str = Field(min_length=1, repr=False)
    soft: bool = False
    api: BaseUrl = "https://api.fastly.com"

    @property
    def target(self) -> str:
        """The target's name."""
        return "fastly"


class AnyCdn(_CdnBase):
    """Any other: an address that is posted JSON with the keys or addresses to purge; with ``secret``, signed.

    ``token`` goes as ``Authorization: Bearer``. Neither is ever shown.
    """

    type: Literal["webhook"]
    url: Url
    token: str = Field("", repr=False)
    secret: str = Field("", repr=False)

    @property
    def target(self) -> str:
        """The target's name: the address's host."""
        return urlsplit(self.url).netloc or self.url


Cdn = Annotated[Cloudflare | Fastly | AnyCdn, Field(discriminator="type")]


class ProofSettings(Section):
    """``[proof]``: for how long others are told nothing, at most, while what was published is not visible.

    With ``wait`` 0 they are told at once, and nothing is looked for. ``canary`` is whether we subscribe to our own feed
    at each hub; a push that did not come within ``canary_wait`` is missed.
    """

    wait: Seconds = 1200.0
    canary: bool = True
    canary_wait: Seconds = 900.0
