"""The instruments of the benchmark: what a command used, and a client that a stalled server cannot fool."""

import os
import socket
import sys
import threading
import time

import pytest
import servers
from measure import CommandError, cpu_between, cpu_times, run, spread
from report import Goal
from steady import drive

from buzzfeed.testing import LoopbackServer
from buzzfeed.testing.server import Answer


class _Server(LoopbackServer):
    def answer(self, request):
        return Answer(200, {}, b"words")


CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"


def test_time_and_memory_of_children_count(tmp_path):
    """A command's CPU time and memory are those of all the processes that it started."""
    work = "import time; kept = b'x' * 60_000_000\nwhile time.process_time() < 0.4: pass"
    used = run([sys.executable, "-c", CHILD.format(work=work)], tmp_path)
    assert used.cpu >= 0.35
    assert used.wall >= 0.35
    assert used.peak >= 60_000_000
    assert used.peak_sum >= 60_000_000


def test_failed_command_is_told_with_its_last_words(tmp_path):
    """A tool that fails is no figure: the error carries what it said."""
    with pytest.raises(CommandError, match="exited with 3:\nno such corpus"):
        run([sys.executable, "-c", "import sys; print('no such corpus', file=sys.stderr); sys.exit(3)"], tmp_path)


def test_cpu_time_of_another_process_is_read(tmp_path):
    """CPU time between two moments is read of running processes, a new one's from its start."""
    pids = [os.getpid()]
    before = cpu_times(pids)
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    assert 0.09 < cpu_between(before, cpu_times(pids)) < 1.0
    assert cpu_between({}, cpu_times(pids)) > 0.1


def test_spread_and_goals_tell_the_median():
    """A goal is held against the median; one that is missed says by how much."""
    values = spread([3.0, 1.0, 2.0, 9.0, 2.5])
    assert (values.least, values.median, values.most) == (1.0, 2.5, 9.0)
    assert Goal("ratio", 3.0, values.median).met
    assert "missed by a factor of 2.00" in Goal("ratio", 0.6, 0.3, at_least=True).line()
    assert "missed by a factor of 2.00" in Goal("ratio", 0.4, 0.8).line()


def test_stalled_server_is_charged_for_all_who_waited():
    """Requests are sent when they are due, not when the last answer came, and their latency counts from then."""
    with _Server() as server:
        server.slow = 0.3
        begun = time.monotonic()
        outcome = drive(server.port, 50, 1.0, [("/", None)])
    assert time.monotonic() - begun < 3.0
    assert (len(outcome.latencies), outcome.failed) == (50, 0)
    assert min(outcome.latencies) >= 0.3


def test_lost_answers_are_counted():
    """A connection that is dropped without an answer is a failure that took long, and the client goes on."""
    with _Server() as server:
        server.down = True
        outcome = drive(server.port, 50, 0.2, [("/", None)])
    assert (len(outcome.latencies), outcome.failed) == (10, 10)
    assert min(outcome.latencies) >= 10


def test_a_kept_connection_that_was_closed_is_no_failure():
    """A server may close an idle connection: the request goes over another one, due when it was."""

    def serve(listener):
        while True:
            connection = listener.accept()[0]
            with connection:
                if not connection.recv(1000):
                    return
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        outcome = drive(port, 50, 0.2, [("/", None)])
        socket.create_connection(("127.0.0.1", port)).close()
        thread.join()
    assert (outcome.failed, outcome.statuses) == (0, {"200": 10})


def test_steady_client_runs_beside():
    """The client works as a process of its own, and tells the latencies of a window of time."""
    with _Server() as server:
        client = servers.Steady(server.port, 50, 0.6, [("/", None), ("/", '"x"')])
        latencies = client.outcome(until=time.monotonic() + 60)
    assert len(latencies) == 30
    asked = [one.headers.get("if-none-match") for one in server.requests]
    assert (asked.count(None), asked.count('"x"')) == (15, 15)
