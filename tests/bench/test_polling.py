"""The simulated day of polls: what each reader is told and what it costs, over a server of a few lines."""

import gzip

import polling


def test_a_day_of_polls_is_told_whole():
    """Every reader knows every article in the evening; who asks for deltas received least."""
    entries = [b"<guid>%d</guid>%s" % (number, b"x" * 5000) for number in range(50)]

    def ask(headers):
        tag = f'"{len(entries)}"'
        if headers.get("If-None-Match") == tag:
            return 304, {"etag": tag}, b""
        body, status = b"".join(entries[-50:]), 200
        if "A-IM" in headers and "If-None-Match" in headers:
            body, status = b"".join(entries[int(headers["If-None-Match"].strip('"')) :]), 226
        if "Accept-Encoding" in headers:
            return status, {"etag": tag, "content-encoding": "gzip"}, gzip.compress(body)
        return status, {"etag": tag}, body

    readers = [polling.Reader(kind) for kind in polling.MIX]
    polling.a_day(readers, ask, lambda number: entries.append(b"<guid>new %d</guid>%s" % (number, b"x" * 5000)), 20)
    for reader in readers:
        assert {b"new %d" % number for number in range(20)} <= reader.known
        assert sum(reader.answers.values()) == 24 * 60 // reader.kind.every
        assert (226 in reader.answers) == reader.kind.deltas
        assert reader.received < reader.plain / 5
    part = polling.told(readers, 20)
    assert [goal.limit for goal in part.goals] == [1 / 50, 1 / 50]
    assert part.goals[1].value < part.goals[0].value
