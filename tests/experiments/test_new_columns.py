"""A column that is added, or read otherwise, leaves what was played as it is, and is empty in it and said to be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panj.border import cache
from panj.tests.test_stamps import PACKAGES, ROOT

BEGIN = """
import json
from pathlib import Path
from panj.experiments import Sweep, open_relation, open_runs
from panj.experiments.runs.compact import compact

def sweep(seeds):
    Sweep("intro", ["none", "majority"], seeds=seeds, days=1).run("out", workers=1, quiet=False)

def told(rows, *columns):
    rows = rows[["seed", *columns]].astype(object)
    print(json.dumps(rows.where(rows.notna(), None).to_dict("list")))

def show(*columns):
    told(open_runs("out", columns=columns), *columns)
"""
HALF = '    "half": CROSSINGS.column(SHARE, "half a post", lambda c: 0.5 + c.posts_lost),\n'
POSTS = '    "posts_lost": CROSSINGS.column(\n'


class Program:
    """A copy of the program that a modeller works on, with a store beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.columns = folder / "panj" / "model" / "record" / "outcomes.py"
        for name in PACKAGES:
            shutil.copytree(ROOT / name, folder / "panj" / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "__init__.py", folder / "panj")

    def edit(self, old: str, new: str) -> None:
        """Change the module of columns."""
        text = self.columns.read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.columns.write_text(text.replace(old, new), encoding="utf-8")

    def does(self, *lines: str) -> tuple[list[dict[str, list[Any]]], str]:
        """What a process of this program prints that does these things, and its standard error."""
        compiled = cache.folder()
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        environment |= {} if compiled is None else {"NUMBA_CACHE_DIR": str(compiled.parent)}
        run = [sys.executable, "-c", "\n".join([BEGIN, *lines])]
        done = subprocess.run(run, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.mark.slow
def test_a_sweep_outlives_a_new_column(tmp_path: Path) -> None:
    """No game is played anew for a column or for words about one: it is empty in what was played before and full in
    what comes after. A column that is read otherwise likewise. Data frame, relation and merged store agree."""
    program = Program(tmp_path)
    (before,), said = program.does("sweep(1)", "show('posts_lost', 'vetoes')")
    assert "playing 2 games" in said
    program.edit(POSTS, HALF + POSTS)
    program.edit("posts of the member lost", "posts of the member that are lost")
    (now, after), said = program.does("sweep(1)", "show('half', 'posts_lost', 'vetoes')", "sweep(2)", "show('half')")
    assert "playing 2 games" in said
    assert said.count("playing") == 1
    assert now == {"seed": [1, 1], "half": [None, None]} | before
    assert sorted(zip(after["seed"], after["half"], strict=True), key=str) == [(1, None), (1, None), (2, 0.5), (2, 0.5)]
    assert "half is empty in 2 of 2 games" in said
    assert "half is empty in 2 of 4 games" in said
    assert "posts_lost is empty" not in said
    program.edit("lambda h: h.vetoes", "lambda h: h.vetoes + 7")
    (frame, relation, merged), said = program.does(
        "show('half', 'vetoes', 'posts_lost')",
        "told(open_relation('out').df(), 'half', 'vetoes', 'posts_lost')",
        "compact(Path('out'))",
        "show('half', 'vetoes', 'posts_lost')",
    )
    assert frame == relation == merged
    assert frame["vetoes"] == [None] * 4
    assert "vetoes is empty in 4 of 4 games" in said
    program.edit("lambda h: h.vetoes + 7", "lambda h: h.vetoes")
    (again,), said = program.does("show('vetoes')")
    assert again["vetoes"] == [0, 0, 0, 0]
    assert "empty" not in said
