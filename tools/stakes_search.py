"""Search for a scenario in which choices decide: `python -m panj.tools.stakes_search --out out/search.jsonl`.

Points are drawn evenly from ranges of settings (tools/stakes_search.toml). At each the courses of all levers of the
scenario's aims are played over a few seeds. A lever's effect is the distance between its best and its worst course in
the number that says whether the border holds, in standard deviations over seeds within a course; a point is worth the
least effect of its levers. So the point is chosen for its spread of outcomes over choices, by few seeds: whoever uses
it says so, and shows it on other seeds (`panj stakes`).

The few best are then played on fresh seeds, which choose the one: the best of many by few seeds looks better than it
is.

The same seed draws the same points. What was played stands in the file, a line a point, and is not played again: run
the command again, with more points if wanted, to go on. `--write DIR` writes the best point as a scenario.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from panj.experiments.after_action.crew import crew
from panj.experiments.designs.inputs import program_stamp
from panj.experiments.designs.paths import changed, slot
from panj.experiments.edge import edge
from panj.experiments.lines import read_lines, writing_lines
from panj.experiments.progress import progress
from panj.experiments.runs.play import compile_first
from panj.experiments.stakes.spread import War, play
from panj.model.game.pairs import Conditions, Row
from panj.scenarios.aims import Aims, load_aims
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import UnitRow
from panj.scenarios.writing import write_text
from panj.treaty.law.regime import Regime, load_regime

DESIGN = Path(__file__).with_suffix(".toml")
FRESH = 1001  # first of the seeds that choose among the best points
KEYS = ("scenario", "aims", "days", "fixed", "ranges", "men")
Point = dict[str, Any]  # path -> value; "men.POWER.role" -> factor
SOURCE = "chosen by search for the spread of outcomes over choices (panj.tools.stakes_search); not history"


def points(design: Mapping[str, Any], scenario: Scenario, regime: Regime, seed: int, count: int) -> list[Point]:
    """Points of the search, each drawn by the seed and its own number alone."""
    out = []
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        point: Point = dict(design["fixed"])
        for path, (low, high) in design["ranges"].items():
            value = low + (high - low) * float(rng.random())
            point[path] = round(value) if slot(scenario, regime, path).whole else _short(value, high - low)
        for who, (low, high) in design["men"].items():
            point[f"men.{who}"] = _short(low + (high - low) * float(rng.random()), high - low)
        out.append(point)
    return out


def _short(value: float, width: float) -> float:
    """A number to a thousandth of its range: as people would write it."""
    return round(value, max(0, 2 - math.floor(math.log10(width))))


def at(scenario: Scenario, regime: Regime, point: Point) -> Scenario:
    """The scenario at a point."""
    settings = {path: value for path, value in point.items() if not path.startswith("men.")}
    found = changed(scenario, regime, settings, "stakes_search").scenario
    factors = {path.removeprefix("men."): value for path, value in point.items() if path.startswith("men.")}
    units = tuple(
        u.model_copy(update={"men": max(1, round(u.men * factors[key]))})
        if (key := f"{u.owner}.{u.role}") in factors
        else u
        for u in found.units
    )
    return replace(found, units=units)


def effects(aims: Aims, rows: Mapping[tuple[str, str], list[Row]]) -> dict[str, float]:
    """Effect of each lever, in standard deviations of the dice; rows by lever and course."""
    assert aims.holds is not None
    column = aims.holds.column
    values = {key: [float(row[column] or 0.0) for row in found] for key, found in rows.items()}
    out = {}
    for lever in aims.levers:
        mine = [values[lever.title, c.title] for c in lever.courses]
        means = [statistics.fmean(v) for v in mine]
        dice = math.sqrt(statistics.fmean([statistics.variance(v) for v in mine]))
        out[lever.title] = (max(means) - min(means)) / dice if dice > 0.0 else 0.0
    return out


def tried(scenario: Scenario, regime: Regime, aims: Aims, seeds: range) -> dict[str, Any]:
    """What the levers do at a point."""
    keys = [(lever.title, c) for lever in aims.levers for c in lever.courses]
    shared = Conditions(scenario, regime, scenario.file.days, {}, ())
    wars = [
        War(seed, tuple(c.policies.items()), load_regime(c.regime) if c.regime else None)
        for _, c in keys
        for seed in seeds
    ]
    with crew(shared, 1) as hands:
        found = list(hands.each(play, wars))
    n = len(seeds)
    rows = {(lever, c.title): found[i * n : (i + 1) * n] for i, (lever, c) in enumerate(keys)}
    moved = effects(aims, rows)
    column = aims.holds.column if aims.holds else ""
    means = {
        f"{lever}: {c}": statistics.fmean(float(r[column] or 0.0) for r in got) for (lever, c), got in rows.items()
    }
    return {"worth": min(moved.values()), "effects": moved, "means": means}


def search(design: Mapping[str, Any], out: Path, seed: int, count: int, seeds: int) -> list[dict[str, Any]]:
    """Play the points that the file does not have yet, and write each down as soon as it is played."""
    scenario, aims = based(design)
    regime = load_regime(scenario.file.regime)
    head = {"search": 1, "design": design, "seed": seed, "seeds": seeds, "rules": program_stamp()}
    done = read(out, head)
    left = [(i, p) for i, p in enumerate(points(design, scenario, regime, seed, count)) if i not in done]
    with progress(len(left), f"points of {out}") as advance, writing_lines(out, head) as write:
        for number, point in left:
            found = {"point": number, "at": point} | tried(
                at(scenario, regime, point), regime, aims, range(1, seeds + 1)
            )
            write(found)
            done[number] = found
            advance(1)
    return sorted(done.values(), key=lambda f: -f["worth"])


def confirmed(design: Mapping[str, Any], found: list[dict[str, Any]], seeds: range) -> list[dict[str, Any]]:
    """Points played again on fresh seeds, the best by these first."""
    scenario, aims = based(design)
    regime = load_regime(scenario.file.regime)
    with progress(len(found), "points on fresh seeds") as advance:
        again = []
        for f in found:
            moved = tried(at(scenario, regime, f["at"]), regime, aims, seeds)
            again.append(f | moved | {"fresh": [seeds.start, seeds.stop - 1]})
            advance(1)
    return sorted(again, key=lambda f: -f["worth"])


def based(design: Mapping[str, Any]) -> tuple[Scenario, Aims]:
    """The scenario that the search starts from, with the aims of the folder that the design names."""
    base, wanted = load_scenario(design["scenario"]), load_scenario(design["aims"])
    scenario = replace(base.with_file(days=design["days"]), folder=wanted.folder)
    return scenario, load_aims(scenario)


def read(out: Path, head: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Points that a file has; a line cut short is played again. Raises InputError for a file of another search."""
    found = read_lines(out, head, "another search, or other rules", "another file, or the same design and seeds")
    return {f["point"]: f for f in found}


