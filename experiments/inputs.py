"""What a run's outcome hangs on besides its seed: the program's rules, the scenario's and the regime's content.

A stored run is reused only where all three are the same: results before and after a change are never mixed.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import scenarios
from scenarios.load import load_scenario
from treaty.regime import load_regime

RULES = ("agents", "border", "model", "treaty")  # packages whose code decides what happens in a game


@lru_cache(maxsize=1)
def program_stamp() -> str:
    """Hash of the code and of the treaty's data files that every game is played with."""
    root = Path(scenarios.__file__).parent
    files = [p for name in RULES for p in (root.parent / name).glob("*.py")]
    files += [*root.glob("*.py"), *(root / "treaty").glob("*.toml")]
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(files):
        digest.update(f"{path.parent.name}/{path.name}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=256)
def stamp(scenario: str, regime: str) -> str:
    """Hash of the program, a scenario's content and a regime's content. Raises InputError for what does not load."""
    s, r = load_scenario(scenario), load_regime(regime)
    digest = hashlib.blake2b(program_stamp().encode(), digest_size=16)
    digest.update(s.file.model_dump_json().encode())
    for table in (s.cells, s.segments, s.districts, s.units, s.injects):
        for row in table:
            digest.update(repr(row).encode())
    digest.update(r.model_dump_json().encode())
    return digest.hexdigest()
