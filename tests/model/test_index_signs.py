"""The sign table of the stability index and its two parts: what must make the border safer, and what less so."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from panj.model import BorderModel
from panj.tests.model.test_effects import border_under_pressure, inject

SEEDS = range(700, 730)
PARTS = ("stability_mean", "stability_hold_mean", "stability_pressure_mean")

# What is changed, from, to; and what that does to index, hold and pressure: +1 better, -1 worse, 0 nothing, None open.
Row = tuple[str, dict[str, Any], dict[str, Any], int, int, int | None]
TABLE: tuple[Row, ...] = (
    ("better sensing", {"sweep_width_km": 0.0}, {"sweep_width_km": 5.0}, 1, 1, None),
    ("more patrols out", {"patrol_men": 200.0}, {"patrol_men": 10.0}, 1, 1, None),
    ("guards deter more", {"deterrence": 0.0}, {"deterrence": 3.0}, 1, 1, None),
    ("beaten bands come back at once", {"retry_days": 20.0}, {"retry_days": 0.0}, -1, -1, None),
    ("worse cover", {"posture_cover": 0.1}, {"posture_cover": 1.0}, -1, -1, None),
    ("refugees stay longer", {"repatriation_days": 0.5}, {"repatriation_days": 60.0}, 0, 0, 0),
    ("more civilians come", {"civilians_share": 0.0}, {"civilians_share": 0.1}, -1, 0, -1),
    ("reservists are called", {}, {"injects": (inject("mobilise", "TJK", 1200),)}, 1, 1, None),
    ("equipment comes", {}, {"injects": (inject("equipment", "RUS", 1.0),)}, 1, 1, None),
    ("a combat force comes", {}, {"injects": (inject("send", "RUS", 1200, "combat"),)}, 1, 1, None),
    ("a guard force comes", {}, {"injects": (inject("send", "RUS", 1200, "guard"),)}, 1, 1, None),
    ("nobody means to cross", {}, {"injects": (inject("intent", "TLB", 0.0),)}, 1, 1, None),
)
Games = Callable[[dict[str, Any]], np.ndarray]


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Games:
    """Index and parts, one row a seed, on the border under pressure with some changes."""
    folder = tmp_path_factory.mktemp("signs")
    played: dict[str, np.ndarray] = {}

    def play(changes: dict[str, Any]) -> np.ndarray:
        key = repr(sorted(changes.items()))
        if key not in played:
            parameters = {k: v for k, v in changes.items() if k != "injects"}
            made = border_under_pressure(Path(folder / str(len(played))), changes.get("injects", ()))
            rows = []
            for seed in SEEDS:
                war = BorderModel(made, "none", seed=seed, parameters=parameters)
                war.theatre.fallen[:] = 0  # where nobody stands nobody has anything to lose, and nobody would flee:
                war.theatre.held[:] = 0  # so that the far bank was held until now, and falls on the first day
                row = war.run().outcomes()
                rows.append([row[part] for part in PARTS])
            played[key] = np.array(rows)
        return played[key]

    return play


@pytest.mark.slow
@pytest.mark.wars
@pytest.mark.parametrize(("what", "before", "after", "index", "hold", "pressure"), TABLE, ids=[r[0] for r in TABLE])
def test_what_helps_the_border_raises_its_index(
    games: Games, what: str, before: dict, after: dict, index: int, hold: int, pressure: int | None
) -> None:
    """Each row over 30 paired seeds; a row without effect would pass once in 1,000, 0 means exactly none."""
    change = games(after) - games(before)
    for k, sign in enumerate((index, hold, pressure)):
        if sign is None:
            continue
        gaps = change[:, k]
        error = float(gaps.std(ddof=1)) / math.sqrt(len(gaps))
        if sign == 0:
            assert np.allclose(gaps, 0.0), what
        else:
            assert sign * float(gaps.mean()) > 3.1 * error, (what, PARTS[k], float(gaps.mean()), error)
