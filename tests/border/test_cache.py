"""Machine code of the rules is kept, and a cache that is damaged, locked or missing costs time and a line, no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from panj.border import cache, outlook
from panj.border.compiled import quick
from panj.border.strength import worth

ROOT = Path(__file__).parents[2]
TIRED = "from panj.border import rules; print(rules.tired(0.5))"


def ask(root: Path = ROOT, **environment: str) -> tuple[str, list[str]]:
    """What a fresh process prints that uses one small rule, and the lines on its standard error."""
    variables = os.environ | {"PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"} | environment
    done = subprocess.run(
        [sys.executable, "-c", TIRED], cwd=root, env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.strip(), done.stderr.splitlines()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file in which a cache of its own keeps the rule, written by a first start."""
    answer, lines = ask(NUMBA_CACHE_DIR=str(tmp_path))
    assert answer == "0.75"
    assert len(lines) == 1
    assert "compiling the ground rules" in lines[0]
    return tmp_path / f"rules-{cache.stamp()}" / "panj.border.rules.tired.code"


def test_a_second_start_says_nothing(kept: Path) -> None:
    """What was compiled once is taken from the cache without a word."""
    assert ask(NUMBA_CACHE_DIR=str(kept.parents[1])) == ("0.75", [])


@pytest.mark.parametrize("damage", ["emptied", "cut short", "one bit flipped", "another program's"])
def test_a_damaged_cache_is_made_anew_with_a_line(kept: Path, damage: str) -> None:
    """Whatever happened to a file of the cache, the rule works, one line says so, and the next start is silent."""
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(
        {
            "emptied": b"",
            "cut short": kept.read_bytes()[:-100],
            "one bit flipped": bytes(content),
            "another program's": cache._seal(b"x") + b"x",
        }[damage]
    )
    answer, lines = ask(NUMBA_CACHE_DIR=str(kept.parents[1]))
    assert answer == "0.75"
    assert ["damaged" in line for line in lines] == [True, False]
    assert ask(NUMBA_CACHE_DIR=str(kept.parents[1])) == ("0.75", [])


def test_an_installation_that_cannot_be_written_works_from_a_temporary_folder(tmp_path: Path) -> None:
    """No cache beside the package and none at home: a line, a temporary folder, and nothing left in it afterwards."""
    for name in ("border", "scenarios"):
        shutil.copytree(ROOT / name, tmp_path / "panj" / name, ignore=shutil.ignore_patterns("__pycache__", "*.csv"))
    shutil.copy(ROOT / "__init__.py", tmp_path / "panj")
    (tmp_path / "panj" / "border" / "__pycache__").write_text("a file, so that no folder can be made here")
    home = tmp_path / "home"
    home.write_text("a file as well")
    spare = tmp_path / "spare"
    spare.mkdir()
    answer, lines = ask(tmp_path, HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), TMPDIR=str(spare))
    assert answer == "0.75"
    assert sum("no folder for compiled rules can be written" in line for line in lines) == 1
    assert list(spare.iterdir()) == []


def test_an_array_of_the_wrong_type_is_refused() -> None:
    """A rule takes the arrays that it says: floats of another size are refused and never read as something else."""
    around = quick(outlook.around)
    assert around(np.array([1.0, 2.0, 4.0]), 2) == 6.0
    with pytest.raises(TypeError, match="around"):
        quick(outlook.around)(np.array([1.0, 2.0, 4.0], np.float32), 2)


def test_plain_python_needs_no_cache(tmp_path: Path) -> None:
    """With NUMBA_DISABLE_JIT=1 nothing is compiled and nothing is kept."""
    assert ask(NUMBA_DISABLE_JIT="1", NUMBA_CACHE_DIR=str(tmp_path)) == ("0.75", [])
    assert list(tmp_path.iterdir()) == []


def test_a_rule_that_only_rules_call_is_no_way_in() -> None:
    """Python that calls a rule without a way in from there gets one line, and never whatever lies at address nought."""
    with pytest.raises(TypeError, match=r"worth: only rules call it; @entry below @rule"):
        worth(None, 0)
    with pytest.raises(TypeError, match=r"worth: only rules call it"):
        quick(worth)
