"""``[[editors]]``: who is told what is held."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from buzzfeed.config.section import Section
from buzzfeed.config.units import Seconds, Url

_MAILBOX = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\]{1,255}")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}

SECRETS = ("secret", "user", "password")
"""Keys whose value may be taken from the environment, written ``env:NAME``."""


class _EditorsBase(Section):
    name: str = ""
    timeout: Seconds = 10.0
    coalesce: Seconds = 300.0


class EditorsWebhook(_EditorsBase):
    """An address that is posted JSON; with ``secret``, signed. One message in ``coalesce`` at most, with all that came.

    ``secret`` is never shown.
    """

    type: Literal["webhook"]
    url: Url
    secret: str = Field("", repr=False)

    @property
    def target(self) -> str:
        """The target's name: the given one, else its host."""
        return self.name or (urlsplit(self.url).netloc or self.url)


class EditorsEmail(_EditorsBase):
    """Mailboxes that are written to through an SMTP server. Port 0 is the usual one: 587, 465 with ``tls``, 25 without.

    ``password`` is never shown.
    """

    type: Literal["email"]
    host: str = Field(pattern=r"^[^\s/@]+$")
    to: tuple[str, ...] = Field(min_length=1, max_length=50)
    sender: str = ""
    port: int = Field(0, ge=0, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = Field("", repr=False)

    @field_validator("to")
    @classmethod
    def _mailboxes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not _MAILBOX.fullmatch(one):
                raise ValueError(f'"{one}" is no mailbox: write "name@example.org"')
        return value

    @field_validator("to", "sender", "user", "password")
    @classmethod
    def _in_ascii(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        """Refuse what SMTP cannot say without extensions that servers seldom offer (RFC 6531)."""
        if not all(one.isascii() for one in ([value] if isinstance(value, str) else value)):
            raise ValueError("holds letters beyond ASCII, which mail servers do not take here")
        return value

    @field_validator("sender")
    @classmethod
    def _mailbox(cls, value: str) -> str:
        if value and not _MAILBOX.fullmatch(value):
            raise ValueError('write a mailbox, such as "name@example.org"')
        return value

    @model_validator(mode="after")
    def _not_in_the_open(self) -> EditorsEmail:
        if self.user and self.security == "none":
            raise ValueError('a password is not sent in the open: set security to "starttls" or "tls"')
        return self

    @property
    def target(self) -> str:
        """The target's name: the given one, else the server's."""
        return self.name or self.host

    @property
    def written_by(self) -> str:
        """The mailbox that messages come from: the given one, else the first of those that are written to."""
        return self.sender or self.to[0]

    @property
    def at(self) -> int:
        """The server's port."""
        return self.port or _PORTS[self.security]


Editors = Annotated[EditorsWebhook | EditorsEmail, Field(discriminator="type")]
