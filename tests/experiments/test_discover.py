"""`panj discover`: conditions as people write them, inputs of any sweep, and what is said of boxes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from panj.experiments import Sweep
from panj.experiments.analysis.condition import where
from panj.experiments.analysis.discovery import discover
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj, refused
from panj.tests.scenarios.test_fuzz import says_what_to_do

RUNS = pd.DataFrame(
    {
        "regime": ["none", "csto-2010", "csto-2010", "majority"],
        "posts_lost": [0, 2, 5, 9],
        "request_day": [np.nan, 10.0, 20.0, np.nan],
        "stability_state_end": ["failed", "stable", "failing", "unstable"],
    }
)


@pytest.mark.parametrize(
    ("condition", "rows"),
    [
        ("posts_lost > 2", [2, 3]),
        ("posts_lost>=2 and not posts_lost == 9", [1, 2]),
        ("stability_state_end in (failing, failed)", [0, 2]),
        ("stability_state_end not in ('failing', \"failed\")", [1, 3]),
        ("regime == csto-2010 or posts_lost in (0, 9)", [0, 1, 2, 3]),
        ("regime == none or regime == majority and posts_lost < 3", [0]),
        ("(regime == none or regime == majority) and posts_lost < 3", [0]),
        ("request_day == never", [0, 3]),
        ("request_day != never and request_day != 10", [2]),
        ("not request_day > 15", [0, 1, 3]),
        ("request_day not in (10)", [2]),
        ("posts_lost > -1e3", [0, 1, 2, 3]),
    ],
)
def test_a_condition_picks_the_runs_it_says(condition: str, rows: list[int]) -> None:
    """`and` binds before `or`; an empty value fulfils no comparison but that with never."""
    assert np.flatnonzero(where(RUNS, condition)).tolist() == rows


@pytest.mark.parametrize(
    "condition",
    [
        "",
        "posts_lost",
        "posts_lost >",
        "posts_lost > (3)",
        "posts_lost > many",
        "nothing > 3",
        "posts_lost = 3",
        "regime > none",
        "regime == mayority",
        "(posts_lost > 3",
        "posts_lost > 3)",
        "posts_lost in (1, 2",
        "posts_lost in ()",
        "posts_lost > 3 and",
        "request_day < never",
        "__import__('os').getcwd()",
        "1 > 0",
        "posts_lost > 3; regime == none",
        "(" * 60 + "posts_lost > 3" + ")" * 60,
        "posts_lost > 3 " + "or posts_lost > 3 " * 200,
    ],
)
def test_what_is_no_condition_is_refused(condition: str) -> None:
    """One line that names what was found and what may stand there; nothing is run as code."""
    with pytest.raises(InputError) as refusal:
        where(RUNS, condition)
    assert says_what_to_do(str(refusal.value))


def sweep_of(points: int, seeds: int, seed: int = 1) -> pd.DataFrame:
    """Runs of a made sweep: two factors, of which `a` decides; 20 % of the runs go the other way by lot."""
    rng = np.random.default_rng(seed)
    rows = []
    for a, b in rng.random((points, 2)):
        for s in range(seeds):
            bad = (a > 0.6) != (rng.random() < 0.2)
            rows.append({"status": "ok", "changes": json.dumps([["a", a], ["b", b]]), "seed": s, "posts_lost": 9 * bad})
    return pd.DataFrame(rows)


def test_the_box_of_a_sweep_is_found_and_measured_on_what_it_has_not_seen() -> None:
    """The deciding factor is limited near 0.6, again on most halves; unseen density is near the true 80 %."""
    found = discover(sweep_of(100, 8), "posts_lost > 4")
    (first, *_) = found.boxes
    assert first.fit.box.limits["a"] == (pytest.approx(0.6, abs=0.06), np.inf)
    assert first.again["a"] == 10
    assert found.unseen is not None
    assert found.unseen[1] == pytest.approx(0.8, abs=0.08)
    assert found.halves_by == "points"
    assert found.tree.name == "a"
    assert "Where a is above 0." in " ".join(found.sentences())


def test_few_points_are_halved_by_seed() -> None:
    """A grid of six points has none to spare: worlds are halved, and the page says so."""
    found = discover(sweep_of(6, 40), "posts_lost > 4")
    assert found.halves_by == "seeds"
    assert "random halves of the seeds" in " ".join(found.sentences())


def test_the_command_works_on_any_finished_sweep(tmp_path: Path) -> None:
    """Regimes are an input beside the factors; the page and the JSON say the same; odd conditions are refused."""
    Sweep("intro", ["csto-2010", "none"], seeds=4, factors={"preparation_days": [1, 2, 4]}).run(
        tmp_path / "s", workers=1, quiet=True
    )
    folder = tmp_path / "s"
    page = panj("discover", folder, "--where", "days_to_half > 3").stdout
    data = json.loads(panj("discover", folder, "--where", "days_to_half > 3", "--json").stdout)
    assert data["inputs"] == ["preparation_days", "regime"]
    assert data["boxes"][0]["limits"].keys() == {"preparation_days"}
    assert data["sentences"][0] in page
    assert "preparation_days is above" in page
    assert "some of the runs" in refused("discover", folder, "--where", "posts_lost < 0")
    assert "a column of the runs" in refused("discover", folder, "--where", "nonsense > 3")
