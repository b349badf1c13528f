"""Reading a body whole and decoded (RFC 9110 §8.4), and never more of it than the cap, however small it was as sent."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from typing import IO, Any, Protocol

import brotli
import zstandard

ACCEPTED = "gzip, br, zstd"
"""What we ask for, as ``Accept-Encoding``."""

FAULTS = (gzip.BadGzipFile, zlib.error, brotli.error, zstandard.ZstdError)
"""What a body that is not what it says raises."""

_PIECE = 65536
_WINDOW = 8 * 1024 * 1024  # RFC 8878 section 3.1.1.1.2: what every decoder should take


class TooLargeError(Exception):
    """The body, as sent or decoded, is larger than the cap."""


class UnknownEncodingError(Exception):
    """The body is encoded in a way that we did not ask for."""


class Readable(Protocol):
    """What a body is read from."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        ...


def read_whole(source: Readable, encoding: str, cap: int) -> bytes:
    """Return the decoded body.

    Args:
        source: the body as it comes over the wire.
        encoding: its ``Content-Encoding``.
        cap: bytes at most, as sent and decoded.

    Raises:
        TooLargeError: it is larger than ``cap``.
        UnknownEncodingError: it is encoded in a way that we did not ask for.
    """
    name = encoding.strip().lower()
    decoder = _DECODERS.get(name)
    if decoder is None:
        raise UnknownEncodingError(name[:40])
    wire = _Wire(source, cap)
    first = wire.read(_PIECE)
    if not first:
        return b""  # an empty body may say that it is encoded (an answer to HEAD, a 304)
    wire.put_back(first)
    reader = decoder(wire)
    body = bytearray()
    while piece := reader.read(min(_PIECE, cap + 1 - len(body))):
        body += piece
        if len(body) > cap:
            raise TooLargeError
    return bytes(body)


class _Wire(io.RawIOBase):
    """The body as sent, held to the cap."""

    def __init__(self, source: Readable, cap: int) -> None:
        self._source = source
        self._left = cap
        self._first = b""

    def put_back(self, data: bytes) -> None:
        self._first = data

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        asked = _PIECE if size < 0 else size
        if self._first:
            data, self._first = self._first[:asked], self._first[asked:]
            return data
        data = self._source.read(asked)
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError
        return data


class _Brotli:
    """Brotli, at most as much at a time as is asked for."""

    def __init__(self, wire: IO[bytes]) -> None:
        self._wire = wire
        self._decoder = brotli.Decompressor()

    def read(self, size: int, /) -> bytes:
        while not self._decoder.is_finished():
            hungry = self._decoder.can_accept_more_data()
            data = self._wire.read(_PIECE) if hungry else b""
            piece: bytes = self._decoder.process(data, output_buffer_limit=size)
            if piece:
                return piece
            if hungry and not data and not self._decoder.is_finished():
                raise EOFError("the body ended early")
        return b""


def _gzip(wire: Any) -> Readable:
    return gzip.GzipFile(fileobj=wire, mode="rb")


def _zstd(wire: Any) -> Readable:
    decoder = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    return decoder.stream_reader(wire, read_size=_PIECE, read_across_frames=True)


def _plain(wire: Any) -> Readable:
    reader: Readable = wire
    return reader


_DECODERS: dict[str, Callable[[Any], Readable]] = {
    "": _plain,
    "identity": _plain,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "br": _Brotli,
    "zstd": _zstd,
}
