"""What each parameter moves: every one from its low to its high value over paired seeds, one at a time.

    python -m panj.tools.screen --seeds 20
    python -m panj.tools.screen --scenario tajikistan-2021 --only collapse_news deal_main
    python -m panj.tools.screen --seeds 20 --docs docs          # writes the table into docs/odd.md

A pair is the same seed at the low and at the high value, all other parameters at their typical ones. The table gives
the mean change from low to high; in brackets its t value where it is at least 3.1 (two-sided, 1 in 500 by chance for
one cell; there are hundreds of cells, so now and then one stands out for nothing). `-` says that no pair differs.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.experiments.tables import give_or_take
from panj.model import BorderModel
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.writing import write_text

BEGIN = "<!-- experiments.screen: from here to the end mark written by the command; do not edit -->"
END = "<!-- experiments.screen: end -->"
FIRST_SEED = 400_001
CLEAR = 3.1  # t value from which a change is given as clear of chance
OUTCOMES = {
    "days_to_half": "half, day",
    "soldiers_refuge": "refuge, men",
    "incursions_attempted": "attempts",
    "incursions_through": "got away",
    "posts_lost": "posts lost",
    "losses_member": "member's losses",
    "losses_militants": "militants' losses",
    "request_day": "appeal, day",
    "adopted_rung": "adopted rung",
    "delivered_men": "men delivered",
    "stability_hold_mean": "hold",
    "stability_mean": "index",
}


@dataclass(frozen=True)
class Change:
    """Change of an outcome from low to high: mean over the pairs and its t value; None where no pair differs."""

    mean: float
    t: float

    def __str__(self) -> str:
        error = abs(self.mean / self.t) if self.t else 0.0
        shown = f"{self.mean:+.2g}" if abs(self.mean) < 10.0 else give_or_take(self.mean, error)[0]
        return f"{shown} ({abs(self.t):.0f})" if abs(self.t) >= CLEAR else shown


@dataclass(frozen=True)
class Line:
    """What a parameter moves."""

    parameter: str
    low: float
    high: float
    differ: int  # pairs of games that are not the same to the last event
    changes: dict[str, Change | None]


def games(scenario: Scenario, parameter: str, value: float, seeds: Sequence[int]) -> list[dict[str, float]]:
    """Rows of outcomes with one parameter at a value; a day that never came counts as the day after the last."""
    rows = []
    for seed in seeds:
        row = BorderModel(scenario, seed=seed, parameters={parameter: value}).run().outcomes()
        rows.append({k: row["days"] if v is None else v for k, v in row.items()})
    return rows


def change(low: Sequence[float], high: Sequence[float]) -> Change | None:
    """The change of one outcome over pairs."""
    gaps = [b - a for a, b in zip(low, high, strict=True)]
    if not any(gaps):
        return None
    mean, spread = statistics.fmean(gaps), statistics.stdev(gaps) if len(gaps) > 1 else 0.0
    return Change(mean, mean / (spread / len(gaps) ** 0.5) if spread > 0.0 else (99.0 if mean > 0.0 else -99.0))


def screened(scenario: Scenario, parameter: str, seeds: Sequence[int]) -> Line:
    """One parameter from low to high."""
    p = scenario.file.parameters[parameter]
    low, high = (games(scenario, parameter, float(v), seeds) for v in (p.low, p.high))
    differ = sum(a["digest"] != b["digest"] for a, b in zip(low, high, strict=True))
    moved = {name: change([r[name] for r in low], [r[name] for r in high]) for name in OUTCOMES}
    return Line(parameter, float(p.low), float(p.high), differ, moved)


def table(lines: Sequence[Line], scenario: Scenario, seeds: Sequence[int]) -> str:
    """The table in Markdown."""
    head = ["parameter", "from", "to", "pairs that differ", *OUTCOMES.values()]
    rows = [
        [
            f"`{x.parameter}`",
            f"{x.low:g}",
            f"{x.high:g}",
            f"{x.differ} of {len(seeds)}",
            *("-" if c is None else str(c) for c in x.changes.values()),
        ]
        for x in lines
    ]
    still = [f"`{x.parameter}`" for x in lines if all(c is None for c in x.changes.values())]
    said = f"No outcome moves with: {', '.join(still)}." if still else "Each parameter moves at least one outcome."
    title = f"`{scenario.name}` under `{scenario.file.regime}`, {len(seeds)} pairs, seeds from {seeds[0]}. {said}"
    lines_ = ["| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows)]
    return "\n".join([title, "", *lines_])


def write_into(page: Path, text: str) -> None:
    """Put the text between the two marks of a page. Raises InputError when it has no marks."""
    whole = page.read_text(encoding="utf-8")
    if BEGIN not in whole or END not in whole:
        raise InputError(page, "", InWords("no marks"), f"{BEGIN} and {END}")
    before, after = whole.split(BEGIN)[0], whole.split(END)[1]
    write_text(page, f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def main() -> None:
    """Read the options and play."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="+", default=["tajikistan-2021-incursion"], help="one or more")
    parser.add_argument("--seeds", type=int, default=20, help="pairs for each parameter")
    parser.add_argument("--only", nargs="*", help="these parameters; all without it")
    parser.add_argument("--docs", type=Path, help="folder of odd.md, to write the table into it")
    options = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + options.seeds)
    texts = []
    for name in options.scenario:
        scenario = load_scenario(name)
        chosen = options.only or list(scenario.file.parameters)
        for parameter in chosen:
            if parameter not in scenario.file.parameters:
                raise SystemExit(str(InputError("--only", "", parameter, ", ".join(scenario.file.parameters))))
        lines = []
        with progress(len(chosen), f"{name}, parameters") as advance:
            for parameter in chosen:
                lines.append(screened(scenario, parameter, seeds))
                advance(1)
        texts.append(table(lines, scenario, seeds))
    print("\n\n".join(texts))
    if options.docs:
        write_into(options.docs / "odd.md", "\n\n".join(texts))


if __name__ == "__main__":
    edge(main)
