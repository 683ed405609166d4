"""The day on which people take their seats: checked like any other key, and no part of the war."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from panj.model import BorderModel
from panj.scenarios.load import load_scenario
from panj.scenarios.sources import content_of


def variant(folder: Path, begin: int) -> Path:
    """The small border with another day to begin on."""
    folder.mkdir()
    (folder / "scenario.toml").write_text(f'extends = "intro"\ntitle = "Late"\nbegin = {begin}\n', encoding="utf-8")
    return folder


def test_a_day_that_the_game_does_not_have_is_refused(tmp_path: Path) -> None:
    """`panj scenario check` says in one line which days there are, with status 2."""
    check = [sys.executable, "-m", "panj", "scenario", "check", str(variant(tmp_path / "late", 11))]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "begin must be a day of the game, from 1 to 10" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_each_scenario_says_itself_when_people_sit_down(tmp_path: Path) -> None:
    """A scenario that extends one with quiet first days begins on its own first day, unless it says otherwise."""
    assert load_scenario("tajikistan-2021").file.begin > 1
    assert load_scenario("intro").file.begin == 1
    assert load_scenario(variant(tmp_path / "late", 3)).file.begin == 3


def test_the_war_is_the_same_whenever_people_sit_down(tmp_path: Path) -> None:
    """Another `begin` changes neither what a game is played on nor what happens in it."""
    early, late = (load_scenario(variant(tmp_path / f"day-{day}", day)) for day in (1, 4))
    assert content_of(early) == content_of(late)
    assert early.file.begin != late.file.begin
    wars = [
        [(e.step, e.kind, e.reason) for e in BorderModel(scenario, seed=1).run().events] for scenario in (early, late)
    ]
    assert wars[0] == wars[1] != []
