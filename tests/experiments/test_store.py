"""What a store holds: the runs of its design, told apart by everything they hang on, and nothing that is damaged."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest

from panj.experiments import Sweep, compare, open_runs
from panj.experiments.runs import executor
from panj.experiments.runs.compact import compact
from panj.experiments.runs.parts import DamagedError, read_part, write_part
from panj.experiments.runs.play import killed
from panj.experiments.runs.store import Store, open_series
from panj.model.record.outcomes import OUTCOMES
from panj.scenarios.errors import InputError
from panj.scenarios.meant import HOME
from panj.tests.experiments.command import panj, refused

COLUMNS = list(OUTCOMES)


def swept(out: Path, seeds: int = 2, regimes: tuple[str | Path, ...] = ("none",), **more: object) -> pd.DataFrame:
    """A small sweep of the introduction, played here."""
    return Sweep("intro", regimes=regimes, seeds=seeds, **({"days": 1} | more)).run(out, workers=1, quiet=True)


def design(folder: Path, **settings: object) -> Path:
    """A design file of the introduction."""
    path = folder / "design.toml"
    lines = {"scenario": "intro", "regimes": ["none"], "seeds": 2, "days": 1} | settings
    path.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items()))
    return path


def own_regime(path: Path, draft_days: float = 10.0) -> Path:
    """A regime of one's own, named mine: the treaty with another time for drafts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        'name = "mine"\ntitle = "My own"\nextends = "csto-2010"\nsource = "a test"\n'
        f"[deadlines]\nDRAFT = {draft_days}\n"
    )
    return path


# -- which runs are shown and paired -----------------------------------------------------------------------------------
def test_a_folder_shows_the_design_it_holds_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After a second design, only its runs are shown and paired; what else lies there is said, and given on request."""
    swept(tmp_path, days=4)
    runs = swept(tmp_path, regimes=("none", "majority"), days=2)
    assert "it now holds" in capsys.readouterr().err
    opened = open_runs(tmp_path)
    said = capsys.readouterr().err
    assert "2 games of other designs" in said
    assert "4 days" in said
    assert len(said.splitlines()) == 1
    assert set(opened.days) == {2}
    pd.testing.assert_frame_equal(opened, runs)
    difference = compare(opened, "stability_mean").set_index("regime").difference
    assert difference["majority"] == pytest.approx(0.0)
    assert sorted(open_runs(tmp_path, all=True).days) == [2, 2, 2, 2, 4, 4]


def test_games_of_different_length_or_parameters_make_no_pair(tmp_path: Path) -> None:
    """Even in a table of everything that lies in a folder, a game of four days is never set against one of two."""
    swept(tmp_path, days=2)
    swept(tmp_path, regimes=("majority",), days=4)
    swept(tmp_path, regimes=("majority",), days=2, parameters={"patrol_kmh": 4.0})
    everything = open_runs(tmp_path, all=True, quiet=True)
    assert compare(everything, "stability_mean").n.sum() == 0
    swept(tmp_path, regimes=("majority",), days=2)
    assert compare(open_runs(tmp_path, all=True, quiet=True), "stability_mean").n.sum() == 2


def test_levels_of_a_factor_are_told_apart(tmp_path: Path) -> None:
    """Each level of a factor has lines of its own in sweep, compare and report, and a column in the table of runs."""
    path = design(tmp_path, regimes=["none", "majority"])
    path.write_text(path.read_text() + "[factors]\npatrol_kmh = [2, 4]\n")
    out = tmp_path / "out"
    rows = json.loads(panj("sweep", path, "--out", out, "--workers", "1", "--json").stdout)
    assert {r["point"] for r in rows} == {"patrol_kmh=2", "patrol_kmh=4"}
    assert {r["runs"] for r in rows} == {2}
    rows = json.loads(panj("compare", out, "--outcome", "posts_lost", "--json").stdout)
    assert [(r["point"], r["n"]) for r in rows] == [("patrol_kmh=2", 2), ("patrol_kmh=4", 2)]
    assert sorted(open_runs(out).patrol_kmh.unique()) == [2.0, 4.0]
    panj("report", out)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "patrol_kmh=2" in page
    assert "patrol_kmh=4" in page


def test_a_design_that_is_half_played_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever looks into a folder while its sweep was stopped is told how many games are missing."""
    swept(tmp_path, seeds=2)
    (first,) = (tmp_path / "runs").iterdir()
    swept(tmp_path, seeds=4)
    first.unlink()
    capsys.readouterr()
    assert len(open_runs(tmp_path)) == 2
    assert "2 of the 4 games of its design are not played yet" in capsys.readouterr().err


