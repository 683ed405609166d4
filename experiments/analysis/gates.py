"""`panj gates`: under which treaty rules force comes, and at which gate two sets of rules part, over whole wars.

A world is one seed: its ground, its weights and standings are the same under every regime. Two regimes part in a world
where their wars differ in any event; the gate is that of the first event of the alliance in which they do:

- no alliance: one of the two has no collective measures at all
- trigger: who is bound, or whether what happens is covered
- request: what is asked for, or whether anything is
- draft: what the ministers propose
- vote: who votes how, whether a vote is needed, or how it is counted, foreseen objections among it
- giving, forces: what was adopted does not set out, because too little is promised or nobody has forces to send

Beside the gates stands how much a pair of regimes differs: in how many worlds the text adopted, whether force is
adopted, the men who came, and the day of the decision differ.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from panj.experiments.backtest.caution import caution
from panj.experiments.designs.inputs import stamp
from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.model import BorderModel
from panj.scenarios.errors import InputError, MachineError
from panj.scenarios.reading import json_lines
from panj.scenarios.writing import place_of_file
from panj.treaty.ladder import FORCE
from panj.treaty.law.regime import load_regime, regime_names

LINE = '{"scenario": '  # how a world of ours begins in a file
GATES = ("no alliance", "trigger", "request", "draft", "vote", "giving", "forces")
GATE_OF = {  # gate at which an event of the alliance stands
    "informed": "trigger",
    "consultation": "trigger",
    "dropped": "trigger",
    "no_request": "request",
    "appeal": "request",
    "request": "request",
    "readiness": "draft",
    "mission_sent": "draft",
    "recommendation": "draft",
    "draft": "draft",
    "text": "draft",
    "amendment": "draft",
    "session": "vote",
    "ballot": "vote",
    "adopted": "vote",
    "blocked": "vote",
    "deferred": "vote",
    "contribution": "giving",
    "deployment": "giving",
    "not_delivered": "forces",
}
Step = tuple[int, str, str, str, float, str]  # step, kind, actor, subject, amount, ground
DIFFER = {"text": "measures", "force": "adopted", "men": "men", "day": "day"}  # what may differ: where a world has it
FORM = 2  # of a world in a file


def course(model: BorderModel) -> list[Step]:
    """What the alliance did, in order: step, kind, actor, subject, amount, and whether the article on attacks or a gate
    stood behind it."""
    attack = {c.id for c in model.law.book.versions("attack")}
    return [
        (e.step, e.kind, e.actor, e.subject, e.amount, _ground(e.clause, attack)) for e in model.events.of(*GATE_OF)
    ]


def _ground(clause: str, attack: set[str]) -> str:
    """The clause of an event as far as regimes share it: each has a reading of the article on attacks of its own."""
    return "obliged" if clause in attack else clause if clause in ("LEAD", "FORCES") else ""


def gate(one: Sequence[Step], other: Sequence[Step]) -> str | None:
    """The gate at which two courses part; None where they do not."""
    i = next((k for k, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))
    heads = [c[i] for c in (one, other) if i < len(c)]
    if not heads:
        return None
    first = min(step[0] for step in heads)
    now = [step for step in heads if step[0] == first]
    if len(now) == 2 and now[0][:5] == now[1][:5] and now[0][1] != "adopted":
        return "trigger"  # the same act, but the article on attacks stands behind one of the two only
    for step in now:
        if step[1] == "adopted" and step[5] in ("LEAD", "FORCES"):
            return "giving" if step[5] == "LEAD" else "forces"
    kinds = {GATE_OF[step[1]] for step in now}
    if "session" in {step[1] for step in now} and "draft" in kinds:
        return "vote"  # straight to the council, because no objection is foreseen
    return min(kinds, key=GATES.index)


def play_world(scenario: str, regimes: Sequence[str], seed: int, spread: float) -> dict[str, Any]:
    """One seed under every regime: whether force was adopted and arrived, the course, and a mark of the whole war."""
    out = {}
    for regime in regimes:
        m = BorderModel(scenario, regime, seed, parameters={"politics_spread": spread}).run()
        row = m.outcomes()
        told = "\n".join(f"{e.step}|{e.kind}|{e.actor}|{e.subject}|{e.place}|{e.amount:.6g}" for e in m.events)
        out[regime] = {
            "adopted": row["adopted_rung"] >= min(FORCE),
            "arrived": row["delivered_men"] > 0,
            "measures": row["measures"],
            "men": row["delivered_men"],
            "day": row["decision_day"],
            "course": course(m),
            "war": hashlib.blake2b(told.encode(), digest_size=12).hexdigest(),
        }
    return out


def worlds(
    scenario: str,
    regimes: Sequence[str],
    seeds: Iterable[int],
    spread: float,
    keep: Path | None = None,
    quiet: bool = False,
) -> list[dict[str, Any]]:
    """All worlds of a scenario. With a file to keep them in, those that are there already are not played again."""
    made = "+".join(stamp(scenario, r) for r in regimes)
    mark = hashlib.blake2b(f"{made} {spread:g} {FORM}".encode(), digest_size=12).hexdigest()
    known = _read(keep, scenario, mark)
    numbers = list(seeds)
    if keep is not None:
        _refuse_foreign(keep)
        keep.parent.mkdir(parents=True, exist_ok=True)
    with progress(
        len(numbers), f"{scenario}: {len(numbers)} worlds, {len(regimes)} regimes, spread {spread:g}", quiet
    ) as step:
        for seed in numbers:
            if seed not in known:
                known[seed] = play_world(scenario, regimes, seed, spread)
                if keep is not None:
                    with keep.open("a", encoding="utf-8") as stream:
                        line = {"scenario": scenario, "mark": mark, "seed": seed, "world": known[seed]}
                        stream.write(json.dumps(line) + "\n")
            step(1)
    return [known[seed] for seed in numbers]


def _read(keep: Path | None, scenario: str, mark: str) -> dict[int, dict[str, Any]]:
    if keep is None or not keep.is_file():
        return {}
    out = {}
    for row in json_lines(keep):
        seed, world = row.get("seed"), row.get("world")
        if (row.get("scenario"), row.get("mark")) == (scenario, mark) and type(seed) is int and isinstance(world, dict):
            out[seed] = world
    return out


def _refuse_foreign(keep: Path) -> None:
    """Raise MachineError where lines would be added to a file that has no worlds in it."""
    place = place_of_file(keep)
    if place.exists() and place.stat().st_size:
        with place.open(encoding="utf-8", errors="replace") as stream:
            if not stream.read(len(LINE)) == LINE:
                raise MachineError(keep, "a file that `panj gates` did not write", "move it, or choose another place")


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson, J. Am. Statistical Association 22 (1927) 209-212)."""
    z = 1.959964
    p, z2 = hits / n, z * z
    middle, half = (p + z2 / (2 * n)) / (1 + z2 / n), z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def chances(played: Sequence[dict[str, Any]], single: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Chance of collective force by regime: adopted, and arrived, over the cloud; and as the single point has it."""
    rows = []
    for regime in played[0]:
        row: dict[str, Any] = {"regime": regime, "worlds": len(played)}
        for what in ("adopted", "arrived"):
            hits = sum(w[regime][what] for w in played)
            low, high = wilson(hits, len(played))
            row |= {f"force {what}": hits / len(played), f"{what} low": low, f"{what} high": high}
        if single:
            row["adopted, single point"] = sum(w[regime]["adopted"] for w in single) / len(single)
        rows.append(row)
    return rows


def partings(played: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each pair of regimes: in how many worlds their wars part, in how many over force, and at which gates."""
    rows = []
    for a, b in itertools.combinations(played[0], 2):
        alone = not (load_regime(a).collective and load_regime(b).collective)
        found: Counter[str] = Counter()
        for world in played:
            if world[a]["war"] != world[b]["war"]:
                ours, theirs = ([tuple(s) for s in world[r]["course"]] for r in (a, b))
                found["no alliance" if alone else gate(ours, theirs) or "trigger"] += 1
        force = sum(w[a]["adopted"] != w[b]["adopted"] for w in played)
        row: dict[str, Any] = {"pair": f"{a}, {b}", "part": sum(found.values()), "over force": force}
        rows.append(row | {g: found[g] for g in GATES})
    return rows


def differences(played: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each pair of regimes the share of worlds in which text, force, men and day differ, with 95 % intervals, in
    how many force comes under one of the two alone, and the gate at which most of those that part do so first."""
    gates = {row["pair"]: row for row in partings(played)}
    rows = []
    for a, b in itertools.combinations(played[0], 2):
        row: dict[str, Any] = {"pair": f"{a}, {b}", "worlds": len(played)}
        for what, key in DIFFER.items():
            hits = sum(w[a][key] != w[b][key] for w in played)
            low, high = wilson(hits, len(played))
            row |= {what: hits / len(played), f"{what} low": low, f"{what} high": high}
        for alone, x, y in (("force first alone", a, b), ("force second alone", b, a)):
            row[alone] = sum(w[x]["adopted"] and not w[y]["adopted"] for w in played)
        first = max(GATES, key=lambda g: gates[row["pair"]][g])
        rows.append(row | {"first": first if gates[row["pair"]]["part"] else ""})
    return rows


def said(rows: Sequence[dict[str, Any]], what: Iterable[str] = DIFFER) -> list[dict[str, str]]:
    """The same rows as people read them: a share with its interval in per cent."""
    out = []
    for row in rows:
        shares = {w: f"{row[w]:.0%} [{row[f'{w} low']:.1%}, {row[f'{w} high']:.1%}]" for w in what}
        out.append({"pair": row["pair"]} | shares | {"first": row["first"]})
    return out


def run_gates(scenarios: Sequence[str], regimes: Sequence[str], seeds: int, out: Path | None, as_json: bool) -> None:
    """The command: play, and print both tables for each scenario."""
    if seeds < 2:
        raise InputError("--seeds", "", seeds, "at least 2")
    names = list(dict.fromkeys(regimes)) or regime_names()
    keep = None if out is None else out / "worlds.jsonl"
    result = {}
    for scenario in scenarios:
        drawn = worlds(scenario, names, range(1, seeds + 1), 1.0, keep, as_json)
        single = worlds(scenario, names, range(1, max(2, seeds // 4) + 1), 0.0, keep, as_json)
        result[scenario] = {
            "chance": chances(drawn, single),
            "partings": partings(drawn),
            "differences": differences(drawn),
        }
    if as_json:
        print(json.dumps(result))
        return
    for scenario, tables in result.items():
        print_rows(tables["chance"], False, f"{scenario}: chance of collective force, 95 % intervals")
        print_rows(tables["partings"], False, f"{scenario}: worlds of {seeds} in which two regimes part, by first gate")
        title = "share of worlds in which text, force, men and day of decision differ, 95 % intervals"
        print_rows(said(tables["differences"]), False, f"{scenario}: {title}")
    if warning := caution():
        print(warning)
