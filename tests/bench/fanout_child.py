"""Tells subscribers in children that may be killed: ``fanout_child.py CONFIG``, with the config as JSON.

For each line on standard input a child is forked, which takes up the work as the daemon does when it starts, and tells
everybody who is due. Its pid is printed, and once it has ended, how.
"""

import gc
import os
import sys
from pathlib import Path

import quickstores  # noqa: F401 -- stores are quick, here and in every child
from buzzfeed.config import Config
from buzzfeed.daemon.hub import hub_of
from buzzfeed.daemon.wiring import workshop


def main() -> None:
    """Fork until nobody asks any more."""
    config = Config.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
    work(config)  # nobody is due yet: what it takes to begin is made ready for all children
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work(config)
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def work(config: Config) -> None:
    """Take up the work, and tell everybody who is due."""
    with workshop(config, serving=False) as (works, _):
        works.store.give_back()
        hub_of(config, works.store, works.clock).drain()


if __name__ == "__main__":
    main()
