"""Mutated files by the thousand: scenarios, what was observed, cases, crises, regimes, designs, points and saved games
are refused in one clear line or make sense.

    python -m panj.tests.fuzz --count 13000          counts by kind, and what was no clear line, hung or made no sense
    python -m panj.tests.fuzz --only 4711            one of them again

Every file is a good one with one to four faults: bytes turned, lines cut, doubled or swapped, numbers, dates and texts
replaced by nasty ones or by each other, keys and lists without bottom, YAML that refers to itself, orders cut off.
Number n under a seed is always the same file. A scenario that is accepted is played for two days with all promises of
tests/scenarios/test_fuzz.py checked; a case and a regime are put to the desk; a design lists its runs; points are as
many as there are rows; a saved game is the one that was saved.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from panj.experiments.backtest.cases import CALIBRATION, load_cases
from panj.experiments.designs.design import read_design
from panj.experiments.designs.table import read_points
from panj.experiments.designs.worlds import resolve
from panj.experiments.validation.acts import read_acts
from panj.experiments.validation.goal import goal_of
from panj.experiments.validation.measures import read_measures
from panj.model import BorderModel
from panj.model.game import Game, load
from panj.model.game.orders import as_data
from panj.model.game.record import to_record
from panj.scenarios.errors import InputError
from panj.scenarios.load import HOME, load_scenario
from panj.tests.scenarios.test_fuzz import keep_promises, men_by_side, says_what_to_do
from panj.treaty.course.forces import paper_men
from panj.treaty.desk.case import load_case
from panj.treaty.desk.desk import adjudicate
from panj.treaty.law.regime import load_regime

CATALOGUE = Path(__file__).parent / "catalogue"
LONGEST = 20  # seconds of processor time after which a file counts as hung
NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "1e9",
    "1e400",
    "-1e400",
    "nan",
    "inf",
    "0.5",
    "3.7",
    "99999999999999999999",
    "1e-300",
    "0x7fffffffffffffff",
    "9223372036854775808",
    "true",
    "[]",
    "{}",
    '""',
    "2021-06-31",
    "1_000",
    "0.1.2",
    "9" * 400,
    "1622505600",
    "2021-06-01",
    "9999-12-31",
    "0001-01-01",
    "2021-06-01T00:00:00Z",
    '"5"',
    "false",
    "1:2:3",
)
DEPTHS = (3, 23, 24, 25, 100, 5_000)  # of keys and lists that are put in
TEXTS = (
    "",
    " ",
    "x",
    "TJK",
    "AFG",
    "QQQ",
    "none",
    "csto-2010",
    "../x",
    "/",
    "a/b",
    "a" * 5000,
    "Граница",
    "\u202e",
    "\x07",
    "\\u0007",
    "[bold]x[/bold]",
    "'",
    '"',
    ";",
    ",",
    "\n",
    "\x00",
    "\ufeff",
    "٣",
    "%s",
    "{0}",
    "\\",
    "nan",
    "1e5",
    "9999-12-31",
    "0001-01-01",
    "1622505600",
    "*a",
    "&a [*a]",
    "<<: *a",
    "~",
    "- ",
    "? ",
    "{",
    "[",
)
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
VALUE = re.compile(r"[=:] *([^\s,{}\[\]][^\n,{}\[\]]*)")
QUOTED = re.compile(r'"[^"\n]*"')
WORD = re.compile(r"[^\s,;=\[\]\"']+")
DESIGNS = (
    'scenario = "intro"\nregimes = ["none", "majority"]\nseeds = 3\ndays = 5\n',
    'scenarios = ["intro", "tajikistan-2021"]\nregimes = ["csto-2010"]\nseeds = [1, 5, 9]\n'
    "[factors]\npatrol_kmh = [2, 4]\n[set]\nnews_front = 0.2\n",
)


class Hung(BaseException):
    """A file took longer than any file may."""


def mutated(text: str, rng: np.random.Generator) -> bytes:
    """A text with one to four faults, as bytes."""
    raw = text
    for _ in range(int(one_of((1, 1, 1, 2, 2, 3, 4), rng))):
        raw = FAULTS[int(rng.integers(len(FAULTS)))](raw, rng)
    data = raw.encode("utf-8", "surrogatepass")
    if data and rng.random() < 0.1:
        turned = bytearray(data)
        turned[int(rng.integers(len(turned)))] = int(rng.integers(256))
        data = bytes(turned)
    return data[: int(rng.integers(len(data) + 1))] if rng.random() < 0.03 else data


def one_of(values: Any, rng: np.random.Generator) -> Any:
    """A value drawn from a sequence."""
    return values[int(rng.integers(len(values)))]


def replaced(pattern: re.Pattern[str], by: Callable[[str, np.random.Generator], str]) -> Callable[..., str]:
    """A fault: one match of a pattern, drawn at random, becomes something else."""

    def fault(text: str, rng: np.random.Generator) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text
        m = one_of(found, rng)
        return text[: m.start()] + by(m[0], rng) + text[m.end() :]

    return fault


def lines_moved(text: str, rng: np.random.Generator) -> str:
    """A fault: a line goes, comes twice, or changes places with another."""
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return text
    i, j = sorted(int(k) for k in rng.choice(len(lines), 2, replace=False))
    match int(rng.integers(3)):
        case 0:
            del lines[i]
        case 1:
            lines.insert(j, lines[i])
        case _:
            lines[i], lines[j] = lines[j], lines[i]
    return "".join(lines)


def nudged(number: str, rng: np.random.Generator) -> str:
    """A number that is a little or a lot off."""
    return f"{float(number) * float(one_of((0.0, 0.5, 0.9, 1.1, 2.0, 10.0, 1e4, -1.0), rng)):g}"


def bottomless(text: str, rng: np.random.Generator) -> str:
    """A fault: a key of many parts, a table in tables or a list in lists, somewhere in a line of its own."""
    depth = int(one_of(DEPTHS, rng))
    line = one_of(
        (
            "a." * depth + "b = 1",
            f"[{'a.' * depth}b]",
            "x = " + "[" * depth + "]" * depth,
            "x: " + "[" * depth,
            "x = " + "{a=" * depth + "1" + "}" * depth,
            "\n".join(f"{' ' * i}a:" for i in range(min(depth, 100))),
            '"x": ' + "[" * depth + "],",
        ),
        rng,
    )
    lines = text.splitlines(keepends=True)
    lines.insert(int(rng.integers(len(lines) + 1)), f"{line}\n")
    return "".join(lines)


def swapped(text: str, rng: np.random.Generator) -> str:
    """A fault: two values change places, so that a number stands where a date or a text did."""
    found = list(VALUE.finditer(text))
    if len(found) < 2:
        return text
    a, b = sorted((one_of(found, rng), one_of(found, rng)), key=lambda m: m.start(1))
    if a is b:
        return text
    return text[: a.start(1)] + b[1] + text[a.end(1) : b.start(1)] + a[1] + text[b.end(1) :]


FAULTS: tuple[Callable[..., str], ...] = (
    replaced(NUMBER, lambda old, rng: one_of(NUMBERS, rng)),
    replaced(NUMBER, nudged),
    replaced(QUOTED, lambda old, rng: f'"{one_of(TEXTS, rng)}"'),
    replaced(QUOTED, lambda old, rng: one_of(NUMBERS, rng)),
    replaced(WORD, lambda old, rng: one_of(TEXTS, rng)),
    replaced(WORD, lambda old, rng: old[:-1]),
    replaced(re.compile(r"[\s\S]"), lambda old, rng: one_of(TEXTS, rng)),
    lines_moved,
    bottomless,
    swapped,
    replaced(DATE, lambda old, rng: one_of(NUMBERS, rng)),
)


# -- what becomes of a file --------------------------------------------------------------------------------------------
def scenario(folder: Path, rng: np.random.Generator) -> None:
    """The small shipped scenario with one of its files spoilt: two days with every promise kept."""
    source = HOME / "intro"
    names = ["scenario.toml", "scenario.toml", "cells.csv", "segments.csv", "districts.csv", "units.csv", "units.csv"]
    spoilt = one_of(names, rng)
    for path in source.glob("*.*"):
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_bytes(mutated(text, rng) if path.name == spoilt else text.encode())
    read = load_scenario(folder)
    m = BorderModel(read, str(one_of(("none", "csto-2010", "automatic"), rng)), seed=1, days=min(2, read.file.days))
    began, counts = men_by_side(m), {}
    while m.running:
        m.step()
        counts = keep_promises(m, began, counts)
    json.dumps(m.outcomes(), allow_nan=False)


def case(folder: Path, rng: np.random.Generator) -> None:
    """A case of the catalogue spoilt: a ruling of which everything can be said, with no more men than there are."""
    path = one_of(sorted(CATALOGUE.glob("t*.toml")), rng)
    for other in CATALOGUE.glob("*.toml"):
        (folder / other.name).write_bytes(other.read_bytes())
    (folder / path.name).write_bytes(mutated(path.read_text(encoding="utf-8"), rng))
    rule(folder / path.name)


def rule(path: Path) -> None:
    """Put a case to the desk and look at what comes."""
    ruling = adjudicate(load_case(path))
    said = json.dumps(ruling.to_json(), allow_nan=False)
    assert ruling.explain()
    men = [int(n) for n in re.findall(r'"men": (\d+)', said)]
    assert max(men, default=0) <= max(1_000_000, sum(paper_men().values()))


def regime(folder: Path, rng: np.random.Generator) -> None:
    """A shipped regime spoilt: a case is decided under it."""
    source = one_of(sorted((HOME / "regimes").glob("*.toml")), rng)
    (folder / "my.toml").write_bytes(mutated(source.read_text(encoding="utf-8"), rng))
    load_regime(folder / "my.toml")
    text = (CATALOGUE / "t03.toml").read_text(encoding="utf-8")
    text = re.sub(r"^regime = .*$", 'regime = "my.toml"', text, flags=re.M)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    rule(folder / "case.toml")


def design(folder: Path, rng: np.random.Generator) -> None:
    """A design spoilt: its runs are listed, each once, if they are not too many to list."""
    path = folder / "design.toml"
    path.write_bytes(mutated(one_of(DESIGNS, rng), rng))
    plan, _ = resolve(read_design(path), str(path))
    if plan.size <= 10_000:
        runs = list(plan.runs())
        assert len(runs) == plan.size
        assert len({r.id for r in runs}) == len(runs)


def points(folder: Path, rng: np.random.Generator) -> None:
    """A table of points spoilt: every row that it has is a point."""
    text = "patrol_kmh,states.KAZ.caution,demand\n" + "".join(f"{k},{k / 20},none\n" for k in range(2, 9))
    if rng.random() < 0.5:
        text = "patrol_kmh\n" + "".join(f"{k}\n" for k in range(2, 9))
    path = folder / "points.csv"
    path.write_bytes(mutated(text, rng))
    made = read_points(path)
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    while lines and not lines[-1]:
        lines.pop()
    assert len(made) == len(lines) - 1
    (folder / "design.toml").write_text(f'{DESIGNS[0]}points = "points.csv"\n')
    plan, _ = resolve(read_design(folder / "design.toml"), "design")
    assert plan.point_count <= len(made)


def observed(folder: Path, rng: np.random.Generator) -> None:
    """What was observed, spoilt: read as all that it is for."""
    source = load_scenario(one_of(("tajikistan-2021", "batken-1999"), rng))
    text = (source.folder / "observed.toml").read_text(encoding="utf-8")
    (folder / "observed.toml").write_bytes(mutated(text, rng))
    moved = replace(source, folder=folder)
    read_acts(moved)
    read_measures(moved)
    goal_of(moved)


def crises(folder: Path, rng: np.random.Generator) -> None:
    """A few coded crises spoilt: each has what the rules ask for."""
    head, *cases = re.split(r"(?m)^(?=- id:|  - id:)", CALIBRATION.read_text(encoding="utf-8"))
    start = int(rng.integers(max(1, len(cases) - 1)))
    (folder / "cases.yaml").write_bytes(mutated(head + "".join(cases[start : start + 2]), rng))
    for coded in load_cases(folder / "cases.yaml"):
        json.dumps(coded.observed(), allow_nan=False, default=str)


@lru_cache(maxsize=1)
def saved() -> str:
    """A saved game, as text."""
    game = Game("intro", "csto-2010", seed=1, days=4)
    for day in range(3):
        game.advance("day")
        game.inject("statement", game.scenario.file.requester, note=f"day {day}")
    return json.dumps(to_record(game), indent=1)


def saved_game(folder: Path, rng: np.random.Generator) -> None:
    """A saved game spoilt: whatever opens has every order of the game that was saved, and comes to its digest."""
    whole = json.loads(saved())
    cut = dict(whole)
    if rng.random() < 0.3:
        cut["orders"] = whole["orders"][: int(rng.integers(len(whole["orders"])))]
    (folder / "game.json").write_bytes(mutated(json.dumps(cut, indent=1), rng))
    game = load(folder / "game.json")
    assert game.digest == whole["digest"]
    if json.loads((folder / "game.json").read_text(encoding="utf-8-sig")).get("end") is not None:
        orders = [{k: v for k, v in o.items() if k != "seal"} for o in whole["orders"]]
        assert [as_data(o) for o in game.played] == orders


KINDS = (scenario, case, regime, design, points, observed, crises, saved_game)


def tried(number: int, seed: int, folder: Path) -> tuple[str, str, str]:
    """Kind, what became of it (refused, accepted, traceback, hung, unclear) and what was said, for file `number`."""
    kind = KINDS[number % len(KINDS)]
    signal.signal(signal.SIGPROF, _hung)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        kind(folder, np.random.default_rng((seed, number)))
    except InputError as refusal:
        text = str(refusal)
        clear = text.isprintable() and says_what_to_do(text) and len(text) < 3000
        return kind.__name__, "refused" if clear else "unclear", text
    except Hung:
        return kind.__name__, "hung", ""
    except Exception:
        return kind.__name__, "traceback", traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return kind.__name__, "accepted", ""


def _hung(number: int, frame: object) -> None:
    raise Hung


def fuzz(numbers: range, seed: int) -> tuple[Counter[tuple[str, str]], list[tuple[int, str, str, str]]]:
    """Counts by kind and end, and what was neither refused in a clear line nor accepted and sound."""
    BorderModel("intro", "none", seed=1, days=1).run()  # compiles the rules where they are not: no file's doing
    counts: Counter[tuple[str, str]] = Counter()
    bad = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            kind, end, said = tried(number, seed, Path(folder))
        counts[kind, end] += 1
        if end not in ("refused", "accepted"):
            bad.append((number, kind, end, said))
            print(f"number {number}, {kind}: {end}\n{said}", file=sys.stderr, flush=True)
        if sys.stderr.isatty() and number % 100 == 0:
            print(f"{number} of {len(numbers)}", end="\r", file=sys.stderr)
    return counts, bad


def main() -> None:
    """Try many and print the counts; exit status 1 if one of them was bad."""
    options = argparse.ArgumentParser(prog="python -m panj.tests.fuzz", description=__doc__.splitlines()[0])
    options.add_argument("--count", type=int, default=1000, help="files to try")
    options.add_argument("--first", type=int, default=0, help="number of the first")
    options.add_argument("--seed", type=int, default=1, help="seed of all of them")
    options.add_argument("--only", type=int, help="try only this one and say what came of it")
    o = options.parse_args()
    if o.only is not None:
        with tempfile.TemporaryDirectory() as folder:
            print(*tried(o.only, o.seed, Path(folder)), sep="\n")
        return
    counts, bad = fuzz(range(o.first, o.first + o.count), o.seed)
    for (kind, end), count in sorted(counts.items()):
        print(f"{kind:10} {end:10} {count:7,}")
    print(f"{sum(counts.values()):,} files, {len(bad)} bad")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
