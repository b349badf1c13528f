"""The errors of buzzfeed, as a tree.

    BuzzfeedError
    ├── ConfigError          the command line or the config is wrong (exit 2)
    ├── PreferencesError     what a reader says cannot be taken as it is
    ├── LockError            another buzzfeed works on this data folder
    ├── SourceError          a source could not be looked at
    │   └── ItemError        one item of a source could not be read
    ├── FetchError           a request went wrong on the network
    │   ├── AddressError     a request was refused before it was sent: its address is not allowed
    │   └── LargeError       an answer is larger than whoever asked takes
    ├── RestError            a host is left alone for now, so nothing was sent
    ├── PreparingError       what is asked for is being made ready
    ├── StoreError           the store could not do what was asked
    │   ├── StoreBusyError       it was locked for too long
    │   ├── StoreFullError       the disk is full
    │   ├── StaleError           somebody decided in between
    │   └── StoreVersionError    its schema is newer than this buzzfeed
    ├── MixError             channels cannot be combined as somebody asked
    ├── RenderError          an entry or a feed could not be built from its article
    ├── PublishError         editions could not be put where they are served from
    └── DeliveryError        a target could not be told
        └── NotReadyError        it is not ready to be told yet

Each error names its subject, the cause, and how to mend it, in one line.
"""

from __future__ import annotations


class BuzzfeedError(Exception):
    """Something went wrong that a person is told about in one line.

    Attributes:
        subject: what it is about: a file, a key of the config, an address.
        cause: what is wrong, in a few plain words.
        hint: how to mend it; empty where there is nothing to say.
        retryable: whether the same call may succeed later, unchanged.
    """

    code = "error"

    def __init__(self, subject: str, cause: str, hint: str = "", *, retryable: bool = False) -> None:
        """Keep the parts; the message is made of all three."""
        super().__init__(subject, cause, hint)
        self.subject = one_line(subject)
        self.cause = one_line(cause)
        self.hint = one_line(hint)
        self.retryable = retryable

    def __str__(self) -> str:
        """Return ``subject: cause (hint)`` on one line."""
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.subject}: {self.cause}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with every part, so that a worker's error stays itself."""
        return _restore, (type(self), self.subject, self.cause, self.hint, self.retryable, self.code)


class ConfigError(BuzzfeedError):
    """The command line or the config is wrong; nothing was started."""

    code = "config"


class PreferencesError(BuzzfeedError):
    """What a reader says of a personal feed cannot be taken as it is; ``subject`` is the field.

    ``code`` names the fault (``too-long``, ``too-many``, ``control``, ``unknown``, ``empty``, ``number``, ``date``), so
    that a page can tell it in the reader's language.
    """

    code = "preferences"

    def __init__(self, subject: str, cause: str, hint: str = "", *, code: str = "preferences") -> None:
        """As `BuzzfeedError`, with the fault's own code."""
        super().__init__(subject, cause, hint)
        self.code = code


class LockError(BuzzfeedError):
    """Another buzzfeed holds the lock of this data folder."""

    code = "locked"


class SourceError(BuzzfeedError):
    """A source could not be looked at; its articles stay as they were."""

    code = "source"


class ItemError(SourceError):
    """One item of a source could not be read; it is held, its neighbours go on.

    ``code`` names the fault (``too-large``, ``not-utf8``, ``front-matter``, …).
    """

    code = "unreadable"

    def __init__(self, subject: str, cause: str, hint: str = "", *, code: str = "unreadable") -> None:
        """As `BuzzfeedError`, with the fault's own code."""
        super().__init__(subject, cause, hint)
        self.code = code


class FetchError(BuzzfeedError):
    """A request went wrong on the network, or its answer broke a bound."""

    code = "fetch"


class AddressError(FetchError):
    """A request was refused before it was sent, since its address is not allowed."""

    code = "address"


class WithdrawnError(FetchError):
    """A request was given up right before it was sent: what it carried is not to go out any more."""

    code = "withdrawn"


