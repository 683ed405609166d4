"""`panj sensitivity`: what a design's factors move, on stores that resume, and what does nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from panj.experiments.analysis.sensitivity import read_study
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import panj, refused

DESIGN = """
scenario = "intro"
regimes = ["csto-2010", "none"]
seeds = 4
[factors]
preparation_days = [1, 4]
equipment_days = {}
"commands.taliban.intent_to_cross" = { low = 0.0, high = 0.3 }
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, object]]:
    """A small study: the design, its folder, and what the command said as JSON."""
    folder = tmp_path_factory.mktemp("study")
    design = folder / "design.toml"
    design.write_text(DESIGN, encoding="utf-8")
    words = ("sensitivity", design, "--out", folder / "out", "--workers", "1", "--trajectories", "4", "--samples", "8")
    said = panj(*words, "--outcome", "incursions_through", "--json").stdout
    return design, folder / "out", json.loads(said)


def test_what_moves_and_what_does_nothing(played: tuple[Path, Path, dict[str, object]]) -> None:
    """The wish to cross moves crossings, the days of equipment change no game; the CSV says the same as the JSON."""
    _, out, said = played
    table = pd.read_csv(out / "morris.csv")
    assert json.loads(table.to_json(orient="records")) == said["morris"]
    mine = table[table.regime == "csto-2010"].set_index("factor")
    assert mine.verdict["commands.taliban.intent_to_cross"] == "beyond chance"
    assert mine.verdict["equipment_days"] == "nothing"
    assert "No game changes with: equipment_days." in said["said"]


def test_the_same_command_plays_nothing_again(
    played: tuple[Path, Path, dict[str, object]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A second call finds its games in the store and says the same."""
    design, out, said = played
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")}
    words = ("sensitivity", design, "--out", out, "--workers", "1", "--trajectories", "4", "--samples", "8")
    assert json.loads(panj(*words, "--outcome", "incursions_through", "--json").stdout) == said
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*.parquet")} == before


def test_differences_between_regimes_can_be_asked_about(played: tuple[Path, Path, dict[str, object]]) -> None:
    """In ten days no help comes: nothing moves the difference from no treaty, and Sobol indices are of all factors."""
    design, out, _ = played
    words = ("sensitivity", design, "--out", out, "--workers", "1", "--samples", "8", "--method", "sobol")
    said = json.loads(panj(*words, "--outcome", "delivered_men", "--baseline", "none", "--json").stdout)
    assert {row["factor"] for row in said["sobol"]} == {
        "preparation_days",
        "equipment_days",
        "commands.taliban.intent_to_cross",
    }
    assert all(row["ST"] == 0.0 and row["baseline"] == "none" for row in said["sobol"])
    assert "the same at every point" in said["said"][0]


def test_regional_sensitivity_on_a_finished_sweep(tmp_path: Path) -> None:
    """Any sampled sweep will do; its table lies beside its games."""
    design = tmp_path / "lhs.toml"
    design.write_text(
        'scenario = "intro"\nregimes = ["none"]\nseeds = 1\ndesign = "lhs"\nsamples = 40\n[factors]\n'
        'equipment_days = {}\n"commands.taliban.intent_to_cross" = { low = 0.0, high = 0.5 }\n',
        encoding="utf-8",
    )
    panj("sweep", design, "--out", tmp_path / "s", "--workers", "1")
    said = panj("sensitivity", tmp_path / "s", "--outcome", "incursions_attempted").stdout
    table = pd.read_csv(tmp_path / "s" / "regional.csv").set_index("factor")
    assert bool(table.told["commands.taliban.intent_to_cross"])
    assert "commands.taliban.intent_to_cross" in said


def test_without_factors_all_parameters_are_sampled(tmp_path: Path) -> None:
    """A design of scenario, regimes and seeds asks about every parameter that has a range."""
    design = tmp_path / "all.toml"
    design.write_text('scenario = "intro"\nregimes = ["none"]\nseeds = 2\n', encoding="utf-8")
    axes = read_study(design).axes
    assert len(axes) > 60
    assert (axes["patrol_kmh"].at(0.0), axes["patrol_kmh"].at(1.0)) == (axes["patrol_kmh"].low, axes["patrol_kmh"].high)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ('design = "lhs"\nsamples = 4\n', "sensitivity draws its own points"),
        ("[factors]\ndemand = ['none', 'basing']\n", "numbers"),
        ("[factors]\npatrol_kmh = [4]\n", "low below high"),
        ("[factors]\npatrol_kmh = { low = 0.1, high = 9000 }\n", "a number from"),
    ],
)
def test_what_cannot_be_sampled_is_refused(tmp_path: Path, text: str, allowed: str) -> None:
    """One line with what is allowed, before the first game."""
    design = tmp_path / "bad.toml"
    design.write_text(f'scenario = "intro"\nregimes = ["none"]\nseeds = 2\n{text}', encoding="utf-8")
    with pytest.raises(InputError, match=allowed):
        read_study(design)


def test_options_that_do_not_fit_are_refused(played: tuple[Path, Path, dict[str, object]], tmp_path: Path) -> None:
    """Samples are a power of two, a baseline is one of the design's regimes, outcomes are numbers."""
    design, out, _ = played
    assert "power of two" in refused("sensitivity", design, "--out", out, "--samples", "9")
    assert "Choose one of: " in refused("sensitivity", design, "--out", out, "--baseline", "majority")
    assert "one of" in refused("sensitivity", design, "--out", out, "--outcome", "digest")
    assert "a folder" in refused("sensitivity", design)
