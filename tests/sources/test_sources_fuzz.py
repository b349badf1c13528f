"""Two thousand hostile inputs for every kind of source: each is read or refused, in time and memory."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from buzzfeed.config import SourceSettings
from fuzzkinds import KINDS
from fuzzmutating import mutated
from warm import Warm

CHILD = Path(__file__).parent.parent / "fuzzchild.py"
EACH = 2000
SEED = 20261130


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_inputs_are_read_or_refused(kind: str) -> None:
    """Nothing but the project's own errors, each in two seconds of CPU time and 256 MB beyond what there was."""
    child = Warm([kind, str(EACH), str(SEED)], script=CHILD, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = child.communicate(timeout=110)
    assert child.returncode == 0, err[-2000:]
    told = json.loads(out)
    assert told["faults"] == []
    assert told["slow"] == []
    assert told["taken"] + told["refused"] >= EACH
    # What the fuzzer makes is neither all refused at the door nor all harmless.
    assert min(told["taken"], told["refused"]) > EACH / 20


def test_every_kind_of_source_is_tried() -> None:
    """Whoever adds a kind of source gives it good inputs to begin with."""
    kinds = {
        name for one in get_args(get_args(SourceSettings)[0]) for name in get_args(one.model_fields["type"].annotation)
    }
    assert kinds == set(KINDS)


def test_the_same_seed_makes_the_same_inputs() -> None:
    """An input that was found can be made again; and hardly two are the same."""
    seeds, _ = KINDS["feed"]()
    made = [[mutated(seeds[0][1], random.Random(number)) for number in range(300)] for _ in range(2)]
    assert made[0] == made[1]
    assert len(set(made[0])) > 250
