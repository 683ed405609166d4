"""What lies where a command writes: only files that Panj wrote are replaced, with the mode and behind the links they
had; whatever else is there is left alone, and the shell keeps the folder it stands in."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from panj.experiments import Sweep
from panj.experiments import files as files_module
from panj.experiments.files import holds_only_ours, whole_folder, write_own
from panj.experiments.runs import play
from panj.experiments.runs.parts import write_part
from panj.scenarios.errors import MachineError
from panj.scenarios.writing import write_bytes
from panj.tests.experiments.command import PANJ, panj

WORK = "years of work"
TABLES = ("outcomes.csv", "series.csv", "events.csv", "game.json", "run.json", ".panj.json")
RUN = ("run", "intro", "--days", "1", "--out")
SWEPT = 'scenario = "intro"\nregimes = ["none", "csto-2010"]\nseeds = 2\ndays = 1\nfactors.patrol_kmh = [2, 4]\n'
# What each command writes, and what makes it do so; {out} is a folder, {store} a finished sweep, {game} a saved game.
WRITTEN = [
    *((f"{' '.join(RUN)} {{out}}", name) for name in TABLES),
    ("run intro --days 1 --out {out}/game.json", "game.json"),
    ("explain {game} --out {out}/page.html", "page.html"),
    ("report {store} --out {out}/page.html", "page.html"),
    ("report {store} {store} --out {out}/page.html", "page-figures/comparisons.csv"),
    *(("map {design} --outcome posts_lost --out {out}", f"map.{ending}") for ending in ("csv", "svg", "png")),
    ("sensitivity {store} --out {out}", "regional.csv"),
    *(("sensitivity {design} --out {out}", name) for name in ("morris.csv", "sobol.csv")),
    *(("sweep {design} --out {out}", name) for name in ("manifest.json", ".lock")),
    ("gates intro --seeds 2 --out {out}", "worlds.jsonl"),
    *(("calibrate --out {out}", name) for name in ("plan.json", "points.jsonl", "calibration.json")),
    ("scenario new {out}", "scenario.toml"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small finished sweep, its design and a game."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "design.toml").write_text(SWEPT)
    panj("sweep", folder / "design.toml", "--out", folder / "store", "--workers", "1")
    panj("run", "intro", "--days", "1", "--out", folder / "game.json")
    return {"store": folder / "store", "design": folder / "design.toml", "game": folder / "game.json"}


@pytest.fixture
def umask() -> Iterator[None]:
    """A umask that keeps everything from others."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("words", "name"), WRITTEN, ids=lambda v: str(v))
def test_a_file_of_the_users_is_never_replaced(words: str, name: str, made: dict[str, Path], tmp_path: Path) -> None:
    """Whatever a command would call one of its files: where the user has a file of that name, it says so in one line,
    and the folder is as it was."""
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text(WORK)
    said = panj(*words.format(out=out, **made).split(), status=(1, 2)).stderr
    (line,) = (line for line in said.splitlines() if line.startswith("panj: "))
    assert str(out) in line
    assert (out / name).read_text() == WORK


@pytest.mark.parametrize("inside", [False, True], ids=["from outside", "from within"])
def test_a_run_again_leaves_alone_what_else_is_there(tmp_path: Path, inside: bool) -> None:
    """Notes, folders and links in a run's folder outlive the next run into it, and so does the shell's place there."""
    out = tmp_path / "one"
    panj(*RUN, out)
    (out / "notes.md").write_text(WORK)
    (out / "drafts").mkdir()
    (out / "drafts" / "first.md").write_text(WORK)
    (out / "link").symlink_to(tmp_path / "gone")
    before, names = out.stat().st_ino, sorted(p.name for p in out.rglob("*"))
    played = (out / "run.json").read_text()
    if inside:
        shell = ["sh", "-c", f"{' '.join([*PANJ, *RUN])} . --seed 2 > /dev/null 2>&1 && ls -A"]
        listed = subprocess.run(shell, cwd=out, capture_output=True, text=True, check=True).stdout
        assert sorted(listed.split()) == sorted(p.name for p in out.iterdir())
    else:
        panj(*RUN, out, "--seed", "2")
    assert out.stat().st_ino == before
    assert sorted(p.name for p in out.rglob("*")) == names
    assert (out / "notes.md").read_text() == (out / "drafts" / "first.md").read_text() == WORK
    assert (out / "run.json").read_text() != played


def test_a_table_that_was_changed_is_the_users(tmp_path: Path) -> None:
    """Who wrote remarks into a table of ours does not lose them to the next run; the other tables stay, too."""
    out = tmp_path / "one"
    panj(*RUN, out)
    with (out / "series.csv").open("a") as stream:
        stream.write(WORK)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    said = panj(*RUN, out, "--seed", "2", status=1).stderr
    assert "series.csv: a file that Panj did not write, or that was changed since" in said
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_a_folder_that_a_kill_left_half_changed_is_still_ours(tmp_path: Path) -> None:
    """Between the first and the last file of a second run everything is known as ours, old or new."""
    out = tmp_path / "one"
    rewrite(out, "old")
    rewrite(out, "new")
    before = (out / "a").read_text()
    assert holds_only_ours(out)
    record = json.loads((out / ".panj.json").read_text())
    with killed_after(1), pytest.raises(KeyboardInterrupt):
        rewrite(out, "newest")
    assert before != (out / "a").read_text() == "newest a"
    assert not (out / "z").exists()
    assert holds_only_ours(out)
    assert json.loads((out / ".panj.json").read_text()) != record


