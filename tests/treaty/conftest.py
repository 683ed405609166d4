"""The treaty desk as the tests use it: cases from the catalogue, or built from the usual one with a few changes."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from panj.treaty.course.forces import ForcePool
from panj.treaty.desk.case import Case, check_members
from panj.treaty.desk.desk import adjudicate
from panj.treaty.desk.ruling import Ruling

CATALOGUE = Path(__file__).parents[1] / "catalogue"
MEMBERS_2021 = ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")

USUAL: dict[str, Any] = {  # an armed attack from Afghanistan on Tajikistan, combat force asked for, everybody supports
    "case": {"id": "X", "regime": "csto-2010", "date": dt.date(2021, 7, 7)},
    "attack": {"kind": "armed_attack", "by": "nonstate", "of": "AFG", "on": "TJK", "external_element": True},
    "request": {"made": True, "by": "recognised_government", "article": 4, "ask": "force_combat"},
    "positions": dict.fromkeys(MEMBERS_2021, "support"),
}


class Desk:
    """Adjudicates files of the catalogue and changed versions of the usual case."""

    def adjudicate(self, name: str, pool: ForcePool | None = None) -> Ruling:
        """The ruling on a file of the catalogue."""
        return adjudicate(CATALOGUE / name, pool=pool)

    def case(self, **tables: Mapping[str, Any] | None) -> Case:
        """The usual case with these tables changed key by key; a table given as None is left out."""
        data = copy.deepcopy(USUAL)
        for name, changes in tables.items():
            if changes is None:
                data.pop(name, None)
            else:
                data.setdefault(name, {}).update(changes)
        case = Case.model_validate(data)
        check_members("case.toml", case)
        return case

    def rule(self, **tables: Mapping[str, Any] | None) -> Ruling:
        """The ruling on the usual case with these changes."""
        return adjudicate(self.case(**tables))


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk."""
    return Desk()


@pytest.fixture
def regime_file(tmp_path: Path) -> Callable[..., str]:
    """Writes a regime of one's own: csto-2010 with these fields changed; returns the path of its file."""
    home = Path(__file__).parents[2] / "scenarios" / "regimes"

    def write(file: str = "own", **changes: str) -> str:
        lines = []
        for line in (home / "csto-2010.toml").read_text(encoding="utf-8").splitlines():
            key = line.partition(" = ")[0]
            lines.append(f"{key} = {changes.pop(key)}" if key in changes else line)
        top = "\n".join(f"{key} = {value}" for key, value in changes.items())
        path = tmp_path / f"{file}.toml"
        path.write_text(top + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return write
