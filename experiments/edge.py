"""The edge of the program: whatever goes wrong outside it ends as one line on standard error and an exit status.

    0    done; also when whoever reads the output has seen enough (`panj run | head -1`)
    2    bad input: a file, a key, an option (scenarios.errors.InputError, and what typer refuses)
    1    the machine: disk, rights, memory, an address, damaged data (MachineError, OSError, MemoryError)
    130  Ctrl-C; 143 a request to end, as a batch system sends it
    70   a fault of the program itself; PANJ_TRACEBACK=1 shows where

Every command passes through `edge`, so no command deals with these itself. Heavy libraries are not loaded here: a
Ctrl-C while they load is answered like any other.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NoReturn

from panj.scenarios.errors import InputError, MachineError, RowsError, allowed_by, cut, plain

PATIENCE = 3.0  # seconds in which a second Ctrl-C only repeats the first; after them it ends the program at once
STOPPED = "stopped. No file is left half-written. Run the command again to resume a sweep or a search"


class Stopped(KeyboardInterrupt):
    """The program was asked to end by a signal; `status` is what it leaves with."""

    def __init__(self, number: int) -> None:
        self.status = 128 + number
        super().__init__(f"signal {number}")


def edge(command: Callable[[], object]) -> NoReturn:
    """Run a command and leave the program as the list above says."""
    with _signals():
        try:
            _ready()
            command()
            sys.stdout.flush()
            status = 0
        except BaseException as error:
            status = answer(error)
        _settle()
    sys.exit(status)


def answer(error: BaseException) -> int:
    """Say in one line what went wrong and what to do, and return the exit status."""
    match error:
        case SystemExit() if isinstance(error.__context__, BrokenPipeError):  # rich leaves so, with 1
            return 0
        case SystemExit():
            return error.code if isinstance(error.code, int) else 0 if error.code is None else 1
        case KeyboardInterrupt():
            return _say(STOPPED, error.status if isinstance(error, Stopped) else 130)
        case BrokenPipeError():
            return 0
        case RowsError():
            return max(_say(str(each), 2) for each in error.each)
        case InputError():
            return _say(str(error), 2)
        case MemoryError():
            return _say(f"not enough memory ({_words(error)}). Ask for less at a time", 1)
        case OSError():
            return _say(str(MachineError.of(error)), 1)
    status = getattr(error, "exit_code", None)
    if isinstance(status, int):  # what typer says: a usage error, or the end of a command with a status
        return _usage(error, status)
    if os.environ.get("PANJ_TRACEBACK"):
        raise error
    what = f"{type(error).__name__}: {_words(error)}"
    return _say(f"a fault of the program itself ({what}). Please report it with the output of PANJ_TRACEBACK=1", 70)


def _usage(error: Any, status: int) -> int:
    said = error.format_message() if hasattr(error, "format_message") else ""
    if not said.strip():
        return status
    path = getattr(getattr(error, "ctx", None), "command_path", "panj")
    if complaint := _complaint(error):
        return _say(f"{complaint} See {path} --help.", status)
    text = cut(plain(said), 400).rstrip(". ")
    text = f"{text[:1].lower()}{text[1:]}"
    return _say(f"{text} See {path} --help" if text.endswith("?") else f"{text}; see {path} --help", status)


def _complaint(error: Any) -> InputError | None:
    """What a parser holds against the value of an option, in the words of this project; None where it is another."""
    parser, param = error.__cause__ or error.__context__, getattr(error, "param", None)
    if param is None or not hasattr(parser, "errors"):
        return None
    first, low, high = parser.errors()[0], getattr(param, "min", None), getattr(param, "max", None)
    between = f"a whole number from {low:,} to {high:,}" if None not in (low, high) and isinstance(low, int) else ""
    return InputError(param.opts[0], "", first["input"], between or allowed_by(first))


def _words(error: BaseException) -> str:
    return cut(plain(str(error)), 200) or "no more is known"


def _say(text: str, status: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        print(f"panj: {text}", file=sys.stderr, flush=True)
    return status


def _ready() -> None:
    """Standard streams that take any text: what a terminal cannot show is replaced, a closed stream swallows it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  # lives as long as the program
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if name == "stdout" else "backslashreplace")


def _settle() -> None:
    """Leave nothing in the streams that the end of the interpreter would stumble over."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    """Ctrl-C and a request to end unwind the program once; more of them while it unwinds change nothing at first."""
    first = 0.0

    def interrupted(number: int, frame: FrameType | None) -> None:
        nonlocal first
        now = time.monotonic()
        if not first:
            first = now
            raise Stopped(number)
        if now - first > PATIENCE:
            _say(STOPPED, 0)
            os._exit(128 + number)

    before: dict[int, Any] = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(ValueError):  # not the main thread: whoever runs the threads sees to signals
            before[number] = signal.signal(number, interrupted)
    try:
        yield
    finally:
        for known, handler in before.items():
            signal.signal(known, signal.SIG_IGN if first else handler)
