"""A second opinion beside the rules': the plain ordered logit, and where it forecasts better than they do.

    python -m panj.experiments.backtest.second --seed 1

fits the ordered logit with steps (rivals) on all crises, forecasts each without it, holds it against the rules on every
fold and score, and writes scenarios/backtest/second.toml. Whatever prints a chance of force says from it where the
logit did as well or better, and `panj backtest` prints its chance beside.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.caution import FILE, Better
from panj.experiments.backtest.fit import recorded
from panj.experiments.backtest.folds import SCHEMES, differences, forecasts, interval, scored
from panj.experiments.backtest.rivals import RIDGE_STEPS, RIVALS, STEPS, Logit
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.scenarios.writing import write_text
from panj.treaty.ladder import FORCE

Floats = NDArray[np.float64]

NAME = "logit_steps"


@dataclass(frozen=True)
class Second:
    """The logit learnt from all crises, its forecasts of each without it, and the same of whether anybody is asked."""

    command: str
    logit: Logit
    asking: Logit
    left_out: dict[str, Floats]
    asked_left_out: dict[str, float]

    def rungs(self, case: CodedCase) -> Floats:
        """Chances of the rungs of a case; of one of the program's by what was learnt without it."""
        return self.left_out[case.id] if case in load_crises() else self.logit(case)

    def appeals(self, case: CodedCase) -> float:
        """Chance that anybody is asked for help, in the same way."""
        return self.asked_left_out[case.id] if case in load_crises() else float(self.asking(case)[1])

    def force(self, case: CodedCase) -> float:
        """Chance of force."""
        return float(self.rungs(case)[min(FORCE) :].sum())


@lru_cache(maxsize=2)
def second(path: Path = FILE) -> Second:
    """The second opinion, scenarios/backtest/second.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Second(
        data["command"],
        _logit(data["rung"]),
        _logit(data["asked"]),
        {case: np.array(row) / sum(row) for case, row in data["left_out"].items()},
        data["asked_left_out"],
    )


def _logit(row: Mapping[str, Any]) -> Logit:
    return Logit(STEPS, tuple(row["slopes"]), tuple(row["cuts"]), tuple(row["rungs"]))


def asking(known: Sequence[CodedCase]) -> Logit:
    """The same logit of whether anybody is asked: rung 1 stands for yes, 0 for no."""
    from panj.experiments.backtest.ordered import fitted  # statsmodels takes two seconds to load

    slopes, cuts, rungs = fitted(STEPS.of(known), np.array([int(k.appeals) for k in known]), RIDGE_STEPS)
    return Logit(STEPS, slopes, cuts, rungs)


def learn(seed: int) -> None:
    """Fit, compare and write."""
    cases, rival = load_crises(), RIVALS[NAME][1]
    better = []
    with progress(len(SCHEMES) + 2, f"ordered logits of {len(cases)} crises") as advance:
        whole = rival(cases)
        assert isinstance(whole, Logit)
        asks = asking(cases)
        chances = [float(asking([k for k in cases if k is not c])(c)[1]) for c in cases]
        advance(2)
        for scheme in SCHEMES:
            p = forecasts(cases, scheme, rival)
            if scheme == "case":
                alone = p
            mine, theirs = scored(cases, recorded().of(cases, scheme)), scored(cases, p)
            for score, gap in differences(mine, theirs, seed).items():
                if gap["value"] > 0.0:
                    ours, its = interval(mine[score], seed)["value"], interval(theirs[score], seed)["value"]
                    better.append(Better(scheme, score, ours, its, gap["value"], gap["low"], gap["high"]))
            advance(1)
    lines = [
        "# The ordered logit with steps: slopes and cuts from all crises, chances of the rungs of each crisis without",
        "# it, the same of whether anybody is asked, and where it was better than the rules.",
        f'command = "python -m panj.experiments.backtest.second --seed {seed}"',
    ]
    for name, logit in (("rung", whole), ("asked", asks)):
        lines += ["", f"[{name}]", f"slopes = [{', '.join(f'{v:.5g}' for v in logit.slopes)}]"]
        lines += [f"cuts = [{', '.join(f'{v:.5g}' for v in logit.cuts)}]", f"rungs = {list(logit.rungs)}"]
    lines += [
        "",
        "[asked_left_out]",
        *(f"{c.id} = {p:.4f}" for c, p in zip(cases, chances, strict=True)),
        "",
        "[left_out]",
        *(f"{c.id} = [{', '.join(f'{v:.4f}' for v in row)}]" for c, row in zip(cases, alone, strict=True)),
    ]
    for b in better:
        lines += ["", "[[better]]", f'scheme = "{b.scheme}"', f'score = "{b.score}"']
        lines += [f"{k} = {getattr(b, k):.4f}" for k in ("rules", "logit", "gap", "low", "high")]
    write_text(FILE, "\n".join(lines) + "\n")
    for b in better:
        print(b.sentence())


def main() -> None:
    """Read the options and learn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    learn(parser.parse_args().seed)


if __name__ == "__main__":
    edge(main)
