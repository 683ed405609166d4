"""The real command `panj`, for tests of what users type: here, or in a process of its own."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from panj.experiments.cli import main

ROOT = Path(__file__).parents[2]
PANJ = (sys.executable, "-m", "panj")


class Done:
    """What a command left: exit status, standard output and standard error."""

    def __init__(self, status: int, stdout: str, stderr: str) -> None:
        self.status, self.stdout, self.stderr = status, stdout, stderr


def panj(*words: str | Path, status: int | tuple[int, ...] = 0) -> Done:
    """Run the command's entry point with these words and check its exit status, or that it is one of several; a
    traceback is never an answer."""
    out, err = io.StringIO(), io.StringIO()
    left = 0
    arguments = ["panj", *map(str, words)]
    with patch.object(sys, "argv", arguments), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            left = int(end.code or 0)
    done = Done(left, out.getvalue(), err.getvalue())
    allowed = status if isinstance(status, tuple) else (status,)
    assert done.status in allowed, done.stderr[-2000:] + done.stdout[-500:]
    assert "Traceback" not in done.stderr
    return done


def panj_process(*words: str | Path, status: int = 0) -> Done:
    """The same in a process of its own."""
    ran = subprocess.run([*PANJ, *map(str, words)], capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert ran.returncode == status, ran.stderr[-2000:]
    assert "Traceback" not in ran.stderr
    return Done(ran.returncode, ran.stdout, ran.stderr)


def refusal(done: Done) -> str:
    """The one line with which bad input is answered: nothing on standard output, exit status 2."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("compiling")]
    assert done.status == 2
    assert done.stdout == ""
    assert len(lines) == 1, done.stderr
    return lines[0]


def refused(*words: str | Path) -> str:
    """Run `panj` on bad input and return the line it answers."""
    return refusal(panj(*words, status=2))
