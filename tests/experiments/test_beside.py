"""Two sweeps side by side: what differs between their designs in words, and what their games come to, paired."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from panj.experiments import Sweep, open_runs
from panj.experiments.designs.design import make_design
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.worlds import resolve
from panj.experiments.report.apart import apart, together
from panj.experiments.report.beside import write_beside
from panj.experiments.report.sides import Matched, held_against
from panj.tests.experiments.command import panj, refused

NAMES = ("A", "B")
FIRST = {"scenario": "intro", "regimes": ["csto-2010", "none"], "seeds": 6, "days": 8}


def plan_of(**changed: object) -> Plan:
    return resolve(make_design("test", **(FIRST | changed)))[0]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same sweep twice, one with other patrols, fewer seeds and another regime, one of another scenario."""
    folder = tmp_path_factory.mktemp("stores")
    designs = {
        "first": FIRST,
        "again": FIRST,
        "other": FIRST | {"parameters": {"patrol_kmh": 1}, "seeds": [2, 3, 4, 5, 9], "regimes": ["none", "majority"]},
        "points": FIRST | {"seeds": 2, "factors": {"patrol_kmh": [2, 4]}},
    }
    for name, design in designs.items():
        Sweep(**design).run(folder / name, workers=1, quiet=True)
    return {name: folder / name for name in designs}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"scenario": "tajikistan-2021"}, "Only B plays scenario tajikistan-2021."),
        ({"regimes": ["none", "majority"]}, "Only A plays regime csto-2010."),
        ({"days": 9}, "A war lasts 8 days in A, 9 in B."),
        ({"set": {"patrol_kmh": 3}}, "patrol_kmh is as the scenario has it in A and is 3 in B."),
        ({"factors": {"patrol_kmh": [2, 4]}}, "patrol_kmh is not varied in A and takes 2 / 4 in B."),
        ({"seeds": [2, 3, 99]}, "A has seeds 1 to 6, B the seeds 2, 3 and 99; 2 are in common."),
        ({"named": {"slow": {"patrol_kmh": 1}}}, "slow is no point in A and is the point patrol_kmh 1 in B."),
    ],
)
def test_what_differs_between_designs_is_said_in_words(changed: dict[str, object], said: str) -> None:
    """Scenario, regimes, length, set values, factors, seeds and named points in a sentence each; equal ones in none."""
    assert said in apart(plan_of(), plan_of(**changed), NAMES)
    assert apart(plan_of(**changed), plan_of(**changed), NAMES) == []


def test_another_version_of_the_program_is_said() -> None:
    """Sweeps of two versions are not taken for the same, and not for the same version."""
    other = plan_of().model_copy(update={"rules": "0" * 32})
    assert "different versions of the program" in apart(plan_of(), other, NAMES)[0]
    assert "version" not in together(plan_of(), other)
    assert "the same version of the program" in together(plan_of(), plan_of())


def test_the_same_sweep_twice_differs_in_nothing(stores: dict[str, Path], tmp_path: Path) -> None:
    """Equal designs come to equal games, and the page says that once, with no table and no figure of zeros."""
    text = write_beside(stores["first"], stores["again"], tmp_path / "page.html").read_text(encoding="utf-8")
    assert "their designs are the same" in text
    assert "every game that both have came to the same" in text
    assert "<img" not in text
    assert "<table" not in text


def test_a_page_of_two_sweeps_fetches_nothing_and_has_its_data_beside(stores: dict[str, Path], tmp_path: Path) -> None:
    """Every picture is in the page and told in words; SVG, PNG and CSV lie in the folder that it names."""
    page = tmp_path / "page.html"
    panj("report", stores["first"], stores["other"], "--out", page)
    text = page.read_text(encoding="utf-8")
    assert all(s.startswith("data:") for s in re.findall(r'(?:src|href)="([^"]*)"', text))
    assert all(len(alt) > 30 for alt in re.findall(r'<img alt="([^"]*)"', text))
    assert text.count("<img") == 2
    assert "4 pairs for a comparison" in text
    names = {p.name for p in (tmp_path / "page-figures").glob("[!.]*")}
    assert {f"{n}.{e}" for n in ("differences", "means") for e in ("svg", "png", "csv")} | {"comparisons.csv"} == names
    assert "page-figures" in text


