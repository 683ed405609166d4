"""The two ways this project says no: bad input, and a machine that cannot. Each is a single line with what to do."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

LONGEST = 80  # characters of a found value that are repeated to the user
LONGEST_PLACE = 160  # characters of a file's name
MOST_NAMES = 40  # names that a line lists; of more it tells the nearest, or the first
NEAREST = 8


class InWords(str):
    """Words that say what was found ("no such file"), as against a value that stood there: no quotation marks."""

    __slots__ = ()


class InputError(ValueError):
    """Bad input from a user's file or option.

    `file` is the file (or option) at fault, `where` the row or key inside it, `found` what stood there (a value, or
    `InWords` in words) and `allowed` what may stand there. The command line prints it as one line and leaves with exit
    status 2.
    """

    def __init__(self, file: str | Path, where: str, found: object, allowed: str) -> None:
        self.file = str(file)
        self.where = where
        self.found = found
        self.allowed = allowed
        super().__init__(str(self))

    def __str__(self) -> str:
        place = ": ".join(filter(None, (cut_front(self.file), cut(self.where))))
        return plain(f"{place}{_wrong(self.where, self.found, self.allowed)}").removeprefix(": ")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, object, str]]:
        """Survive the trip home from a worker process with every part."""
        return (InputError, (self.file, self.where, self.found, self.allowed))


CHOICE = "one of "  # how `allowed` begins where it lists all that may stand there
MISSING, UNKNOWN_KEY = "this key is required", "no key of this name"


def _wrong(where: str, found: object, allowed: str) -> str:
    """What is wrong at a place, and then what to do: what follows the name of the place."""
    if allowed == MISSING:
        return " is missing. Add this key."
    if allowed.startswith(UNKNOWN_KEY):
        more = allowed.removeprefix(UNKNOWN_KEY).strip(" ;")
        return f": there is no key of this name. {_sentence(more) if more else 'Check how it is written.'}"
    if allowed.startswith(CHOICE):
        names = allowed.removeprefix(CHOICE)
        what = f"{found}" if isinstance(found, InWords) else f"unknown value {shown(found)}"
        listed = names.partition("; ")[0].split(", ")
        near = get_close_matches(cut(found), listed, 1, 0.7)
        meant = f" Did you mean {near[0]!r}?" if near and near[0] != cut(found) else ""
        return f": {what}.{meant} Choose one of{_some(cut(found), listed, names)}."
    if isinstance(found, InWords):
        return f": {_ended(cut(found if len(found) > LONGEST else found.rstrip('.')))} Needed: {_ended(allowed)}"
    if where and where.split(".")[-1].split(", ")[-1] == cut(found):
        return f": unknown name. Allowed: {_ended(allowed)}"
    return f" is {shown(found)}. Allowed: {_ended(allowed)}"


def _some(found: str, listed: list[str], names: str) -> str:
    """The names that may stand at a place, after "one of": all, or of very many those that come nearest."""
    if len(listed) <= MOST_NAMES:
        return f": {names}"
    near = get_close_matches(found, listed, NEAREST, 0.5) or listed[:NEAREST]
    _, mark, more = names.partition("; ")
    return f" {len(listed)} names, such as {', '.join(near)}{mark}{more}"


def _sentence(text: str) -> str:
    return _ended(text[:1].upper() + text[1:])


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


class RowsError(InputError):
    """Faults of several rows of a file: stands for the first; the command line prints `each` on a line of its own."""

    def __init__(self, each: Sequence[InputError]) -> None:
        self.each = tuple(each)
        first = self.each[0]
        super().__init__(first.file, first.where, first.found, first.allowed)

    def __reduce__(self) -> tuple[type[RowsError], tuple[tuple[InputError, ...]]]:  # type: ignore[override]
        """Survive the trip home from a worker process with every part."""
        return (RowsError, (self.each,))


class MachineError(OSError):
    """What the machine cannot do though the input is good: a full disk, a folder that may not be written, damaged data.

    `what` is the file, folder or address, `why` what stands against it, `do` what the user can do about it. The command
    line prints it as one line and leaves with exit status 1.
    """

    def __init__(self, what: str | Path, why: str, do: str) -> None:
        self.what = str(what)
        self.why = why
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        return plain(f"{cut_front(self.what)}: {self.why}; {self.do}")

    def __reduce__(self) -> tuple[type[MachineError], tuple[str, str, str]]:
        """Survive the trip home from a worker process with every part."""
        return (MachineError, (self.what, self.why, self.do))

    @classmethod
    def of(cls, error: OSError, what: str | Path = "") -> MachineError:
        """What the operating system refused, about the file that the user knows of, with what helps against it."""
        if isinstance(error, cls):
            return error
        name = what or error.filename or "reading or writing"
        if isinstance(name, bytes):
            name = os.fsdecode(name)
        return cls(name, (error.strerror or str(error) or type(error).__name__).lower(), _advice(error))


ADVICE = {
    "free some space there, or choose another place": ("ENOSPC", "EDQUOT", "EFBIG"),
    "get the right to write there, or choose another place": ("EACCES", "EPERM", "EROFS"),
    "something of that name is in the way: move it, or choose another place": (
        "EEXIST",
        "ENOTDIR",
        "EISDIR",
        "ENOTEMPTY",
    ),
    "choose a shorter name": ("ENAMETOOLONG",),
    "follow the link, or choose another place": ("ELOOP",),
    "check that the name is right and its folder is there": ("ENOENT",),
    "close other programs, or raise the limit of open files (ulimit -n)": ("EMFILE", "ENFILE"),
    "ask for less at a time, or close other programs": ("ENOMEM", "EAGAIN"),
    "choose another port, or end what holds it": ("EADDRINUSE",),
    "check the address, and that something listens there": (
        "ECONNREFUSED",
        "EADDRNOTAVAIL",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ETIMEDOUT",
        "ECONNRESET",
    ),
}


def _advice(error: OSError) -> str:
    name = errno.errorcode.get(error.errno or 0, "")
    return next((do for do, names in ADVICE.items() if name in names), "try again, or choose another place")


TYPES = {  # kinds of pydantic's complaints -> what may stand there
    "missing": MISSING,
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "date_type": "a day as YYYY-MM-DD",
    "date_from_datetime_inexact": "a day as YYYY-MM-DD",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def allowed_by(complaint: Mapping[str, Any]) -> str:
    """What may stand at a place that pydantic complains about, in words."""
    for kind, words in (("ge", "{} or more"), ("le", "{} or less"), ("gt", "more than {}"), ("lt", "less than {}")):
        if kind in complaint.get("ctx", {}):
            return words.format(complaint["ctx"][kind])
    said = str(complaint["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return TYPES.get(complaint["type"], said[:1].lower() + said[1:])


def plain(text: str) -> str:
    """Text as one line that no terminal obeys: white space as single blanks, other unprintable characters escaped."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)


def shown(value: object) -> str:
    """A value as it is repeated to the user: short, quoted if it is text, a date as dates are written."""
    if isinstance(value, dt.date):
        return value.isoformat()
    try:
        whole = repr(value)
    except ValueError:  # whole numbers of thousands of digits are not written out
        return "a number of thousands of digits"
    return whole if len(whole) <= LONGEST + 2 else repr(cut(value))


def cut(value: object, longest: int = LONGEST) -> str:
    """Text of a value, its end left out where it is long."""
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= longest else text[: longest - 3] + "..."


def cut_front(place: str, longest: int = LONGEST_PLACE) -> str:
    """Name of a file, its beginning left out where it is long."""
    return place if len(place) <= longest else "..." + place[3 - longest :]
