"""Standing of the members where a case does not give it, and what each of them sees."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from scenarios.load import HOME
from treaty.clauses import Threat
from treaty.member import Member

DrawFor = Callable[[str, str], float]


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads((HOME / "treaty" / "members.toml").read_text(encoding="utf-8"))


def default_standing(code: str) -> Mapping[str, Any]:
    """Means, caution, credibility, outside options and stakes of a member; the mean of all where it has no row."""
    rows = _file()["standing"]
    if code in rows:
        return dict(rows[code])
    numbers = [k for k, v in next(iter(rows.values())).items() if isinstance(v, (int, float))]
    return {"region": code} | {k: sum(r[k] for r in rows.values()) / len(rows) for k in numbers}


def stake_in(code: str, other: str) -> float:
    """What the security of `other` is worth to `code`, 0..1: its own all, its region's more than others'."""
    if code == other:
        return 1.0
    mine, theirs = default_standing(code), default_standing(other)
    near = mine["region"] in ("all", theirs["region"]) and theirs["region"] != "west"
    return float(mine["near"] if near else mine["far"])


def ties_to(threat: Threat) -> float:
    """Ties of a member to the aggressor, 0..1, by the aggressor's code."""
    table = _file()["ties"]
    if threat.by == "member":
        return float(table["member"])
    return float(table.get(threat.of, table["any"]))


def usual_threat(kind: str) -> float:
    """Threat seen where a case names only its kind."""
    return float(_file()["threat"][kind])


def make_member(code: str, stake: float, ties: float, trust: Mapping[str, float] | None = None) -> Member:
    """A member with its usual standing, and the stake and ties of a case."""
    s = default_standing(code)
    return Member(
        code, stake, float(s["means"]), float(s["caution"]), float(s["credibility"]), float(s["outside_options"]),
        ties, trust or {},
    )  # fmt: skip


def usual_members(codes: Iterable[str], threat: Threat) -> dict[str, Member]:
    """Every member's usual standing in a case."""
    others = ties_to(threat)
    return {c: make_member(c, stake_in(c, threat.on), 0.0 if c == threat.on else others) for c in codes}


def seen(threat: float, code: str, draw: DrawFor | None) -> float:
    """The threat as one member perceives it: the true one with an error of its own, within 0..1."""
    if draw is None:
        return threat
    spread = float(_file()["perception"]["spread"])
    return min(1.0, max(0.0, threat + spread * (2.0 * draw(code, "perception") - 1.0)))