def test_means_and_differences_are_those_of_the_games(stores: dict[str, Path], tmp_path: Path) -> None:
    """A regime that both have is paired by the seeds that both have; one that only one has has no difference."""
    write_beside(stores["first"], stores["other"], tmp_path / "page.html")
    table = pd.read_csv(tmp_path / "page-figures" / "comparisons.csv").set_index(["outcome", "regime"])
    a, b = (open_runs(stores[n], quiet=True) for n in ("first", "other"))
    x, y = (r[r.regime == "none"].set_index("seed").stability_mean for r in (a, b))
    row = table.loc[("stability_mean", "none")]
    assert row.n == 4
    assert row.mean_a == pytest.approx(x.mean(), rel=1e-4)
    assert row.difference == pytest.approx((y - x).dropna().mean(), rel=1e-4)
    assert np.isnan(table.loc[("stability_mean", "majority")].difference)


def test_points_are_averaged_within_a_seed_and_unpaired_games_say_so(stores: dict[str, Path], tmp_path: Path) -> None:
    """Many points of few seeds make no more pairs than there are seeds; without a point in common nothing is paired."""
    runs = open_runs(stores["points"], quiet=True)
    shifted = runs.assign(stability_mean=runs.stability_mean + 1.0)
    rows = held_against([Matched("intro", runs, shifted, 2, 0)], ["stability_mean"])
    assert set(rows.n) == {2}
    assert rows.difference.to_list() == pytest.approx([1.0, 1.0])
    text = write_beside(stores["first"], stores["points"], tmp_path / "page.html").read_text(encoding="utf-8")
    assert "share no seeds, or no points" in text


def test_no_difference_is_found_where_there_is_none() -> None:
    """Of 60 pairs of sweeps that differ by chance alone, at most 8 are told apart in anything: expected are 3, and 9 or
    more come out less than once in two hundred such trials."""
    dice = np.random.default_rng(1)
    wrong = 0
    for _ in range(60):
        games = pd.DataFrame({"regime": ["none"] * 12 + ["other"] * 12, "seed": [*range(12)] * 2})
        a, b = (games.assign(x=dice.normal(size=24), y=dice.normal(size=24)) for _ in range(2))
        wrong += bool(held_against([Matched("w", a, b, 1, 0)], ["x", "y"]).told.any())
    assert wrong <= 8


def test_sweeps_with_nothing_in_common_are_refused(stores: dict[str, Path], tmp_path: Path) -> None:
    """Several scenarios, none of which the other has, are one line; so is a second folder that is no store."""
    Sweep(["intro", "tajikistan-2021"], ["none"], seeds=1, days=1).run(tmp_path / "two", workers=1, quiet=True)
    Sweep("batken-1999", ["none"], seeds=1, days=1).run(tmp_path / "one", workers=1, quiet=True)
    assert "a scenario in common" in refused("report", tmp_path / "two", tmp_path / "one")
    assert "no manifest.json" in refused("report", stores["first"], tmp_path)


def test_numbers_injects_and_norms_that_differ_are_named(tmp_path: Path) -> None:
    """Of a scenario and a regime that were changed between two sweeps, the page names each number, inject and norm with
    both values, though the files as they were are gone; so does the check of a scenario that extends another."""
    war, rules = tmp_path / "war", tmp_path / "rules.toml"
    war.mkdir()
    for name, typical, rounds in (("before", 3, 1), ("after", 5, 3)):
        (war / "scenario.toml").write_text(
            f'extends = "intro"\ntitle = "{name}"\n[parameters.patrol_kmh]\ntypical = {typical}\n', encoding="utf-8"
        )
        rules.write_text(
            f'name = "rules"\ntitle = "{name}"\nextends = "csto-2010"\nrounds = {rounds}\nsource = "what-if"\n'
            '[because]\nrounds = "A trial."\n',
            encoding="utf-8",
        )
        if name == "after":
            row = "date,kind,who,what,amount,note\n2021-06-03,equipment,RUS,,0.5,late\n"
            (war / "injects.csv").write_text(row, encoding="utf-8")
        Sweep(war, [rules], seeds=1, days=1).run(tmp_path / name, workers=1, quiet=True)
    text = write_beside(tmp_path / "before", tmp_path / "after", tmp_path / "page.html").read_text(encoding="utf-8")
    assert "parameters.patrol_kmh.typical is 3 in before and 5 in after." in text
    assert "injects.1 is nothing in before and date 2021-06-03, kind equipment, who RUS, amount 0.5 in after." in text
    assert "rounds is 1 in before and 3 in after." in text
    said = panj("scenario", "check", war).stdout
    assert "It extends intro and differs from it in 2 ways:" in said
    assert "- Inject only in war: date 2021-06-03, kind equipment, who RUS, amount 0.5." in said
