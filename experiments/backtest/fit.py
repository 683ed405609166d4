"""The fit: what the crises teach of the weights, written down.

    python -m panj.experiments.backtest.fit --seed 1

writes scenarios/treaty/posterior.toml (draws of the weights, how far the data moved each, the alliances' differences),
left_out.toml (forecasts of each crisis without it, without its alliance, and of the later ones by what was learnt from
those before 2010), and the typical weights (medians) into temper.toml. About five minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.folds import SCHEMES, folds
from panj.experiments.backtest.posterior import (
    BURN,
    STEPS,
    Chain,
    Likelihood,
    ahead,
    differences,
    how_far,
    left_out,
    sample,
)
from panj.experiments.backtest.rivals import RUNGS
from panj.experiments.backtest.weights import FILE as TEMPER
from panj.experiments.backtest.weights import names, of_members, values
from panj.experiments.edge import edge
from panj.experiments.moved import Moved
from panj.experiments.progress import progress
from panj.scenarios.load import HOME
from panj.treaty.council.cloud import POSTERIOR
from panj.treaty.ladder import Rung

Floats = NDArray[np.float64]

LEFT_OUT = HOME / "backtest" / "left_out.toml"
KEPT = 400  # draws that are written down
DIGITS = 4


def fit(seed: int, threads: int) -> None:
    """Sample the posterior over all crises and over those before the split, and write the three files."""
    cases = load_crises()
    command = f"python -m panj.experiments.backtest.fit --seed {seed}"
    ((known, later),) = folds(cases, "forwards")
    with progress(2 * (BURN + STEPS), f"weights from {len(cases)} crises, twice") as advance:
        whole = Likelihood(cases)
        chain = sample(whole, seed, threads, advance)
        before = Likelihood([cases[k] for k in known])
        earlier = sample(before, seed, threads, advance)
    kept = _spaced(values(chain.draws), KEPT)
    write_posterior(kept, whole, differences(whole, kept, seed), how_far(chain.draws), chain, command)
    out = left_out(whole, values(chain.draws))
    forwards = ahead(before, _spaced(values(earlier.draws), KEPT), [cases[k] for k in later])
    write_left_out(
        cases, {"case": out.case, "alliance": out.alliance}, dict(zip(later, forwards, strict=True)), command
    )
    write_temper(np.median(values(chain.draws), axis=0), command)
    rests = f"at least {out.draws_case.min():.0f} draws' worth a case and {out.draws_alliance.min():.0f} an alliance"
    print(f"{len(chain.draws)} draws; a walker forgets in {chain.forgets:.0f} steps; left out: {rests}")


def _spaced(rows: Floats, n: int) -> Floats:
    return rows[np.linspace(0, len(rows) - 1, n).astype(int)]


def write_posterior(
    draws: Floats, likelihood: Likelihood, effects: Floats, moves: Sequence[Moved], chain: Chain, command: str
) -> None:
    """posterior.toml: draws of the weights, the alliances' differences of each draw, and how far each weight moved."""
    lines = [
        "# What the crises leave of the weights: draws of their posterior, one a row, and beside each the alliances'",
        "# differences in the log odds that their body meets. Games, the desk and the backtest draw from it.",
        f'command = "{command}"',
        f"forgets = {chain.forgets:.0f}  # steps in which a walker forgets where it was",
        f"weights = {json.dumps(names())}",
        f"alliances = {json.dumps(likelihood.alliances)}",
        "draws = [",
        *(f"  [{', '.join(_short(v) for v in row)}]," for row in draws),
        "]",
        "differences = [",
        *(f"  [{', '.join(f'{v:.2f}' for v in row)}]," for row in effects),
        "]",
        "",
        "# How far the data moved each weight: standard deviation after over before (of its place in its range), shift",
        "# of its mean in standard deviations of before, and the middle nine tenths.",
    ]
    for m in moves:
        lines += [
            f"[moved.{m.name}]",
            f'word = "{m.word}"',
            f"ratio = {m.ratio:.2f}",
            f"shift = {m.shift:.2f}",
            f"low = {_short(m.low)}",
            f"median = {_short(m.median)}",
            f"high = {_short(m.high)}",
        ]
    POSTERIOR.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _short(value: float) -> str:
    return f"{value:.{DIGITS}g}"


def write_left_out(
    cases: Sequence[CodedCase], forecasts: Mapping[str, Floats], forwards: Mapping[int, Floats], command: str
) -> None:
    """left_out.toml: for each case the chances of the eight rungs in each scheme."""
    lines = [
        "# Chances of the rungs of each crisis by what was learnt without it. Written by the command.",
        f'command = "{command}"',
        "",
    ]
    for i, case in enumerate(cases):
        rows = {scheme: p[i] for scheme, p in forecasts.items()} | ({"forwards": forwards[i]} if i in forwards else {})
        lines.append(f"[{case.id}]")
        lines += [f"{scheme} = [{', '.join(f'{v:.{DIGITS}f}' for v in p)}]" for scheme, p in rows.items()]
    LEFT_OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_temper(typical: Floats, command: str) -> None:
    """The typical weights of the members into temper.toml: the medians of the posterior."""
    text = TEMPER.read_text(encoding="utf-8")
    rows = tomllib.loads(text)["temper"]
    for w, value in zip(of_members(), typical, strict=False):
        head = f"[temper.{w.name}]\n"
        start = text.index(head) + len(head)
        end = text.find("\n[temper.", start)
        block = text[start:] if end < 0 else text[start:end]
        source = f"{rows[w.name]['source'].partition('; fitted')[0]}; fitted on the crises: {command}"
        fresh = "\n".join(
            f"typical = {_short(float(value))}"
            if line.startswith("typical = ")
            else f'source = "{source}"'
            if line.startswith("source = ")
            else line
            for line in block.split("\n")
        )
        text = text[:start] + fresh + ("" if end < 0 else text[end:])
    TEMPER.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Recorded:
    """Forecasts that the fit recorded, by scheme and case."""

    command: str
    by_scheme: Mapping[str, Mapping[str, Floats]]

    def of(self, cases: Sequence[CodedCase], scheme: str) -> Floats:
        """Forecasts (cases, rungs) in a scheme; nan where there is none."""
        known = self.by_scheme[scheme]
        return np.array([known.get(c.id, np.full(RUNGS, np.nan)) for c in cases])


@lru_cache(maxsize=2)
def recorded(path: Path = LEFT_OUT) -> Recorded:
    """What the fit recorded of crises left out, scenarios/backtest/left_out.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    cases = {case: rows for case, rows in data.items() if isinstance(rows, dict)}
    schemes = {s: {case: _chances(rows[s]) for case, rows in cases.items() if s in rows} for s in SCHEMES}
    return Recorded(data["command"], schemes)


def _chances(row: Sequence[float]) -> Floats:
    """Chances of the measures that were coded, on the ladder as it is: none for one that was put in since."""
    p = np.zeros(len(Rung))
    for rung in Rung:
        if rung.entry.coded is not None:
            p[rung] = row[rung.entry.coded]
    return np.asarray(p / p.sum())


def main() -> None:
    """Read the options and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="they change nothing but the time")
    options = parser.parse_args()
    fit(options.seed, options.threads)


if __name__ == "__main__":
    edge(main)