def rewrite(folder: Path, text: str) -> None:
    """Write the two files of a folder."""
    with whole_folder(folder, "z") as fresh:
        for name in "az":
            (fresh / name).write_text(f"{text} {name}")


@contextlib.contextmanager
def killed_after(files: int) -> Iterator[None]:
    """An interruption after so many files were written."""
    real, left = files_module.write_bytes, [files]

    def write(path: Path, data: bytes) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(path, data)

    with patch.object(files_module, "write_bytes", write):
        yield


def test_modes_follow_the_umask_or_what_was_there(tmp_path: Path, umask: None) -> None:
    """New folders and files are as private as the umask says; a mode that the user chose stays at the next writing."""
    out, game = tmp_path / "one", tmp_path / "game.json"
    panj(*RUN, out)
    panj(*RUN, game)
    assert {mode(out), *(mode(p) - 0o600 for p in out.iterdir())} == {0o700, 0}
    assert mode(game) == 0o600
    out.chmod(0o750)
    (out / "series.csv").chmod(0o640)
    game.chmod(0o664)
    panj(*RUN, out)
    panj(*RUN, game)
    assert (mode(out), mode(out / "series.csv"), mode(out / "run.json"), mode(game)) == (0o750, 0o640, 0o600, 0o664)


def test_a_store_is_as_private_as_the_umask_says(made: dict[str, Path], tmp_path: Path, umask: None) -> None:
    """Folders and files of a sweep, too, and what a report puts beside its page."""
    out = tmp_path / "out"
    panj("sweep", made["design"], "--out", out, "--workers", "1")
    write_own(out / "report-figures" / "a.csv", WORK)
    left = [out, *out.rglob("*")]
    assert [p for p in left if mode(p) & 0o077] == []


def test_links_are_written_through(tmp_path: Path) -> None:
    """A link to a file or a folder stays a link, and what is behind it is written; a link that leads nowhere is said,
    and stays."""
    (tmp_path / "elsewhere").mkdir()
    out, game = tmp_path / "one", tmp_path / "game.json"
    out.symlink_to(tmp_path / "elsewhere")
    panj(*RUN, out)
    (tmp_path / "elsewhere" / "series.csv").rename(tmp_path / "series.csv")
    (out / "series.csv").symlink_to(tmp_path / "series.csv")
    before = (tmp_path / "series.csv").stat().st_mtime_ns
    panj(*RUN, out, "--seed", "2")
    assert out.is_symlink()
    assert (out / "series.csv").is_symlink()
    assert (tmp_path / "series.csv").stat().st_mtime_ns > before

    panj(*RUN, tmp_path / "real.json")
    game.symlink_to(tmp_path / "real.json")
    panj(*RUN, game, "--seed", "2")
    assert game.is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["seed"] == 2

    for dead in (tmp_path / "dead.json", out / "series.csv"):
        dead.unlink(missing_ok=True)
        dead.symlink_to(tmp_path / "gone" / "gone")
        said = panj(*RUN, dead if dead.suffix == ".json" else out, status=1).stderr
        assert f"{dead}: a link that leads nowhere" in said
        assert dead.is_symlink()
    assert not (tmp_path / "gone").exists()


def test_a_file_that_may_not_be_written_is_left(tmp_path: Path) -> None:
    """A file whose right to be written was taken away is not replaced behind the user's back."""
    path = tmp_path / "table.csv"
    write_own(path, "a")
    path.chmod(0o444)
    with patch.object(os, "access", lambda *_: False), pytest.raises(MachineError, match="may not be written"):
        write_bytes(path, b"b")  # who runs these tests as root may write anything
    assert path.read_text() == "a"


def test_what_else_lies_in_a_store_is_left_alone(made: dict[str, Path], tmp_path: Path) -> None:
    """Notes and tables in a store, hidden and half-written ones among them, outlive sweeping, merging and reporting."""
    out = tmp_path / "store"
    panj("sweep", made["design"], "--out", out, "--workers", "1")
    theirs = [
        out / "notes.md",
        out / ".hidden.tmp",
        out / "runs" / ".mine.csv.12.tmp",
        out / "runs" / "mine.parquet",
        out / "report-figures" / "mine.csv",
        out / "series" / "notes.md",
        out / "drafts" / ".a.tmp",
    ]
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_text(WORK)
    panj("sweep", made["design"], "--out", out, "--workers", "1")
    panj("store", "compact", out)
    panj("report", out)
    assert [p for p in theirs if p.read_text() != WORK] == []


@pytest.mark.parametrize("what", ["removed", "made anew", "manifest", "runs"])
def test_a_sweep_whose_folder_goes_away_stops_and_can_go_on(tmp_path: Path, what: str) -> None:
    """Removed, made anew or in part, while games are played: it stops at the next part and says so in one line, and the
    same sweep goes on in whatever folder is there then."""
    out, aside = tmp_path / "out", tmp_path / "aside"
    sweep = Sweep("intro", ["none"], seeds=60, days=10)

    def write_and_take_away(*part: Any) -> None:
        write_part(*part)
        if not aside.exists():
            (out / "runs" if what == "runs" else out / "manifest.json" if what == "manifest" else out).rename(aside)
            if what == "made anew":
                out.mkdir()

    said = "gone away while the sweep ran; give the same command again"
    with patch.object(play, "write_part", write_and_take_away), pytest.raises(MachineError, match=said):
        sweep.run(out, workers=1, quiet=True)
    assert what == "runs" or not len(list(out.glob("runs/*"))) > 1
    assert len(sweep.run(out, workers=1, quiet=True)) == 60
