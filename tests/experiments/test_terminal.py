"""The real command in a process of its own: terminals, pipes, disks and signals."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from panj.experiments import open_runs
from panj.tests.experiments.command import PANJ, ROOT
from panj.tests.small_border import unit, write_border

TITLE = "Граница [bold]и[/bold] :smile: مرز"


def start(*words: str | Path, **more: object) -> subprocess.Popen[bytes]:
    """The command in a process and a process group of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | more.pop("env", {})  # type: ignore[operator]
    return subprocess.Popen(
        [*PANJ, *map(str, words)],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more),
    )  # type: ignore[call-overload]


def loaded(running: subprocess.Popen[bytes]) -> float:
    """Wait until a command has begun to load numba; seconds since this was called.

    After half as long again the game begins, and one of ten years takes as long again.
    """
    since = time.monotonic()
    while "numba" not in Path(f"/proc/{running.pid}/maps").read_text() and running.poll() is None:
        time.sleep(0.01)
    return time.monotonic() - since


def one_line(error: bytes) -> str:
    """The line that the program says at its end; progress may stand before it."""
    lines = [line for line in error.decode().splitlines() if line.startswith("panj: ")]
    assert len(lines) == 1, error.decode()[-2000:]
    assert b"Traceback" not in error
    assert b"Exception ignored" not in error
    return lines[0]


@pytest.fixture
def war(tmp_path: Path) -> Path:
    """A border whose title is text in many scripts that looks like markup."""
    folder = write_border(tmp_path / "war", [unit("band", "TLB", "local", 3, 4, 60, home="d0") | {"name": TITLE}])
    path = folder / "scenario.toml"
    path.write_text(path.read_text().replace('"A small border"', f'"{TITLE}"'), encoding="utf-8")
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii", "koi8-r"])
def test_a_title_is_printed_whole_on_any_terminal(war: Path, encoding: str) -> None:
    """What a terminal cannot show is replaced, what looks like markup is text, and the status is that of success."""
    out, error = start("run", war, "--days", "1", env={"PYTHONIOENCODING": encoding}).communicate(timeout=120)
    said = out.decode(encoding)
    shown = TITLE.encode(encoding, "replace").decode(encoding)
    assert shown in said, error.decode()[-1000:]


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    """`panj run | head -1` and `panj --help | head -1` end with status 0 and without a word."""
    for words in ("run intro --days 2", "--help", "regime show csto-2010 --json"):
        line = f"set -o pipefail; {sys.executable} -m panj {words} | head -c 1"
        ran = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, timeout=120)
        assert ran.returncode == 0, ran.stderr.decode()
        assert b"rror" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", ["run intro --days 1", "run intro --days 1 --json", "regime list", "--help"])
def test_output_to_a_full_disk_is_one_line(words: str) -> None:
    """Whatever is printed to a full disk ends with status 1 and says so."""
    with open("/dev/full", "wb") as full:
        done = start(*words.split(), stdout=full)
        error = done.communicate(timeout=120)[1]
    assert done.returncode == 1
    assert "no space left" in one_line(error)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_error(closed: str) -> None:
    """A command whose streams are closed does its work and ends with status 0."""
    line = f"{sys.executable} -m panj regime list {closed}"
    assert subprocess.run(["bash", "-c", line], cwd=ROOT, timeout=120).returncode == 0


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    """Tables that do not fit on the disk are one line with status 1; neither they nor a temporary folder stay."""

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    done = start("run", "intro", "--days", "2", "--out", tmp_path / "a" / "out", preexec_fn=small_disk)
    error = done.communicate(timeout=120)[1]
    assert done.returncode == 1
    assert "too large" in one_line(error)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("presses", [1, 2])
