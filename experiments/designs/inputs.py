"""What a run's outcome hangs on besides its seed: the program's rules, the scenario's and the regime's content.

A stored run is reused only where all three are the same: results before and after a change are never mixed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import scenarios
from scenarios.load import Scenario, load_scenario
from scenarios.sources import stamp_of
from treaty.regime import load_regime

RULES = ("agents", "border", "model", "treaty")  # packages whose code decides what happens in a game


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """Hash of the code and of the treaty's data files that every game is played with."""
    root = Path(scenarios.__file__).parent
    code = stamp_of([root, *(root.parent / name for name in RULES)])
    data = stamp_of([root / "treaty", root / "law"], (".toml",))
    return hashlib.blake2b(f"{code} {data}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=16)
def content(scenario: Scenario) -> str:
    """Hash of a scenario's settings and tables."""
    digest = hashlib.blake2b(scenario.file.model_dump_json().encode(), digest_size=16)
    for table in (scenario.cells, scenario.segments, scenario.districts, scenario.units, scenario.injects):
        for row in table:
            digest.update(repr(row).encode())
    return digest.hexdigest()


def stamp(scenario: str, regime: str) -> str:
    """Hash of the program, a scenario's content and a regime's content. Raises InputError for what does not load."""
    parts = (program_stamp(), content(load_scenario(scenario)), load_regime(regime).model_dump_json())
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
