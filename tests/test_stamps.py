"""Stamps of the sources see every file: neither stale machine code nor an old result is taken for a new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from panj.scenarios.sources import stamp_of

ROOT = Path(__file__).parents[1]
PACKAGES = ("agents", "border", "experiments", "model", "scenarios", "treaty")
STAMPS = """
from panj import border
from panj.experiments.designs.inputs import program_stamp
print(border.__file__, border.source_stamp(), program_stamp())
"""


def stamps(root: Path) -> tuple[str, str]:
    """Stamps of the ground rules and of the program, as a process says that imports the copy in `root`."""
    environment = os.environ | {"PYTHONPATH": str(root.parent)}
    run = [sys.executable, "-c", STAMPS]
    out = subprocess.run(run, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert Path(out[0]).is_relative_to(root)
    return out[1], out[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program's sources."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / "panj" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "__init__.py", tmp_path / "panj")
    return tmp_path / "panj"


def plant(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("bite = 2.0\n")


def test_a_file_planted_in_a_subfolder_changes_both_stamps(copy: Path) -> None:
    """Whoever moves a rule into a subfolder gets it compiled anew, and runs stored before are not taken for its own."""
    ground, program = stamps(copy)
    plant(copy / "border" / "deep" / "deeper" / "rule.py")
    planted_ground, planted_program = stamps(copy)
    assert planted_ground != ground
    assert planted_program != program


def test_a_file_planted_in_any_layer_of_rules_changes_the_programs_stamp(copy: Path) -> None:
    """Agents, treaty, model, loader and treaty data count too, in subfolders as well; the ground's stamp stays."""
    seen = [stamps(copy)]
    for name in (
        "agents/own/a.py",
        "model/game/a.py",
        "treaty/b/c/a.py",
        "scenarios/d/a.py",
        "scenarios/treaty/e/a.toml",
    ):
        plant(copy / name)
        seen.append(stamps(copy))
    assert len({program for _, program in seen}) == len(seen)
    assert len({ground for ground, _ in seen}) == 1


def test_what_python_caches_does_not_change_a_stamp(tmp_path: Path) -> None:
    """Compiling or importing alone leaves the stamp as it was, or every run would compile again."""
    (tmp_path / "a.py").write_text("x = 1\n")
    before = stamp_of([tmp_path])
    made = tmp_path / "__pycache__"
    made.mkdir()
    (made / "a.py").write_text("x = 2\n")
    assert stamp_of([tmp_path]) == before
    (tmp_path / "a.py").write_text("x = 2\n")
    assert stamp_of([tmp_path]) != before