class LargeError(FetchError):
    """An answer is larger than whoever asked takes; asking again gives the same."""

    code = "too-large"


class RestError(BuzzfeedError):
    """A host is left alone for now, so that nothing was sent: no failure of the source that asked.

    Attributes:
        seconds: after how many of them it is worth another try.
        troubled: whether the host failed or asked for it; else it was only asked for something a moment ago.
        alone: whether it is one address that asked for it, and others of its host may be asked for.
    """

    code = "left-alone"
    seconds: float = 0.0
    troubled: bool = False
    alone: bool = False

    def __init__(
        self, subject: str, cause: str, hint: str = "", *, seconds: float, troubled: bool = False, alone: bool = False
    ) -> None:
        """As `BuzzfeedError`, with how long; it is always worth another try."""
        super().__init__(subject, cause, hint, retryable=True)
        self.seconds = seconds
        self.troubled = troubled
        self.alone = alone


class PreparingError(BuzzfeedError):
    """What is asked for is being made ready, in parts, behind what presses: it can be had in a moment."""

    code = "preparing"

    def __init__(self, subject: str, cause: str = "is being made ready", hint: str = "ask again in a moment") -> None:
        """As `BuzzfeedError`: the same call succeeds later."""
        super().__init__(subject, cause, hint, retryable=True)


class StoreError(BuzzfeedError):
    """The store could not do what was asked; the transaction was rolled back."""

    code = "store"


class StoreBusyError(StoreError):
    """The store was locked by another process for longer than its time-out."""

    code = "store-busy"


class StoreFullError(StoreError):
    """The disk or the quota under the store is full."""

    code = "store-full"


class StaleError(StoreError):
    """Somebody decided about an article since it was judged: judge it anew, and store it then."""

    code = "stale"


class StoreVersionError(StoreError):
    """The store's schema was written by a newer buzzfeed."""

    code = "store-version"


class MixError(BuzzfeedError):
    """Channels cannot be combined as somebody asked.

    ``code`` says why: ``empty``, ``too-many``, ``unknown`` (a channel), ``contradiction`` (wanted and excluded).
    """

    code = "mix"

    def __init__(self, subject: str, cause: str, hint: str = "", *, code: str = "mix") -> None:
        """As `BuzzfeedError`, with the fault's own code."""
        super().__init__(subject, cause, hint)
        self.code = code


class RenderError(BuzzfeedError):
    """An entry or a feed could not be built from its values."""

    code = "render"


class PublishError(BuzzfeedError):
    """Editions could not be put where they are served from."""

    code = "publish"


class DeliveryError(BuzzfeedError):
    """A target could not be told; ``retryable`` says whether to try again.

    Attributes:
        retry_after: the seconds that the target asked for before another try; ``None`` if it did not.
    """

    code = "delivery"
    retry_after: float | None = None

    def __init__(
        self, subject: str, cause: str, hint: str = "", *, retryable: bool = False, retry_after: float | None = None
    ) -> None:
        """As `BuzzfeedError`, with the target's own wish."""
        super().__init__(subject, cause, hint, retryable=retryable)
        self.retry_after = retry_after


class NotReadyError(DeliveryError):
    """The target is not ready to be told yet (IndexNow's key is not visible): waiting for it is no failed attempt."""

    code = "not-ready"

    def __init__(self, subject: str, cause: str, hint: str = "") -> None:
        """As `DeliveryError`; it is always worth another try."""
        super().__init__(subject, cause, hint, retryable=True)


def one_line(text: str) -> str:
    """Return ``text`` on one line: runs of white space and line breaks become one space."""
    return " ".join(str(text).split())


def _restore(
    kind: type[BuzzfeedError], subject: str, cause: str, hint: str, retryable: bool, code: str
) -> BuzzfeedError:
    error = kind.__new__(kind)
    BuzzfeedError.__init__(error, subject, cause, hint, retryable=retryable)
    error.code = code
    return error
