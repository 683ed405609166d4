"""What choosing the form of the rule on these crises flatters its score by: forms chosen within the folds.

    python -m panj.experiments.backtest.nested --seed 1

Forms of the rule are the full one and those with a part taken out or held. Each is sampled over all crises and
forecasts each without it and without its alliance, as the fit does, by shorter chains and over two codings of each
crisis instead of eight, so that scores of all forms differ a little from the fit's. Nested, the form with which a
crisis is forecast is the one with the best mean score over the others; in half splits it is chosen on a random half of
the crises and scored on the other. Writes scenarios/backtest/nested.toml, form by form; the same command goes on where
it was. Forms that are not one of these (another game, another order of votes) cannot be chosen among in this way.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from panj.experiments.backtest.cases import CodedCase, load_crises
from panj.experiments.backtest.folds import interval, scored
from panj.experiments.backtest.posterior import Likelihood, left_out, sample
from panj.experiments.backtest.weights import names, values
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.scenarios.load import HOME
from panj.scenarios.writing import write_text

Floats = NDArray[np.float64]
Held = Mapping[str, float | tuple[float, float]]

FILE = HOME / "backtest" / "nested.toml"
WALKERS, BURN, STEPS, THIN = 46, 150, 120, 12
CODINGS = 2
SPLITS = 1000  # random halves
SCHEMES = ("case", "alliance")
WHOLE = "the rule as it is"
FORMS: Mapping[str, Held] = {
    WHOLE: {},
    "no difference between alliances": {"meeting_spread": 0.01},
    "an appeal weighed without an offset": {"turning": 0.0},
    "lead_threshold from -0.4 to 0.4": {"lead_threshold": (-0.4, 0.4)},
}


def held(x: Floats, form: Held) -> Floats:
    """Weights of points on the scale of sampling, some of them held at a value or in another range."""
    out = values(x)
    for name, at in form.items():
        k = names().index(name)
        out[..., k] = at[0] + (at[1] - at[0]) * expit(x[..., k]) if isinstance(at, tuple) else at
    return out


def forecast_all(likelihood: Likelihood, form: Held, seed: int, threads: int) -> dict[str, Floats]:
    """Ranked probability score of each crisis left out, by scheme, under one form."""
    weights = partial(held, form=form)
    chain = sample(likelihood, seed, threads, walkers=WALKERS, burn=BURN, steps=STEPS, thin=THIN, weights=weights)
    out = left_out(likelihood, weights(chain.draws))
    return {s: scored(likelihood.cases, getattr(out, s))["rps"] for s in SCHEMES}


def run(seed: int, threads: int) -> None:
    """Sample the forms that the file does not hold yet, and print what choosing costs."""
    cases = load_crises()
    done = _held_by(FILE, seed)
    likelihood = Likelihood(cases, count=CODINGS)
    missing = [name for name in FORMS if name not in done]
    with progress(len(missing), f"{len(missing)} forms of the rule") as advance:
        for name in missing:
            done[name] = forecast_all(likelihood, FORMS[name], seed, threads)
            _write(done, seed)
            advance(1)
    show()


def _command(seed: int) -> str:
    return f"python -m panj.experiments.backtest.nested --seed {seed}"


def _held_by(path: Path, seed: int) -> dict[str, dict[str, Floats]]:
    if not path.is_file():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if data["command"] != _command(seed) or data["cases"] != [c.id for c in load_crises()]:
        return {}
    return {row["form"]: {s: np.array(row[s]) for s in SCHEMES} for row in data["forms"] if row["form"] in FORMS}


def _write(done: Mapping[str, Mapping[str, Floats]], seed: int) -> None:
    ids = ", ".join(f'"{c.id}"' for c in load_crises())
    lines = [
        "# Ranked probability score of each crisis, left out by case and by alliance, under forms of the rule.",
        f'command = "{_command(seed)}"',
        f"cases = [{ids}]",
    ]
    for name, scores in done.items():
        lines += ["", "[[forms]]", f'form = "{name}"']
        lines += [f"{s} = [{', '.join(f'{v:.4f}' for v in scores[s])}]" for s in SCHEMES]
    write_text(FILE, "\n".join(lines) + "\n")


@dataclass(frozen=True)
class Nested:
    """Of one scheme: mean score of each form; the score where the form is chosen within the folds, and less that of the
    form as it is, with 95 % intervals; and over half splits the mean score of the form chosen, on the half that it was
    chosen on and on the other one, and how often it was the rule as it is."""

    forms: Mapping[str, float]
    chosen: Mapping[str, float | int]
    less_whole: Mapping[str, float | int]
    own_half: float
    other_half: float
    kept: float


def nested(cases: tuple[CodedCase, ...], scores: Mapping[str, Floats], scheme: str, seed: int) -> Nested:
    """What choosing among the forms costs, from the scores (cases,) of each."""
    forms = list(scores)
    table = np.array([scores[f] for f in forms])
    group = np.array([c.alliance if scheme == "alliance" else c.id for c in cases])
    picked = np.array([table[:, group != group[i]].mean(axis=1).argmin() for i in range(len(cases))])
    chosen = table[picked, np.arange(len(cases))]
    rng = np.random.default_rng(seed)
    own, other, kept = [], [], []
    for _ in range(SPLITS):
        half = rng.permutation(len(cases)) < len(cases) // 2
        best = int(table[:, half].mean(axis=1).argmin())
        own.append(table[best, half].mean())
        other.append(table[best, ~half].mean())
        kept.append(forms[best] == WHOLE)
    return Nested(
        {f: float(row.mean()) for f, row in zip(forms, table, strict=True)},
        interval(chosen, seed),
        interval(chosen - scores[WHOLE], seed),
        float(np.mean(own)),
        float(np.mean(other)),
        float(np.mean(kept)),
    )


@lru_cache(maxsize=2)
def found(path: Path = FILE) -> Mapping[str, Nested]:
    """What choosing costs, by scheme, from scenarios/backtest/nested.toml."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    by_id = {c.id: c for c in load_crises()}
    cases = tuple(by_id[i] for i in data["cases"])
    return {s: nested(cases, {r["form"]: np.array(r[s]) for r in data["forms"]}, s, 1) for s in SCHEMES}


def show() -> None:
    """Print the forms and what choosing among them costs."""
    for scheme, n in found().items():
        print(f"Left out by {scheme}: ranked probability score")
        for form, value in n.forms.items():
            print(f"  {form:<40}{value:.4f}")
        c, g = n.chosen, n.less_whole
        print(f"  chosen within the folds {c['value']:.4f} [{c['low']:.4f}, {c['high']:.4f}]; less the rule as it is")
        print(f"  {g['value']:+.4f} [{g['low']:+.4f}, {g['high']:+.4f}]. Chosen on one half: {n.own_half:.4f} there,")
        print(f"  {n.other_half:.4f} on the other; the rule as it is in {n.kept:.0%} of the halves")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="they change nothing but the time")
    options = parser.parse_args()
    run(options.seed, options.threads)


if __name__ == "__main__":
    edge(main)
