"""What the edge answers to each kind of trouble, and files that appear whole or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import os
import pickle
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from panj.experiments.edge import answer
from panj.experiments.files import check_file, check_folder, whole_folder
from panj.scenarios.errors import InputError, InWords, MachineError
from panj.scenarios.writing import whole_file, write_json

TROUBLE = {
    "bad input": (InputError("a.csv", "row 3", "x" * 5000, "a number"), 2, "row 3 is 'xxx"),
    "a day": (
        InputError("a.toml", "day", dt.date(2022, 8, 3), "a day of 2021"),
        2,
        "day is 2022-08-03. Allowed: a day",
    ),
    "in words": (InputError("a.json", "row 3", InWords("no end."), "JSON"), 2, "row 3: no end. Needed: JSON."),
    "full disk": (OSError(errno.ENOSPC, "No space left on device", "out/a"), 1, "out/a: no space left on device; free"),
    "no right": (PermissionError(errno.EACCES, "Permission denied", "out"), 1, "out: permission denied; get the right"),
    "damaged part": (MachineError("runs/a.parquet", "damaged", "run the sweep again"), 1, "damaged; run the sweep"),
    "nobody listens": (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), 1, "check the address"),
    "no such host": (socket.gaierror(-2, "Name or service not known"), 1, "name or service not known"),
    "no answer in time": (TimeoutError("timed out after 30 s"), 1, "timed out after 30 s"),
    "too much memory": (MemoryError("Unable to allocate 8.00 TiB"), 1, "not enough memory"),
    "Ctrl-C": (KeyboardInterrupt(), 130, "stopped"),
    "fault": (ZeroDivisionError("division\nby zero \x1b[31m"), 70, "a fault of the program itself (ZeroDivisionError"),
}


@pytest.mark.parametrize("what", TROUBLE)
def test_each_kind_of_trouble_has_its_status(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every kind is one short line that no terminal obeys, with what to do, and a status that scripts can rely on."""
    error, status, said = TROUBLE[what]
    assert answer(error) == status
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("panj: ")
    assert said in line
    assert line.isprintable()
    assert len(line) < 400


def test_a_reader_who_left_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    """When whoever reads the output has gone, the program ends without a word and with status 0."""
    assert answer(BrokenPipeError()) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("what", ["bad input", "damaged part"])
def test_refusals_come_home_from_a_worker(what: str) -> None:
    """What a worker process refuses reaches the user word for word."""
    error = TROUBLE[what][0]
    home = pickle.loads(pickle.dumps(error))
    assert (type(home), str(home)) == (type(error), str(error))


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """A write that fails leaves the old file as it was and nothing beside it; the error names the user's file."""
    path = tmp_path / "a" / "b.json"
    write_json(path, {"old": 1})

    def fill() -> None:
        with whole_file(path) as fresh:
            fresh.write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(fresh))

    with pytest.raises(MachineError, match=r"b\.json: no space left"):
        fill()
    assert '"old"' in path.read_text()
    assert [p.name for p in path.parent.iterdir()] == ["b.json"]


def test_a_folder_is_whole_or_not_there(tmp_path: Path) -> None:
    """A folder that cannot be finished is not there, nor are those above it that were made for it."""

    def stop() -> None:
        with whole_folder(tmp_path / "a" / "b") as fresh:
            (fresh / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert list(tmp_path.iterdir()) == []
    for text in ("old", "new"):
        with whole_folder(tmp_path / "a" / "b") as fresh:
            (fresh / text).write_text(text)
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["b"]
    assert sorted(p.name for p in (tmp_path / "a" / "b").iterdir()) == [".panj.json", "new", "old"]


def test_trying_a_place_leaves_nothing(tmp_path: Path) -> None:
    """Whether a place can be written is found out without leaving a trace."""
    check_folder(tmp_path / "a" / "b" / "c")
    check_file(tmp_path / "a" / "b" / "c.html")
    check_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_many_that_try_one_place_do_not_meet(tmp_path: Path) -> None:
    """Several commands at once on one place that is not there yet: none takes away what another is trying."""
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(check_folder, [tmp_path / "a" / "b"] * 1000)) == [None] * 1000
    assert list(tmp_path.iterdir()) == []
