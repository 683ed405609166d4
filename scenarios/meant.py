"""Which file is meant: the one rule for scenarios, regimes, cases and designs, wherever they are named.

A bare name is a thing that comes with the program or, if there is none of that name, one of yours: beside the file that
names it, or where you stand. Anything with a slash or an ending, and every `Path`, is a path: taken first relative to
the file that names it, then to where you stand. So `intro` is always the one that comes with the program, and `./intro`
or `intro/` never is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from panj.scenarios import arguments
from panj.scenarios.errors import InputError, cut_front

HOME = Path(__file__).parent


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is given by name or path; `mark` is the file that makes a folder one of them, `folder` says
    whether a folder of files with the ending will do."""

    word: str
    home: Path | None = None  # folder of those that come with the program
    ending: str = ""
    mark: str = ""
    folder: bool = False

    @property
    def names(self) -> list[str]:
        """Names of those that come with the program."""
        if self.home is None:
            return []
        if self.mark:
            return sorted(p.parent.name for p in self.home.glob(f"*/{self.mark}"))
        if self.folder:
            return sorted({p.parent.name for p in self.home.glob(f"*/*{self.ending}")})
        return sorted(p.stem for p in self.home.glob(f"*{self.ending}"))

    @property
    def form(self) -> str:
        """What a path of this kind leads to."""
        if self.mark:
            return f"a folder with a {self.mark}"
        return f"a {self.ending} file{' or a folder of them' if self.folder else ''}"

    def ships(self, found: Path) -> bool:
        """Whether what was found is one of those that come with the program."""
        return self.home is not None and found.parent == self.home

    def at(self, place: Path) -> Path | None:
        """The thing at a place, if there is one of this kind."""
        try:
            if not self.mark:
                filled = self.folder and place.is_dir() and any(place.glob(f"*{self.ending}"))
                return place if filled or place.is_file() else None
            if place.name == self.mark and place.is_file():
                return place.parent
            return place if (place / self.mark).is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None


SCENARIO = Kind("scenario", HOME, mark="scenario.toml")
REGIME = Kind("regime", HOME / "regimes", ending=".toml")
BOOK = Kind("book of law", HOME / "law", ending=".toml", folder=True)
CASE = Kind("case", ending=".toml")
DESIGN = Kind("design", ending=".toml")


def is_path(name: str | Path) -> bool:
    """Whether what was given is a path and not a bare name."""
    text = str(name)
    slashes = {"/", os.sep, os.altsep or os.sep}
    return isinstance(name, Path) or any(s in text for s in slashes) or bool(Path(text).suffix) or text in (".", "..")


def from_anywhere(kind: Kind, name: str | Path, named_in: Path | None = None) -> str | Path:
    """What is meant by `name`, so that it holds wherever one stands.

    What comes with the program and an absolute path stay as they were named, all else is the place where it was found.
    Raises InputError as `meant` does.
    """
    if str(name) in kind.names or Path(name).is_absolute():
        return str(name)
    return meant(kind, name, named_in).resolve()


def meant(kind: Kind, name: str | Path, named_in: Path | None = None, key: str = "") -> Path:
    """The file or folder that is meant by `name`, which stands under `key` in the file `named_in`.

    Raises InputError, which names that file, if there is nothing of this kind.
    """
    if not isinstance(name, (str, Path)):
        raise InputError(kind.word, "", name, f"a name, or the path of {kind.form}")
    named_in = None if named_in is None else arguments.place("named_in", named_in)
    arguments.text("key", key)
    places = _places(kind, name, named_in)
    for place in places:
        if (found := kind.at(place)) is not None:
            return found
    path = is_path(name)
    known = "" if path or not kind.names else f"one of {', '.join(kind.names)}, or "
    there = any(map(os.path.lexists, places))
    looked = (
        (f"it has no {kind.mark}" if kind.mark else "that is a folder, not a file")
        if there
        else f"no such {'folder' if kind.mark else 'file'}"
    )
    if named_in and places:
        looked += f" at {' or '.join(dict.fromkeys(cut_front(str(p)) for p in places if not kind.ships(p)))}"
    file, where = (kind.word, "") if named_in is None else (named_in, key or kind.word)
    raise InputError(file, where, str(name), f"{known}the path of {kind.form}; {looked}")


def _places(kind: Kind, name: str | Path, named_in: Path | None) -> list[Path]:
    text = str(name)
    if is_path(name):
        return [*([named_in.parent / text] if named_in else []), Path(text)]
    if not text:
        return []
    endings = [kind.ending, ""] if kind.ending else [""]
    homes = [*([kind.home] if kind.home else []), *_beside(kind, named_in), Path()]
    return [home / f"{text}{ending}" for home in homes for ending in endings]


def _beside(kind: Kind, named_in: Path | None) -> list[Path]:
    """Where things of one's own lie that a file names by a bare name; scenarios lie beside each other as folders."""
    if named_in is None:
        return []
    return [named_in.parent.parent if kind.mark and named_in.name == kind.mark else named_in.parent]
