"""`panj map`: regimes told apart at the stated error, fields that stay grey, and what is written."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from panj.experiments.analysis.leading import fields
from panj.tests.experiments.command import panj, refused


def made(seed: int, gain: float = 0.0, seeds: int = 20) -> pd.DataFrame:
    """A made map of 2 x 2 fields and three regimes; one of them is better by `gain` where x is 3."""
    rng = np.random.default_rng(seed)
    rows = []
    for x in (1.0, 3.0):
        for y in (0.0, 1.0):
            for s in range(seeds):
                common = rng.normal()
                for regime in ("a", "b", "c"):
                    value = common + 0.3 * rng.normal() - gain * (regime == "b" and x == 3.0)
                    rows.append({"x": x, "y": y, "seed": s, "regime": regime, "value": value})
    return pd.DataFrame(rows)


@pytest.mark.slow
def test_without_a_difference_the_whole_map_is_grey_in_95_of_100() -> None:
    """Twelve comparisons together keep an error of 5 %: of 100 maps without a difference at most 11 show one
    (binomial, 1 in 250)."""
    wrong = sum(any(f.told for f in fields(made(seed), "x", "y", "value", False)) for seed in range(100))
    assert wrong <= 11


@pytest.mark.slow
def test_a_known_difference_is_found_where_it_is_and_nowhere_else() -> None:
    """A gain of twice the spread of a pair: the regime leads alone in both fields that have it in at least 95 of 100
    maps, and other fields stay grey as often as they should."""
    found = wrong = 0
    for seed in range(100):
        told = [f for f in fields(made(seed, 0.9), "x", "y", "value", False) if f.told]
        found += [f.leading for f in told if f.x == 3.0] == [("b",), ("b",)]
        wrong += any(f.x != 3.0 for f in told)
    assert found >= 95
    assert wrong <= 11


def test_a_lead_is_shared_where_only_one_is_behind() -> None:
    """Two regimes that are the same to the last digit lead together, and the gap is that to the third."""
    runs = made(1)
    runs.loc[runs.regime == "a", "value"] = runs.loc[runs.regime == "b", "value"].to_numpy()
    runs.loc[runs.regime == "c", "value"] += 2.0
    for field in fields(runs, "x", "y", "value", more_is_better=False):
        assert field.leading == ("a", "b")
        assert field.next == "c"
        assert field.low < field.difference < field.high < 0.0
    assert all(f.leading == ("c",) for f in fields(runs, "x", "y", "value", more_is_better=True))


def test_a_grey_field_says_what_it_would_have_told() -> None:
    """A difference as large as a field says that it could see is told there in four of five maps.

    Error rate: of 60 maps at exactly 80 %, fewer than 38 would tell it with a chance of 0.2 %.
    """
    grey = [f for seed in range(20) for f in fields(made(seed), "x", "y", "value", False) if not f.told]
    sees = float(np.median([f.sees for f in grey]))
    told = [next(f for f in fields(made(k, sees), "x", "y", "value", False) if f.x == 3.0) for k in range(100, 160)]
    assert sum(f.told for f in told) >= 38
    (few, *_) = fields(made(1, seeds=5), "x", "y", "value", False)
    assert few.sees == math.inf


def test_against_a_baseline_the_leaders_are_those_surely_better() -> None:
    """Only pairs with the baseline count; a regime that cannot be told from it does not lead with the better one."""
    found = fields(made(2, 0.9), "x", "y", "value", False, baseline="a")
    assert [f.leading for f in found if f.x == 3.0] == [("b",), ("b",)]
    assert {f.next for f in found if f.told} == {"a"}
    assert not any(f.told for f in found if f.x == 1.0)


def test_the_command_writes_picture_and_table(tmp_path: Path) -> None:
    """SVG and PNG of the same picture, a row a field in the CSV, sentences on the screen; again the same bytes."""
    design = tmp_path / "map.toml"
    design.write_text(
        'scenario = "intro"\nregimes = ["csto-2010", "none"]\nseeds = 3\n[factors]\npreparation_days = [1, 3]\n'
        "patrol_kmh = [2, 4]\n",
        encoding="utf-8",
    )
    out = tmp_path / "map"
    said = panj("map", design, "--out", out, "--workers", "1", "--outcome", "posts_lost").stdout
    assert "of 4 fields no regime can be told from another on posts lost [count], less is better" in said
    assert "With fewer than 8 seeds" in said
    assert "no pair differs, so that at most 63 % of worlds do" in " ".join(said.split())
    first = {name: (out / name).read_bytes() for name in ("map.svg", "map.png", "map.csv")}
    again = panj("map", design, "--out", out, "--workers", "1", "--outcome", "posts_lost", "--json").stdout
    assert {name: (out / name).read_bytes() for name in first} == first
    with Image.open(out / "map.png") as picture:
        assert min(picture.size) > 300
    assert len(json.loads(again)) == len(pd.read_csv(out / "map.csv")) == 4
    assert "one of" in refused("map", design, "--out", out, "--outcome", "digest")
    design.write_text('scenario = "intro"\nregimes = ["csto-2010", "none"]\nseeds = 2\n', encoding="utf-8")
    assert "two factors" in refused("map", design, "--out", tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_a_map_plays_until_it_knows_enough_or_the_budget_ends_and_says_which(tmp_path: Path) -> None:
    """With a wide width the seeds of the design do; with a narrow one the budget ends, which is said with how many
    differences are known as well; fields then may have more seeds than others."""
    design = tmp_path / "map.toml"
    design.write_text(
        'scenario = "intro"\nregimes = ["csto-2010", "none", "automatic"]\nseeds = 10\n[factors]\n'
        "preparation_days = [1, 3]\npatrol_kmh = [2, 4]\n",
        encoding="utf-8",
    )
    asked = ("map", design, "--workers", "1", "--outcome", "losses_member")
    wide = panj(*asked, "--out", tmp_path / "wide", "--half-width", "1000").stdout
    assert "Played until every difference was known to within 1,000 either way: 120 games." in wide
    narrow = panj(*asked, "--out", tmp_path / "narrow", "--half-width", "0.001", "--budget", "200").stdout
    assert "The budget of 200 games ended first, after 180 games:" in narrow
    assert set(pd.read_csv(tmp_path / "narrow" / "map.csv").n) == {10, 20}
    assert "together with --half-width" in refused(*asked, "--out", tmp_path / "no", "--budget", "9")
