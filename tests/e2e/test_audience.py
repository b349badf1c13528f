"""From a poll of a running daemon to the command line."""

from datetime import UTC, datetime

import requests

from harness import until


def test_polls_of_a_daemon_are_told_by_the_command(newsroom):
    """What was served is counted once the daemon ends, shown as a range, and neither logged nor kept by address."""
    newsroom.write("a.md")
    agents = {"newsboat/2.37 qzagentqz": 3, "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 462 subscribers; )": 1}
    with newsroom.daemon():
        until(lambda: newsroom.get("/feeds/all.rss").status_code == 200)
        for agent, many in agents.items():
            for number in range(many):
                headers = {"User-Agent": agent, "X-Forwarded-For": f"203.0.113.{number}"}
                requests.get(f"{newsroom.base}/feeds/all.rss", headers=headers, timeout=10)
    found = newsroom.json("audience")
    assert (found["day"], found["whole"]) == (datetime.now(UTC).date().isoformat(), False)
    readers = {one["reader"]: (one["low"], one["high"]) for one in found["readers"]}
    assert readers["Newsboat"] == (3, 3)
    assert readers["Feedly"] == (462, 462)
    printed = newsroom.run("audience").stdout
    assert "at least 465" in printed
    everything = (
        newsroom.log()
        + printed
        + "".join(path.read_bytes().decode("latin-1") for path in newsroom.root.rglob("*") if path.is_file())
    )
    assert not [word for word in ("203.0.113", "qzagentqz", "feedly.com/fetcher") if word in everything]
