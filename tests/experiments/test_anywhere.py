"""`panj` works wherever the user stands, in the folder of another Mesa project too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = "from panj.experiments.cli import main; main()"  # what the console script does
RIVALS = ("model.py", "agents.py", "app.py", "treaty.py", "border.py", "scenarios.py", "experiments/__init__.py")
DESIGN = 'scenario = "intro"\nregimes = ["none"]\nseeds = 2\ndays = 1\n'


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody else's, with modules of our packages' names."""
    for name in RIVALS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise RuntimeError('not ours')\n")
    (tmp_path / "design.toml").write_text(DESIGN)
    return tmp_path


@pytest.mark.parametrize("start", ["-m", "script"])
@pytest.mark.parametrize("on_the_path", [False, True])
def test_modules_of_our_names_do_no_harm(elsewhere: Path, start: str, on_the_path: bool) -> None:
    """A game plays as anywhere, by `panj` and by `python -m`, whether the folder is on PYTHONPATH as well or not."""
    path = [str(elsewhere)] * on_the_path
    words = ["-m", "panj"] if start == "-m" else ["-c", ENTRY]
    done = subprocess.run(
        [sys.executable, *words, "run", "intro", "--days", "1", "--seed", "1", "--json"],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["scenario"] == "intro"


@pytest.mark.slow
def test_workers_find_ours_too(elsewhere: Path) -> None:
    """A sweep from such a folder plays all its games in its workers."""
    done = subprocess.run(
        [sys.executable, "-m", "panj", "sweep", "design.toml", "--out", "out", "--workers", "2"],
        cwd=elsewhere,
        env=os.environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "not ours" not in done.stdout + done.stderr
