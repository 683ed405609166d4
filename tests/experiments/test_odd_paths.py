"""Folders and files may have any name that the disk allows: spaces, letters of other scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from panj.experiments import open_runs
from panj.tests.experiments.command import PANJ, ROOT

DESIGN = 'scenarios = ["my border"]\nregimes = ["csto-2010", "none"]\nseeds = 1\ndays = 1\n'
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0"}  # a system whose names are in ASCII alone


def in_folder(folder: Path, *words: str, env: dict[str, str] | None = None) -> str:
    """What the command prints in a folder."""
    command = [*PANJ, *words]
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT | (env or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with spaces and non-ASCII letters that holds a scenario with a space in its name."""
    folder = tmp_path / "Учения é 1" / "my war"
    (folder / "my border").mkdir(parents=True)
    (folder / "my border" / "scenario.toml").write_text('extends = "intro"\ntitle = "Граница"\n', encoding="utf-8")
    return folder


def test_a_game_is_saved_and_opened_under_any_name(here: Path) -> None:
    """Spaces and letters of another script in the folder, the scenario and the file."""
    said = in_folder(here, "run", "my border", "--days", "1", "--out", "игра one.json")
    assert "Saved game: игра one.json" in " ".join(said.split())
    load = "from panj.model.game import load; print(load('игра one.json').day)"
    done = subprocess.run(
        [sys.executable, "-c", load], cwd=here, env=ENVIRONMENT, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "1"


@pytest.mark.slow
def test_a_sweep_with_spawned_workers_and_its_report_take_any_name(here: Path) -> None:
    """Two processes, started by spawn as Windows and macOS start them, play a design whose paths have such names."""
    (here / "план one.toml").write_text(DESIGN, encoding="utf-8")
    in_folder(here, "sweep", "план one.toml", "--out", "out игры", "--workers", "2")
    assert (open_runs(here / "out игры").status == "ok").all()
    in_folder(here, "report", "out игры", "--out", "отчёт one.html")
    assert (here / "отчёт one.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.slow
def test_where_names_are_in_ascii_alone_a_report_shows_a_folder_as_it_is_called(here: Path) -> None:
    """A sweep and its report in a folder whose name the system's encoding has not."""
    (here / "plan.toml").write_text('scenario = "intro"\nregimes = ["none"]\nseeds = 2\ndays = 1\n')
    in_folder(here, "sweep", "plan.toml", "--out", "out игры", "--workers", "1", env=ASCII)
    in_folder(here, "report", "out игры", "--out", "report.html", env=ASCII)
    assert "out игры" in (here / "report.html").read_text(encoding="utf-8")


def test_a_name_that_the_system_cannot_write_is_one_line(here: Path) -> None:
    """A script that names a folder in letters that the system's encoding has not is told so, and what helps."""
    script = (
        "from panj.experiments.files import check_folder; from pathlib import Path; check_folder(Path('out \\xdc'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=here, env=ENVIRONMENT | ASCII, capture_output=True, text=True, timeout=120
    )
    assert "MachineError" in done.stderr
    assert "set PYTHONUTF8=1" in done.stderr
