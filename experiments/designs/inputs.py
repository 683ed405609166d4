"""What a run's outcome hangs on besides its seed: the program's rules, the scenario's and the regime's content.

A stored run is reused, and runs are set against each other, only where these are the same.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from panj import scenarios
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.sources import content_of, stamp_of
from panj.treaty.law.regime import Regime, load_regime

RULES = ("agents", "border", "model", "treaty")  # packages whose code decides what happens in a game
COLUMNS = "model/record/outcomes.py"  # how columns are read off a game, stamped by themselves: experiments.runs.columns


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """Hash of the code and of the treaty's data files that every game is played with, their words aside."""
    root = Path(scenarios.__file__).parent
    code = stamp_of([root, *(root.parent / name for name in RULES)], without=[root.parent / COLUMNS])
    data = stamp_of([root / "treaty", root / "law"], (".toml",))
    return hashlib.blake2b(f"{code} {data}".encode(), digest_size=16).hexdigest()


def scenario_content(scenario: Scenario) -> str:
    """Hash of a scenario's settings and tables; neither its name nor its place is part of it."""
    return content_of(scenario)


def regime_content(regime: Regime) -> str:
    """Hash of everything that a regime's file and its book of law say."""
    return regime.content


def stamp(scenario: str, regime: str) -> str:
    """Hash of the program, a scenario's content and a regime's content. Raises InputError for what does not load."""
    parts = (program_stamp(), scenario_content(load_scenario(scenario)), regime_content(load_regime(regime)))
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
