"""Standing of the members where a case does not give it, how uncertain it is, and what each of them sees."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from panj.scenarios.load import HOME
from panj.scenarios.schema import Range, as_range
from panj.treaty.council.member import Member
from panj.treaty.course.clocks import DrawFor, pert
from panj.treaty.law.clauses import Threat

JUDGED = ("means", "caution", "credibility", "outside_options")  # of a member's standing, beside its stake in a case


def drawn(judgement: Range, spread: float, u: float) -> float:
    """A judgement as one game has it: the typical number at a spread of 0, a PERT draw between low and high at 1."""
    j = judgement
    if spread <= 0.0 or j.low == j.high:
        return j.typical
    return j.typical + spread * (pert(j.low, j.typical, j.high, u) - j.typical)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads((HOME / "treaty" / "members.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def default_standing(code: str) -> Mapping[str, Any]:
    """Region, means, caution, credibility, outside options and stakes of a member; the mean of all where it has no
    row."""
    rows = {c: {k: v if k == "region" else _judged(v) for k, v in r.items()} for c, r in _file()["standing"].items()}
    if code in rows:
        return rows[code]
    return {"region": code} | {k: _mean([r[k] for r in rows.values()]) for k in (*JUDGED, "near", "far")}


def _judged(value: object) -> Range:
    return Range.model_validate(as_range(value))


def _mean(rows: list[Range]) -> Range:
    low, typical, high = (sum(getattr(r, end) for r in rows) / len(rows) for end in ("low", "typical", "high"))
    return Range(low=low, typical=typical, high=high)


def stake_in(code: str, other: str) -> Range:
    """What the security of `other` is worth to `code`, 0..1: its own all, its region's more than others'."""
    if code == other:
        return _judged(1.0)
    mine, theirs = default_standing(code), default_standing(other)
    near = mine["region"] in ("all", theirs["region"]) and theirs["region"] != "west"
    stake: Range = mine["near" if near else "far"]
    return stake


def ties_to(threat: Threat) -> float:
    """Ties of a member to the aggressor, 0..1, by the aggressor's code."""
    table = _file()["ties"]
    if threat.by == "member":
        return float(table["member"])
    return float(table.get(threat.of, table["any"]))


def usual_threat(kind: str) -> float:
    """Threat seen where a case names only its kind."""
    return float(_file()["threat"][kind])


def make_member(code: str, stake: float, ties: float, draw: DrawFor | None = None, spread: float = 1.0) -> Member:
    """A member with its usual standing, and the stake and ties of a case; drawn that far from the typical standing
    where there is something to draw with."""
    s = default_standing(code)
    if draw is None or spread <= 0.0:
        means, caution, credibility, options = (s[name].typical for name in JUDGED)
    else:
        means, caution, credibility, options = (drawn(s[n], spread, draw(code, f"standing-{n}")) for n in JUDGED)
    return Member(code, stake, means, caution, credibility, options, ties)


def usual_members(
    codes: Iterable[str], threat: Threat, draw: DrawFor | None = None, spread: float = 1.0
) -> dict[str, Member]:
    """Every member's usual standing in a case, drawn likewise."""
    others, out = ties_to(threat), {}
    for c in codes:
        stake = stake_in(c, threat.on)
        here = stake.typical if draw is None else drawn(stake, spread, draw(c, "standing-stake"))
        out[c] = make_member(c, here, 0.0 if c == threat.on else others, draw, spread)
    return out


def seen(threat: float, code: str, draw: DrawFor | None) -> float:
    """The threat as one member perceives it: the true one with an error of its own, within 0..1."""
    if draw is None:
        return threat
    spread = float(_file()["perception"]["spread"])
    return min(1.0, max(0.0, threat + spread * (2.0 * draw(code, "perception") - 1.0)))