def written(design: Mapping[str, Any], best: Mapping[str, Any], folder: Path, title: str, summary: str) -> None:
    """Write a point as a scenario: settings in scenario.toml, and units.csv with those whose strength differs."""

    scenario, _ = based(design)
    regime = load_regime(scenario.file.regime)
    found = at(scenario, regime, best["at"])
    write_text(folder / "scenario.toml", scenario_toml(design, best, scenario, title, summary))
    write_text(folder / "units.csv", units_csv(scenario.units, found.units))


def table(found: Iterable[Mapping[str, Any]], most: int = 10) -> str:
    """The best points as text."""
    lines = []
    for f in list(found)[:most]:
        effects_said = ", ".join(f"{name} {value:.2f}" for name, value in f["effects"].items())
        lines.append(f"point {f['point']}: worth {f['worth']:.2f} ({effects_said})")
    return "\n".join(lines)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--design", type=Path, default=DESIGN)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--points", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--confirm", type=int, default=3, help="best points that are played again on fresh seeds")
    parser.add_argument("--write", type=Path, help="folder of a scenario that the best point is written to")
    asked = parser.parse_args()
    design = read_toml(asked.design)
    if missing := [key for key in KEYS if key not in design]:
        raise InputError(asked.design, missing[0], InWords("nothing"), "this key is required")
    compile_first()
    found = search(design, asked.out, asked.seed, asked.points, asked.seeds)
    print(table(found))
    if asked.confirm:
        found = confirmed(design, found[: asked.confirm], range(FRESH, FRESH + 3 * asked.seeds))
        print(f"on seeds {FRESH} to {FRESH + 3 * asked.seeds - 1}:\n{table(found)}")
    if asked.write is not None:
        own = load_scenario(asked.write)
        written(design, found[0], asked.write, own.title, own.file.summary)
        print(f"the best point is in {asked.write}")


if __name__ == "__main__":
    edge(main)


# -- the point as a scenario -------------------------------------------------------------------------------------------


def scenario_toml(
    design: Mapping[str, Any], best: Mapping[str, Any], scenario: Scenario, title: str, summary: str
) -> str:
    """scenario.toml of a point."""
    out = [
        f"# Written by panj.tools.stakes_search: point {best['point']}, chosen for its spread of outcomes:",
        f"# its least lever moves the border by {best['worth']:.1f} standard deviations of the dice, on few seeds;"
        " `panj stakes` shows it",
        "# on others. A game, not history.",
        f"extends = {json.dumps(design['scenario'])}",
        f"title = {json.dumps(title)}",
        f'summary = """{summary}"""',
        f"days = {design['days']}",
    ]
    if "demand" in best["at"]:
        out.append(f"demand = {json.dumps(best['at']['demand'])}")
    tables: dict[str, list[str]] = {}
    for path, value in best["at"].items():
        head, _, key = path.rpartition(".")
        if path.startswith("men.") or path == "demand":
            continue
        if not head or head == "parameters":
            p = scenario.file.parameters[key]
            entry = {"low": p.low, "typical": value, "high": p.high, "unit": p.unit, "source": SOURCE, "part": p.part}
            tables[f"parameters.{key}"] = [f"{name} = {json.dumps(v)}" for name, v in entry.items()]
        else:
            tables.setdefault(head, []).append(f"{key} = {json.dumps(value)}")
    for head, lines in tables.items():
        more = [] if head.startswith("parameters.") else [f"source = {json.dumps(SOURCE)}"]
        out += ["", f"[{head}]", *lines, *more]
    return "\n".join(out) + "\n"


def units_csv(before: Iterable[UnitRow], after: Iterable[UnitRow]) -> str:
    """units.csv with the units whose strength a point changes."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(UnitRow.model_fields), lineterminator="\n")
    writer.writeheader()
    for old, new in zip(before, after, strict=True):
        if old != new:
            writer.writerow(new.model_dump() | {"source": "assumed: strength chosen by search"})
    return stream.getvalue()