# -- things of one name ------------------------------------------------------------------------------------------------
def test_two_regimes_of_one_name_are_refused(tmp_path: Path) -> None:
    """A copy of a regime with one rule changed and the name forgotten is refused, with both files named."""
    one = own_regime(tmp_path / "a" / "mine.toml")
    two = own_regime(tmp_path / "b" / "mine.toml", 20.0)
    with pytest.raises(InputError) as refusal:
        swept(tmp_path / "out", regimes=(one, two))
    assert str(one) in str(refusal.value)
    assert str(two) in str(refusal.value)
    assert not (tmp_path / "out").exists()


def test_a_regime_named_twice_is_refused(tmp_path: Path) -> None:
    """The same regime by name and by path, or twice by name, would be played twice and counted as two."""
    with pytest.raises(InputError, match="twice"):
        swept(tmp_path / "out", regimes=("none", "none"))
    with pytest.raises(InputError, match="twice"):
        swept(tmp_path / "out", regimes=("none", HOME / "regimes" / "none.toml"))


def test_two_scenarios_of_one_name_are_refused(tmp_path: Path) -> None:
    """Two folders with the same last name and different content in one design are refused."""
    for place in "ab":
        panj("scenario", "new", tmp_path / place / "war", "--extends", "intro")
    with (tmp_path / "b" / "war" / "scenario.toml").open("a") as stream:
        stream.write("[parameters.patrol_kmh]\ntypical = 4.5\n")
    with pytest.raises(InputError, match="two of the name war"):
        Sweep([tmp_path / "a" / "war", tmp_path / "b" / "war"], ["none"], 1, days=1).run(tmp_path / "out", workers=1)


def test_a_sweep_of_ones_own_files_can_be_reported(tmp_path: Path) -> None:
    """Regimes and scenarios given by path are found again by the report; once they have changed, it refuses."""
    regime = own_regime(tmp_path / "mine.toml")
    panj("scenario", "new", tmp_path / "war", "--extends", "intro")
    out = tmp_path / "out"
    Sweep(tmp_path / "war", [regime], 2, days=1).run(out, workers=1, quiet=True)
    panj("report", out)
    own_regime(regime, 20.0)
    assert "changed since it was played" in refused("report", out)


# -- folders and files that are not what they should be ----------------------------------------------------------------
def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    pd.DataFrame({"run_id": ["x"], "status": ["ok"]}).to_parquet(path)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", [cut, empty, foreign, flipped])
def test_a_damaged_part_is_refused_and_mended_by_sweeping_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """compare and report name the part and say what to do; sweep sets it aside and plays its games again."""
    path, out = design(tmp_path), tmp_path / "out"
    panj("sweep", path, "--out", out, "--workers", "1")
    before = open_runs(out)
    part = next(iter((out / "runs").glob("*.parquet")))
    damage(part)
    for command in ("compare", "report"):
        said = panj(command, out, status=1).stderr
        assert part.name in said
        assert "panj sweep" in said
        assert len(said.splitlines()) == 1
    again = panj("sweep", path, "--out", out, "--workers", "1")
    assert "set aside as" in again.stderr
    assert [p.name for p in (out / "runs").glob("*.damaged")] == [f"{part.name}.damaged"]
    pd.testing.assert_frame_equal(open_runs(out)[COLUMNS], before[COLUMNS])


def test_no_flipped_bit_changes_a_number_unnoticed(tmp_path: Path) -> None:
    """Of 1,000 single bits flipped anywhere in a part, each is noticed."""
    swept(tmp_path)
    (part,) = (tmp_path / "runs").iterdir()
    data = part.read_bytes()
    dice = random.Random(8)
    for _ in range(1000):
        place, bit = dice.randrange(len(data)), dice.randrange(8)
        part.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
        with pytest.raises(DamagedError):
            read_part(part)


@pytest.mark.parametrize("damage", [cut, empty])
def test_a_truncated_manifest_is_refused_and_written_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """A manifest that a full disk cut short costs no game: sweep writes it anew, the others say that it must."""
    path, out = design(tmp_path), tmp_path / "out"
    panj("sweep", path, "--out", out, "--workers", "1")
    parts = {p.name: p.stat().st_mtime_ns for p in (out / "runs").iterdir()}
    damage(out / "manifest.json")
    assert "manifest.json" in panj("compare", out, status=1).stderr
    panj("sweep", path, "--out", out, "--workers", "1")
    assert {p.name: p.stat().st_mtime_ns for p in (out / "runs").iterdir()} == parts
    assert len(open_runs(out)) == 2


