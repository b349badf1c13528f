"""Strict parses give a value or one finding, within bounds, whatever the bytes."""

import sys
import threading
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buzzfeed.model import Finding
from buzzfeed.verify.strict import MAX_BYTES, parse_json, parse_xml, text_fault, texts_in


@given(data=st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_give_a_value_or_a_finding(data):
    """No bytes make a parse raise."""
    parse_xml(data)
    parse_json(data)


@pytest.mark.parametrize("parse", [parse_xml, parse_json])
def test_size_is_bounded(parse):
    """A document beyond the bound is refused unread; what is sound within it is read."""
    found = parse(b"<a>" + b"x" * 100 + b"</a>", max_bytes=100)
    assert isinstance(found, Finding)
    assert found.code == "too-large"
    assert not isinstance(parse_json(b'{"a": 1}', max_bytes=8), Finding)
    assert MAX_BYTES > 10_000_000


def test_nothing_outside_is_read(tmp_path):
    """Entities from files stay unread: the text of one is nowhere."""
    secret = tmp_path / "secret"
    secret.write_text("le mot", encoding="utf-8")
    root = parse_xml(f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode())
    assert "le mot" not in "".join(root.itertext("*"))


def test_line_of_a_fault_is_told():
    """A fault in XML or JSON is placed on its line."""
    assert parse_xml(b"<a>\n\n<b></a>").place == "line 3"
    assert parse_json(b'{\n"a": 1,\n}').place == "line 3"


@pytest.mark.parametrize("number", [b"1" * 5000, b"-Infinity", b"NaN", b"1e", b"01"])
def test_what_is_no_json_number_is_refused(number):
    """Endless numbers, NaN and infinities are no JSON that readers take."""
    assert parse_json(b'{"a": ' + number + b"}").code == "not-well-formed"


def test_texts_of_a_value_are_all_met():
    """Keys and texts at any depth are among the texts of a value, however deep it is."""
    value = {"a": ["b", {"c": None, "d": 1}], "e": "f"}
    assert sorted(texts_in(value)) == ["a", "b", "c", "d", "e", "f"]
    deep = "x"
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    assert list(texts_in(deep)) == ["x"]


def test_backslashes_are_no_control_characters():
    """A Windows path looks like an escape in JSON and is none."""
    data = rb'{"a": "C:\\users\\bin\\fox"}'
    assert text_fault(parse_json(data), data) is None


def test_xml_is_parsed_beside_other_threads():
    """The interpreter is free while XML is parsed: another thread goes on counting meanwhile."""
    data = b"<a>" + b"<b>texte</b>" * 900_000 + b"</a>"
    ticks = []
    done = threading.Event()

    def count():
        while not done.is_set():
            ticks.append(monotonic())
            done.wait(0.001)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(100)  # nobody takes the interpreter away; it must be given
    thread = threading.Thread(target=count)
    thread.start()
    try:
        started = monotonic()
        parse_xml(data)
        ended = monotonic()
    finally:
        sys.setswitchinterval(interval)
        done.set()
        thread.join()
    assert sum(started < tick < ended for tick in ticks) >= 5
