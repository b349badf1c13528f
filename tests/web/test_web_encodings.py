import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from buzzfeed.model.wire import ETAG_SUFFIX
from buzzfeed.web.encodings import ENCODINGS, IDENTITY, compress, negotiate


@pytest.mark.parametrize(
    ("header", "choice"),
    [
        (None, IDENTITY),
        (b"", IDENTITY),
        (b"gzip", "gzip"),
        (b"GZip", "gzip"),
        (b"x-gzip", "gzip"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"gzip, zstd", "zstd"),
        (b"gzip;q=1.0, br;q=0.5", "gzip"),
        (b"gzip ; q=0.8 ,br; q=0.801", "br"),
        (b"gzip;q=0", IDENTITY),
        (b"deflate", IDENTITY),
        (b"*", "br"),
        (b"br;q=0, *", "zstd"),
        (b"br;q=0, zstd;q=0, *;q=0.1", "gzip"),
        (b"identity", IDENTITY),
        (b"identity;q=0.5, gzip;q=0.4", IDENTITY),
        (b"identity;q=0.5, gzip;q=0.5", "gzip"),
        (b"identity;q=0, gzip;q=0.001", "gzip"),
        (b"identity;q=0", None),
        (b"*;q=0", None),
        (b"gzip;q=0, *;q=0", None),
        (b"*;q=0, identity", IDENTITY),
        (b"gzip;q=2", IDENTITY),
        (b"gzip;q=abc", IDENTITY),
        (b"gzip;level=9", IDENTITY),
        (b"gzip;q=\xb2", IDENTITY),
        (b"gzip;q=1..0", IDENTITY),
        (b",,;;==,", IDENTITY),
        (b"gzip," * 1000, IDENTITY),
    ],
)
def test_the_coding_is_what_the_client_wants_most(header, choice):
    """Weights decide, the smallest wins among equals, void members are passed over, nothing acceptable is None."""
    assert negotiate(header) == choice


@given(st.binary(max_size=60))
def test_no_header_is_too_strange(header):
    """Whatever bytes a client sends, the answer is a coding that is made, the bytes as they are, or a refusal."""
    assert negotiate(header) in {*ENCODINGS, IDENTITY, None}


@given(st.binary(max_size=5000))
def test_compressing_loses_nothing_and_repeats_itself(data):
    """Each coding gives back the bytes, and the same compressed bytes each time (one strong ETag names them)."""
    undo = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    for encoding in ENCODINGS:
        packed = compress(data, encoding)
        assert undo[encoding](packed) == data
        assert compress(data, encoding) == packed


def test_an_unknown_coding_is_refused():
    """There is no coding but those that are made."""
    with pytest.raises(ValueError, match="deflate"):
        compress(b"x", "deflate")


def test_each_coding_has_an_etag_of_its_own():
    """No two codings share the suffix of their strong ETags."""
    assert len({ETAG_SUFFIX[encoding] for encoding in (*ENCODINGS, IDENTITY)}) == len(ENCODINGS) + 1
