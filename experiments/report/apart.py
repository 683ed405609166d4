"""What two designs have in common and in what they differ, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from panj.experiments.designs.differences import between
from panj.experiments.designs.plan import Named, Plan
from panj.experiments.report.answers import and_

Contents = Mapping[str, Mapping[str, Mapping[str, Any]]]  # of scenarios and regimes, by name and path
MOST = 40  # numbers, injects and norms that differ, that are told one by one
SHOWN = 6  # levels or seeds that are told one by one


def apart(
    first: Plan, second: Plan, names: tuple[str, str], contents: tuple[Contents, Contents] = ({}, {})
) -> list[str]:
    """In what the second design differs from the first, a sentence each; none where they are the same.

    contents: what was played in each, as their stores keep it (experiments.designs.worlds.contents_of): with them the
    numbers, injects and norms that differ are named one by one.
    """
    said = []
    if first.rules != second.rules:
        said.append("They were played by different versions of the program, so that any rule of the model may differ.")
    said += _named("scenario", first.scenarios, second.scenarios, names, contents)
    said += _named("regime", first.regimes, second.regimes, names, contents)
    if any(first.days[s] != second.days[s] for s in first.days & second.days.keys()) or set(first.days.values()) != set(
        second.days.values()
    ):
        said.append(f"A war lasts {_days(first)} days in {names[0]}, {_days(second)} in {names[1]}.")
    said += _settings("is", first.fixed, second.fixed, names, "is as the scenario has it")
    said += _settings("takes", _levels(first), _levels(second), names, "is not varied")
    said += _settings("is the point", first.named, second.named, names, "is no point")
    said += _settings("is the inject", _injects(first), _injects(second), names, "is no inject")
    if set(first.seed_list) != set(second.seed_list):
        said.append(
            f"{names[0]} has {_seeds(first)}, {names[1]} {_seeds(second)}; {shared_seeds(first, second):,} are in"
            " common."
        )
    if first.more != second.more:
        said.append("Seeds were added until each was precise enough, and not the same number in both.")
    return said


def together(first: Plan, second: Plan) -> str:
    """What both have, in a sentence; empty where that is nothing."""
    said = []
    for what, ours, theirs in (
        ("scenario", first.scenarios, second.scenarios),
        ("regimes", first.regimes, second.regimes),
    ):
        if both := [n.name for n in ours if n in theirs]:
            said.append(f"{what} {and_(both)}")
    if first.days == second.days:
        said.append(f"{_days(first)} days")
    if set(first.seed_list) == set(second.seed_list):
        said.append(_seeds(first))
    both = [p for p in first.fixed if second.fixed.get(p) == first.fixed[p]]
    said += [f"{path} = {_word(first.fixed[path])}" for path in both]
    if first.rules == second.rules:
        said.append("the same version of the program")
    return f"Both have {and_(said)}." if said else ""


def shared_seeds(first: Plan, second: Plan) -> int:
    """How many seeds two plans have in common."""
    return len(set(first.seed_list) & set(second.seed_list))


def _named(
    what: str, first: list[Named], second: list[Named], names: tuple[str, str], contents: tuple[Contents, Contents]
) -> list[str]:
    ours, theirs = {n.name: n.content for n in first}, {n.name: n.content for n in second}
    only = [[n for n in mine if n not in other] for mine, other in ((ours, theirs), (theirs, ours))]
    said = [
        f"Only {name} plays {what if len(mine) == 1 else f'{what}s'} {and_(mine)}."
        for name, mine in zip(names, only, strict=True)
        if mine
    ]
    changed = [(n, n) for n in ours if n in theirs and ours[n] != theirs[n]]
    if len(first) == len(second) == 1 and only[0] and only[1]:  # these two are held against each other
        changed = [(only[0][0], only[1][0])]
    for mine, other in changed:
        before, after = (held.get(f"{what}s", {}).get(n, {}) for held, n in zip(contents, (mine, other), strict=True))
        told = between(before, after, names) if before and after else []
        if told and mine == other:
            said.append(f"The {what} {mine} is not the same in both: {_few(told)}")
        elif told:
            said.append(f"Between {what} {mine} and {other}: {_few(told)}")
        elif mine == other:
            said.append(f"The {what} {mine} is not the same in both: its files have other content.")
    return said


def _few(told: list[str]) -> str:
    more = f" And {len(told) - MOST:,} more." if len(told) > MOST else ""
    return " ".join(told[:MOST]) + more


def _settings(
    verb: str, first: Mapping[str, Any], second: Mapping[str, Any], names: tuple[str, str], without: str
) -> list[str]:
    said = []
    for path in dict.fromkeys([*first, *second]):
        if first.get(path) != second.get(path):
            told = [f"{verb} {_word(p[path])}" if path in p else without for p in (first, second)]
            said.append(f"{path} {told[0]} in {names[0]} and {told[1]} in {names[1]}.")
    return said


def _levels(plan: Plan) -> dict[str, list[Any]]:
    """What each factor takes."""
    sampled = {
        name: sorted({row[i] for row in plan.rows if row[i] is not None}, key=str)
        for i, name in enumerate(plan.columns)
    }
    return {**plan.factors, **sampled}


def _injects(plan: Plan) -> dict[str, Any]:
    return {name: one.model_dump(exclude_defaults=True) for name, one in plan.injects.items()}


def _days(plan: Plan) -> str:
    return and_(str(d) for d in sorted(set(plan.days.values())))


def _seeds(plan: Plan) -> str:
    listed = plan.seed_list
    if isinstance(listed, range):
        return f"seeds 1 to {len(listed):,}" if len(listed) > 1 else "seed 1"
    return f"the seeds {and_(map(str, listed))}" if len(listed) <= SHOWN else f"{len(listed):,} seeds of a list"


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_word(v)}" for k, v in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        listed = list(value)
        numbers = [v for v in listed if isinstance(v, (int, float))]
        if len(listed) > SHOWN and len(numbers) == len(listed):
            return f"over {len(listed):,} values from {min(numbers):.6g} to {max(numbers):.6g}"
        return " / ".join(_word(v) for v in listed[:SHOWN]) + (" and more" if len(listed) > SHOWN else "")
    return str(value).lower() if isinstance(value, bool) else str(value)
