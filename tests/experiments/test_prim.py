"""PRIM and the tree: the published case, boxes that are known, and no box where there is nothing to find."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from panj.experiments.analysis.prim import Box, find_box, fit, paste, peel, quasi_p
from panj.experiments.analysis.tree import grow

PUBLISHED = Path(__file__).parent / "data" / "bryant-2010.csv"


@pytest.fixture(scope="module")
def published() -> tuple[pd.DataFrame, np.ndarray]:
    """The 882 runs of Bryant and Lempert (2010): nine inputs, and whether a run is of interest."""
    table = pd.read_csv(PUBLISHED, comment="#")
    return table.iloc[:, :9], table.iloc[:, 9].to_numpy(bool)


def uniform(seed: int, runs: int = 1000) -> pd.DataFrame:
    """Five inputs from 0 to 1."""
    return pd.DataFrame(np.random.default_rng(seed).random((runs, 5)), columns=list("abcde"))


def test_the_published_case_is_peeled_as_by_the_reference(published: tuple[pd.DataFrame, np.ndarray]) -> None:
    """Bryant and Lempert (2010): the trajectory, box 21 and its quasi-p values are those of ema_workbench 2.5.3 (its
    example sd_prim_bryant_and_lempert.py, peel_alpha 0.1), which is another program."""
    path = peel(*published, alpha=0.1)
    runs = [
        882,
        792,
        710,
        638,
        573,
        513,
        458,
        412,
        368,
        329,
        296,
        264,
        237,
        213,
        191,
        170,
        152,
        136,
        121,
        108,
        97,
        87,
        78,
        70,
        63,
        56,
        50,
        45,
    ]
    cases = [89] * 11 + [88, 87, 86, 85, 82, 81, 78, 75, 74, 71, 67, 65, 61, 57, 52, 48, 45]
    assert [(f.runs, f.cases) for f in path] == list(zip(runs, cases, strict=True))
    box = path[21]
    assert (box.coverage, box.density) == (pytest.approx(0.752809, abs=1e-6), pytest.approx(0.770115, abs=1e-6))
    limits = {name: limit for name, limit in box.box.limits.items() if isinstance(limit, tuple)}
    assert limits == {
        "Cellulosic cost": (pytest.approx(72.650002), np.inf),
        "Total biomass": (-np.inf, pytest.approx(755.799988)),
        "Demand elasticity": (pytest.approx(-0.422), np.inf),
        "Biomass backstop price": (pytest.approx(150.049995), np.inf),
    }
    assert quasi_p(box, *published) == {
        "Cellulosic cost": pytest.approx(0.157413, abs=1e-6),
        "Total biomass": pytest.approx(4.716969e-06),
        "Demand elasticity": pytest.approx(1.184930e-16),
        "Biomass backstop price": pytest.approx(3.515113e-11),
    }


def test_of_the_published_case_the_three_limits_with_force_are_left(published: tuple[pd.DataFrame, np.ndarray]) -> None:
    """The cost of cellulosic fuel has no force there (quasi-p 0.16): the box is told by the other three inputs."""
    found = find_box(*published, alpha=0.1)
    assert set(found.box.limits) == {"Total biomass", "Demand elasticity", "Biomass backstop price"}
    assert found.coverage > 0.65
    assert found.density > 0.65


def test_a_known_box_is_found() -> None:
    """A box in two of five inputs comes out with these two limited, each limit within a peel of where it is; in each of
    20 samples."""
    for seed in range(20):
        x = uniform(seed)
        found = find_box(x, ((x.a < 0.4) & (x.c > 0.6)).to_numpy())
        assert set(found.box.limits) == {"a", "c"}
        assert found.box.limits["a"] == (-np.inf, pytest.approx(0.4, abs=0.05))
        assert found.box.limits["c"] == (pytest.approx(0.6, abs=0.05), np.inf)
        assert min(found.coverage, found.density) > 0.85


def test_words_are_peeled_one_by_one() -> None:
    """A box in words and numbers: the words that matter are left, and pasting takes back one that was lost."""
    x = uniform(1)
    x["regime"] = np.random.default_rng(2).choice(["none", "csto", "majority"], len(x))
    y = ((x.regime != "csto") & (x.b < 0.5)).to_numpy()
    found = find_box(x, y)
    assert found.box.limits["regime"] == frozenset({"none", "majority"})
    assert set(found.box.limits) == {"regime", "b"}
    narrow = fit(Box({"regime": frozenset({"none"}), "b": (-np.inf, 0.6)}), x, (x.regime != "csto").to_numpy())
    assert paste(narrow, x, (x.regime != "csto").to_numpy()).density == 1.0


def test_where_there_is_nothing_to_find_the_tree_says_so() -> None:
    """Cases drawn by lot: chance splits at most 1 of 20 trees; of 100 at most 11 (binomial, 1 in 250)."""
    split = 0
    for seed in range(100):
        y = np.random.default_rng(1000 + seed).random(300) < 0.3
        split += grow(uniform(seed, 300), y).first is not None
    assert split <= 11


def test_a_tree_tells_the_split_that_is_there() -> None:
    """The first split is the input that decides, near where it decides."""
    x = uniform(3)
    tree = grow(x, (x.d > 0.7).to_numpy())
    assert tree.name == "d"
    assert tree.rule.startswith("<= 0.7")
    assert next(iter(tree.lines())).startswith("all runs: ")