def test_a_game_that_is_stopped_says_so_and_leaves_nothing(tmp_path: Path, number: int, presses: int) -> None:
    """Ctrl-C, once or twice: one line, status 130 (143 for a request to end), nothing half-written."""
    for _ in range(5):  # a machine that hurries up may end the game first
        done = start("run", "tajikistan-2021-incursion", "--days", "3650", "--out", tmp_path / "out")
        time.sleep(0.8 * loaded(done))
        for _ in range(presses):
            os.killpg(done.pid, number)
            time.sleep(0.05)
        error = done.communicate(timeout=60)[1]
        if done.returncode != 0:
            break
        shutil.rmtree(tmp_path / "out")
    assert done.returncode == 128 + number, error.decode()[-2000:]
    assert "stopped" in one_line(error)
    assert list(tmp_path.iterdir()) == []


def test_an_early_ctrl_c_is_one_line() -> None:
    """While the libraries load, too, Ctrl-C is answered by one line."""
    done = start("run", "--days", "3650", stderr=subprocess.PIPE)
    loaded(done)
    os.killpg(done.pid, signal.SIGINT)
    error = done.communicate(timeout=60)[1]
    assert done.returncode == 130, error.decode()[-2000:]
    assert "stopped" in one_line(error)


@pytest.mark.slow
@pytest.mark.parametrize("presses", [1, 2])
def test_a_sweep_that_is_stopped_goes_on_by_the_same_command(tmp_path: Path, presses: int) -> None:
    """Ctrl-C on a sweep with two workers: one line, status 130; the same command plays the rest."""
    design, out = tmp_path / "design.toml", tmp_path / "out"
    design.write_text('scenario = "tajikistan-2021"\nregimes = ["none", "majority"]\nseeds = 80\ndays = 40\n')
    words = ("sweep", design, "--out", out, "--workers", "2")
    done = start(*words)
    deadline = time.monotonic() + 300
    while not list(out.glob("runs/*.parquet")) and time.monotonic() < deadline and done.poll() is None:
        time.sleep(0.1)
    for _ in range(presses):
        os.killpg(done.pid, signal.SIGINT)
        time.sleep(0.3)
    error = done.communicate(timeout=90)[1]
    assert done.returncode == 130, error.decode()[-2000:]
    assert "stopped" in one_line(error)
    assert [p for p in out.rglob("*") if p.name.endswith(".tmp")] == []
    there = len(open_runs(out))
    assert 0 < there < 160
    again = start(*words)
    assert f"{160 - there} games" in again.communicate(timeout=300)[1].decode()
    assert len(open_runs(out)) == 160
    assert again.returncode == 0


@pytest.mark.slow
def test_scripts_of_the_project_answer_ctrl_c_like_commands(tmp_path: Path) -> None:
    """`python -m panj.tools.findings` with two workers, stopped: one line, status 130, nothing half-written."""
    words = ("--out", str(tmp_path / "out"), "--docs", str(tmp_path / "docs"), "--workers", "2", "--points", "20")
    done = subprocess.Popen(
        [sys.executable, "-m", "panj.tools.findings", *words],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("out/what-if/runs/*.parquet")) and time.monotonic() < deadline and done.poll() is None:
        time.sleep(0.1)
    os.killpg(done.pid, signal.SIGINT)
    error = done.communicate(timeout=60)[1]
    assert done.returncode == 130, error.decode()[-2000:]
    assert "stopped" in one_line(error)
    assert not (tmp_path / "docs").exists()


def test_every_script_of_the_project_leaves_through_the_edge() -> None:
    """Whatever is run by `python -m` answers what goes wrong as the command `panj` does."""
    scripts = {p: p.read_text() for p in (*(ROOT / "experiments").rglob("*.py"), *(ROOT / "tools").rglob("*.py"))}
    ends = {
        p.relative_to(ROOT): text.split('__name__ == "__main__":')[1]
        for p, text in scripts.items()
        if '\nif __name__ == "__main__":' in text
    }
    assert len(ends) >= 8
    others = {"__main__.py"}  # of a package: the command itself, and the map's, which typer answers for
    assert [str(p) for p, end in ends.items() if p.name not in others and "edge(" not in end] == []