@pytest.mark.parametrize("text", ['{"name": "web app", "icons": []}', '{"name": "web', "not JSON at all", "[]"])
def test_another_programs_manifest_is_never_touched(tmp_path: Path, text: str) -> None:
    """A folder with a manifest.json of another program, whole or not, is refused, and nothing in it changes."""
    out = tmp_path / "site"
    out.mkdir()
    (out / "manifest.json").write_text(text)
    refused("sweep", design(tmp_path), "--out", out)
    refused("compare", out)
    assert {p.name: p.read_text() for p in out.iterdir()} == {"manifest.json": text}


def test_a_folder_that_is_no_store_is_never_written_to(tmp_path: Path) -> None:
    """A folder with other things in it, or a file in its place, is refused and left as it was."""
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    assert "empty folder" in refused("sweep", design(tmp_path), "--out", out)
    assert [p.name for p in out.iterdir()] == ["chapter.txt"]
    panj("sweep", design(tmp_path), "--out", out / "chapter.txt", status=1)


# -- designs that make no sense ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ("seeds = true", "seeds"),
        ("seeds = 0", "seeds"),
        ("seeds = [9223372036854775808]", "seeds"),
        ("seeds = [1, 1]", "seeds"),
        ("seeds = []", "seeds"),
        ("seeds = [true]", "seeds"),
        ("seeds = 2.5", "seeds"),
        ("seeds = 1000000000", "--yes"),
        ("seeds = 2\ndays = true", "days"),
        ("seeds = 2\nsource = 'x'", "source"),
        ("seeds = 2\nfactors.patrol_kmh = []", "factors.patrol_kmh"),
        ("seeds = 2\nfactors.patrol_kmh = [2, 2]", "patrol_kmh"),
        ("seeds = 2\nfactors.patrol_kmh = [2, nan]", "patrol_kmh"),
        ("seeds = 2\nfactors.patrol_kmh = [2, 4000]", "patrol_kmh"),
        ("seeds = 2\nfactors.patrol_kmh = [2, 4]\nset.patrol_kmh = 3", "patrol_kmh"),
    ],
)
def test_designs_without_sense_are_refused_before_anything_is_made(tmp_path: Path, lines: str, named: str) -> None:
    """One line that names the key; no folder is left, and nothing grows in silence."""
    path = tmp_path / "design.toml"
    path.write_text(f'scenario = "intro"\nregimes = ["none"]\n{lines}\n')
    assert named in refused("sweep", path, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_factorial_that_explodes_asks_first(tmp_path: Path) -> None:
    """Fourteen factors of three values are 4,782,969 games: said at once, and not played without --yes."""
    names = [n for n, p in json_parameters().items() if p["low"] < p["typical"] < p["high"]][:14]
    factors = {n: [json_parameters()[n][k] for k in ("low", "typical", "high")] for n in names}
    with pytest.raises(InputError, match="4,782,969 games"):
        swept(tmp_path / "out", seeds=1, factors=factors)


def json_parameters() -> dict[str, dict[str, float]]:
    rows = json.loads(panj("scenario", "show", "intro", "--json").stdout)
    return {r["parameter"]: r for r in rows}


def test_sweep_takes_paths_and_numpy(tmp_path: Path) -> None:
    """A scenario and regimes may be paths, seeds and levels arrays or ranges."""
    import numpy as np

    sweep = Sweep(
        HOME / "intro",
        [HOME / "regimes" / "none.toml"],
        seeds=np.arange(1, 3),
        days=1,
        factors={"patrol_kmh": np.array([2.0, 4.0])},
    )
    assert len(sweep.run(tmp_path, workers=1, quiet=True)) == 4


# -- schedulers and killed games ---------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "tcp://", "http://127.0.0.1:9"])
def test_a_scheduler_that_is_not_there_is_one_line(tmp_path: Path, address: str) -> None:
    """An address without a scheduler, or that is none, is refused within seconds; nothing hangs."""
    status = 1 if address.startswith("tcp://1") else 2
    said = panj("sweep", design(tmp_path), "--out", tmp_path / "out", "--scheduler", address, status=status).stderr
    assert address in said
    assert len(said.splitlines()) == 1


def test_something_else_that_listens_is_no_scheduler(tmp_path: Path) -> None:
    """A web server, or one that never says a word, at the address is told from a scheduler."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with patch.object(executor, "REACHED_S", 2.0):
            said = panj("sweep", design(tmp_path), "--out", tmp_path / "out", "--scheduler", address, status=1).stderr
    assert "no dask scheduler answers" in said


SWEEPER = """
import sys
from pathlib import Path
from panj.experiments import Sweep
from panj.experiments.runs import local

if __name__ == "__main__":
    local.PRELOAD.append(Path(sys.argv[1]).read_text())
    Sweep("intro", ["none"], seeds=12, days=1).run(sys.argv[2], workers=2, quiet=True)
"""
POISON = """
import os, signal
from panj.experiments.runs import play
def deadly(run, *rest, play=play.play):
    if run.seed == 7: os.kill(os.getpid(), signal.SIGKILL)
    return play(run, *rest)
play.play = deadly
"""


@pytest.mark.slow
def test_a_game_that_kills_its_worker_leaves_a_row(tmp_path: Path) -> None:
    """The game is named, its row says killed, all others are played, and the same command plays it again."""
    (tmp_path / "sweeper.py").write_text(SWEEPER)
    (tmp_path / "poison.py").write_text(POISON)
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "sweeper.py", "poison.py", out], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "failed: intro none seed 7: killed its process, or stood still" in done.stderr
    status = open_runs(out).set_index("seed").status
    assert status.to_dict() == {s: "killed" if s == 7 else "ok" for s in range(1, 13)}
    again = Sweep("intro", ["none"], seeds=12, days=1).run(out, workers=1, quiet=True)
    assert (again.status == "ok").all()
    assert len(again) == 12


def test_a_dry_run_says_what_a_sweep_would_do_and_leaves_no_trace(tmp_path: Path) -> None:
    """How many games, how many are left, how long and how large; what is there is counted, and nothing is written."""
    path, out = design(tmp_path, seeds=3), tmp_path / "out"
    said = json.loads(panj("sweep", path, "--out", out, "--dry-run", "--json").stdout)
    assert (said["games"], said["to_play"]) == (3, 3)
    assert said["seconds"] > 0
    assert said["bytes"] > 0
    assert not out.exists()
    swept(out, seeds=2)
    assert "3 games, 1 still to play" in panj("sweep", path, "--out", out, "--dry-run").stdout
    assert len(open_runs(out)) == 2


# -- large stores ------------------------------------------------------------------------------------------------------
def test_a_compacted_store_says_the_same_in_fewer_parts(tmp_path: Path) -> None:
    """Merging parts changes no row of runs or series, mends nothing away, and a sweep goes on with what is there."""
    sweep = Sweep("intro", ["none", "csto-2010"], seeds=6, days=2)
    runs = sweep.run(tmp_path, workers=1, series=True, quiet=True)
    series = open_series(tmp_path)
    assert len(list((tmp_path / "runs").iterdir())) > 1
    said = json.loads(panj("store", "compact", tmp_path, "--json").stdout)
    assert said["parts"] == 2
    assert said["parts"] < said["parts_before"]
    pd.testing.assert_frame_equal(open_runs(tmp_path), runs)
    pd.testing.assert_frame_equal(open_series(tmp_path), series)
    again = Sweep("intro", ["none", "csto-2010"], seeds=6, days=2).run(tmp_path, workers=1, series=True, quiet=True)
    pd.testing.assert_frame_equal(again, runs)
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_merging_keeps_the_good_row_of_a_run_that_failed_once(tmp_path: Path) -> None:
    """Where a run stands twice, because it failed first or because a kill left both parts, its good row stays."""
    runs = swept(tmp_path, seeds=2)
    plan = Store(tmp_path).plan()
    for run in plan.runs():
        ((_, name, data),) = killed(run, "a trial").parts
        write_part(tmp_path, "runs", name, data)
    compact(tmp_path, quiet=True)
    pd.testing.assert_frame_equal(open_runs(tmp_path, all=True), runs)
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_a_part_of_a_store_is_opened_by_values_and_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for some rows and columns, a store gives these with what tells runs apart, without a word."""
    runs = swept(tmp_path, seeds=4, regimes=("none", "majority"))
    capsys.readouterr()
    some = open_runs(tmp_path, columns=["posts_lost"], where={"regime": "none", "seed": [2, 3]})
    assert capsys.readouterr().err == ""
    whole = runs[(runs.regime == "none") & runs.seed.isin([2, 3])].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, whole[some.columns])
    assert "posts_lost" in some
    assert "stability_mean" not in some
    for wrong in ({"columns": ["colour"]}, {"where": {"colour": "red"}}, {"where": {"seed": "two"}}):
        with pytest.raises(InputError):
            open_runs(tmp_path, **wrong)
