"""Units as people write them."""

from __future__ import annotations

import pytest

from buzzfeed.config import units


@pytest.mark.parametrize(
    ("written", "seconds"), [("30s", 30), ("5m", 300), ("1h", 3600), ("10d", 864000), ("300ms", 0.3), (90, 90)]
)
def test_durations(written: object, seconds: float) -> None:
    """A duration is a number and a unit, or plain seconds."""
    assert units.seconds(written) == pytest.approx(seconds)


@pytest.mark.parametrize("written", ["", "5", "m", "-5m", "5 minutes", True, -1, None])
def test_what_is_no_duration(written: object) -> None:
    """Anything else is refused with an example."""
    with pytest.raises(ValueError, match="write a duration"):
        units.seconds(written)


@pytest.mark.parametrize(("written", "size"), [("500kB", 500_000), ("2MB", 2_000_000), (7, 7), ("12", 12)])
def test_sizes(written: object, size: int) -> None:
    """A size is a number and a unit, or plain bytes."""
    assert units.size(written) == size


@pytest.mark.parametrize("written", ["127.0.0.1", "127.0.0.1:http", ":", "a:b:c", "127.0.0.1:99999"])
def test_what_is_no_address_to_listen_on(written: str) -> None:
    """A host without a port, or a port that is none, is refused."""
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:8000"):
        units.listen_address(written)


@pytest.mark.parametrize("written", ["example.org", "ftp://example.org", "https://", "", 5])
def test_what_is_no_whole_address(written: object) -> None:
    """An address needs a scheme of the web and a host."""
    with pytest.raises(ValueError, match="whole address"):
        units.absolute_url(written)
