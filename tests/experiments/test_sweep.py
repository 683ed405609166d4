"""Sweeps: nothing played twice, nothing lost, nothing mixed; with processes really killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import psutil
import pytest

from panj.experiments import Sweep, open_runs
from panj.experiments.designs.design import make_design
from panj.experiments.designs.worlds import resolve
from panj.experiments.files import locked
from panj.experiments.runs.play import play_chunk
from panj.experiments.runs.store import Store
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.errors import InputError
from panj.tests.experiments.command import PANJ, ROOT, panj, refused

DESIGN = 'scenario = "intro"\nregimes = ["csto-2010", "none"]\nseeds = 2\ndays = 1\n'
LONG = 'scenario = "tajikistan-2021"\nregimes = ["csto-2010", "none"]\nseeds = 36\ndays = 20\n'  # some seconds of work
GAMES = 72
COLUMNS = list(OUTCOMES)


def test_one_and_two_workers_give_the_same_table(tmp_path: Path) -> None:
    """However many processes play, the rows are the same, digests among them."""
    sweep = Sweep("intro", regimes=["csto-2010", "automatic"], seeds=3, days=3)
    alone = sweep.run(tmp_path / "one", workers=1, quiet=True)
    together = sweep.run(tmp_path / "two", workers=2, quiet=True)
    pd.testing.assert_frame_equal(alone[COLUMNS], together[COLUMNS])
    assert (alone.status == "ok").all()
    assert len(alone) == 6


def test_regimes_play_under_the_same_seeds(tmp_path: Path) -> None:
    """Every regime gets the same seeds, so that differences are paired."""
    runs = Sweep("intro", regimes=["csto-2010", "none"], seeds=[5, 2], days=1).run(tmp_path, workers=1, quiet=True)
    assert {r: sorted(rows.seed) for r, rows in runs.groupby("regime")} == {"csto-2010": [2, 5], "none": [2, 5]}


def test_a_second_call_plays_only_what_is_missing(tmp_path: Path) -> None:
    """A design that grows is played on from where it was; what is there is not touched."""
    Sweep("intro", regimes=["none"], seeds=2, days=1).run(tmp_path, workers=1, quiet=True)
    parts = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "runs").iterdir()}
    grown = Sweep("intro", regimes=["none"], seeds=3, days=1).run(tmp_path, workers=1, quiet=True)
    assert sorted(grown.seed) == [1, 2, 3]
    assert all((tmp_path / "runs" / name).stat().st_mtime_ns == when for name, when in parts.items())
    assert len(list((tmp_path / "runs").iterdir())) == len(parts) + 1


def test_results_of_a_changed_scenario_are_not_mixed_with_earlier_ones(tmp_path: Path) -> None:
    """When a scenario file changes, its games are played again, and the earlier results are no longer shown."""
    folder, out = tmp_path / "my-war", tmp_path / "out"
    panj("scenario", "new", folder, "--extends", "intro")
    sweep = Sweep(str(folder), regimes=["none"], seeds=2, days=2)
    before = sweep.run(out, workers=1, quiet=True)
    with (folder / "scenario.toml").open("a") as stream:
        stream.write("[parameters.patrol_kmh]\ntypical = 4.5\n")
    after = sweep.run(out, workers=1, quiet=True)
    assert set(before.run_id).isdisjoint(after.run_id)
    assert sorted(open_runs(out).run_id) == sorted(after.run_id)


def test_a_killed_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    """After kill -9 of everything, in the middle, a second call completes the design: no run lost, none twice."""
    design, out = tmp_path / "design.toml", tmp_path / "out"
    design.write_text(LONG)
    command = [*PANJ, "sweep", str(design), "--out", str(out), "--workers", "2"]
    first = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 200
    while time.monotonic() < until and first.poll() is None and not list(out.glob("runs/*.parquet")):
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    rescued = Store(out).done()
    assert 0 < len(rescued) < GAMES, "the kill came too early or too late to say anything"
    runs = Sweep.from_design(design).run(out, workers=1, quiet=True)
    assert len(runs) == GAMES
    assert runs.run_id.is_unique
    assert rescued <= {bytes.fromhex(i) for i in runs.run_id}
    assert not list(out.rglob("*.tmp")), "a second call clears away what the first left half-written"


@pytest.mark.both
@pytest.mark.slow
def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    """When one worker process is killed, the sweep goes on and ends complete."""
    design, out = tmp_path / "design.toml", tmp_path / "out"
    design.write_text(LONG)
    command = [*PANJ, "sweep", str(design), "--out", str(out), "--workers", "2", "--json"]
    driver = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    until = time.monotonic() + 200
    while time.monotonic() < until and driver.poll() is None and not list(out.glob("runs/*.parquet")):
        time.sleep(0.02)
    victim = next((c for c in psutil.Process(driver.pid).children() if "spawn_main" in " ".join(c.cmdline())), None)
    assert victim is not None, "no worker was found"
    victim.kill()
    printed, _ = driver.communicate(timeout=300)
    assert driver.returncode == 0
    assert json.loads(printed)
    runs = open_runs(out)
    assert len(runs) == GAMES
    assert runs.run_id.is_unique
    assert (runs.status == "ok").all()


@pytest.mark.parametrize("typed", [True, False])
def test_five_lines_of_script_need_no_main_guard(tmp_path: Path, typed: bool) -> None:
    """The script of the README plays on several workers as it stands: from a file, and typed into Python."""
    script = tmp_path / "script.py"
    script.write_text(
        "from panj.experiments import Sweep, compare\n"
        f"runs = Sweep('intro', regimes=['csto-2010', 'none'], seeds=4, days=2).run(out={str(tmp_path / 'out')!r})\n"
        "print(compare(runs, outcome='stability_mean', baseline='none'))\n"
    )
    words = [sys.executable, "-"] if typed else [sys.executable, str(script)]
    ran = subprocess.run(
        words,
        input=script.read_text() if typed else "",
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "stability_mean" in ran.stdout
    assert len(open_runs(tmp_path / "out")) == 8


def test_a_run_that_fails_costs_only_itself(tmp_path: Path) -> None:
    """A game that raises leaves a row that says why and is not taken for done; the others of its chunk are played."""
    plan, worlds = resolve(make_design("test", scenario="intro", regimes=["none"], seeds=2, days=1))
    store = Store(tmp_path)
    store.hold(plan)
    good, bad = plan.runs()
    broken = replace(bad, seed=-5)
    played = play_chunk([broken, good], worlds, str(tmp_path), keep_series=False)
    assert (played.runs, len(played.errors)) == (2, 1)
    runs = open_runs(tmp_path, all=True).set_index("seed")
    assert runs.status.to_dict() == {-5: "error", 1: "ok"}
    assert "seed" in runs.error[-5]
    assert store.done() == {bytes.fromhex(good.id)}


def test_two_sweeps_in_one_folder_are_refused(tmp_path: Path) -> None:
    """A second driver in the same folder is told that a sweep is running there."""
    (tmp_path / "design.toml").write_text(DESIGN)
    with locked(tmp_path / "out"):
        said = refused("sweep", tmp_path / "design.toml", "--out", tmp_path / "out")
    assert "another panj is writing here" in said


def test_factors_cross() -> None:
    """A design with two factors plays every combination under every regime and seed."""
    design = make_design(
        "test", scenario="intro", regimes=["none"], seeds=2, factors={"patrol_kmh": [2, 4], "patrol_men": [20, 30, 40]}
    )
    plan, _ = resolve(design)
    runs = list(plan.runs())
    assert plan.size == len(runs) == 12
    assert len({r.id for r in runs}) == 12


def test_an_unknown_scenario_is_refused_before_playing(tmp_path: Path) -> None:
    """A script with a mistyped scenario fails at once, in one line."""
    with pytest.raises(InputError, match="atlantis"):
        Sweep("atlantis", regimes=["none"], seeds=1).run(tmp_path / "out")
    assert not (tmp_path / "out").exists()
