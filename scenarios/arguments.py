"""Arguments of public calls, held to what they say, as the shell holds its options: whatever else is an InputError."""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from panj.scenarios.errors import InputError

T = TypeVar("T")
P = ParamSpec("P")
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"


def brief(call: Callable[P, T]) -> Callable[P, T]:
    """A public call whose refusals show the line that called it and what was wrong, not the way inside.

    PANJ_TRACEBACK=1 shows the whole way.
    """

    @functools.wraps(call)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except InputError as error:
            if os.environ.get("PANJ_TRACEBACK"):
                raise
            raise error.with_traceback(None) from None

    return called


def whole(name: str, value: Any, low: int, high: int) -> int:
    """A whole number of a range; truth is none."""
    if not isinstance(value, Integral) or isinstance(value, bool) or not low <= int(value) <= high:
        raise InputError(name, "", value, f"a whole number from {low} to {high}")
    return int(value)


def is_number(value: Any) -> bool:
    """Whether something is a number, Python's or numpy's; truth is none, and neither is what stands for no number."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def number(name: str, value: Any, low: float = -math.inf, high: float = math.inf, above: bool = False) -> float:
    """A number of a range; `above` leaves out its lower end."""
    if not is_number(value) or not low <= value <= high or (above and value == low):
        start = "" if low == -math.inf else f" {'above' if above else 'from'} {low:g}"
        raise InputError(name, "", value, f"a number{start}{'' if high == math.inf else f' to {high:g}'}")
    return float(value)


def truth(name: str, value: Any) -> bool:
    """True or False."""
    if type(value).__name__ not in ("bool", "bool_"):  # the second is numpy's
        raise InputError(name, "", value, "True or False")
    return bool(value)


def text(name: str, value: Any) -> str:
    """A name."""
    if not isinstance(value, str):
        raise InputError(name, "", value, "a name, as text")
    return value


def date(name: str, value: Any) -> dt.date:
    """A day of the calendar."""
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise InputError(name, "", value, "a day, as datetime.date(2021, 7, 8)")
    return value


def place(name: str, value: Any) -> Path:
    """A path that a file or folder may have."""
    if not isinstance(value, (str, os.PathLike)) or "\0" in (path := os.fspath(value)) or not path:
        raise InputError(name, "", value, "the path of a file or folder")
    return Path(path)


def mapping(name: str, value: Any) -> dict[str, Any]:
    """Names with values; None is none of them."""
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InputError(name, "", value, "names with their values, {name: value}")
    return dict(value)


def listed(name: str, value: Any, what: str) -> list[Any]:
    """Several things, as a list or whatever can be gone through, of a mapping its keys; a text is one thing."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise InputError(name, "", value, f"a list of {what}")
    return list(value)


def of_kind(name: str, value: Any, kind: type[T], what: str) -> T:
    """An object of one of our own kinds."""
    if not isinstance(value, kind):
        raise InputError(name, "", value, what)
    return value


def callable_or_none(name: str, value: Any, what: str) -> Callable[..., Any] | None:
    """A function, or None."""
    if value is not None and not callable(value):
        raise InputError(name, "", value, f"{what}, or None")
    return value


def address(name: str, value: Any) -> str:
    """The address of a dask scheduler."""
    if not isinstance(value, str) or not re.fullmatch(r"([a-z]+://)?[\w.:\[\]-]+:\d{1,5}", value):
        raise InputError(name, "", value, "the address of a dask scheduler, such as tcp://host:8786")
    return value


def machine(name: str, value: Any) -> str:
    """The name or address of a machine, in small letters; an address of version 6 may stand in brackets."""
    found = value.strip("[]").lower() if isinstance(value, str) else ""
    try:
        ipaddress.ip_address(found)
    except ValueError:
        if len(found) > 253 or not re.fullmatch(rf"{_LABEL}(\.{_LABEL})*\.?", found):
            raise InputError(name, "", value, "the name or address of a machine, without http:// and port") from None
    return found


def below(name: str, value: Any) -> str:
    """A path below which a page is shown, without a slash at its end."""
    if not isinstance(value, str) or len(value) > 200 or not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?", value):
        raise InputError(name, "", value, "a path that begins with a slash, like /panj")
    return value.rstrip("/")
