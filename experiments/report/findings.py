"""What was found, in one paragraph of plain English computed from the runs; no difference is said as plainly as one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from experiments.analysis.comparison import compare
from experiments.tables import number
from treaty.ladder import FORCE, RUNG_NAMES

# Outcomes that regimes may change on the ground, with how a sentence names them.
ON_THE_GROUND = {
    "incursions_through": "bands that got away into the country",
    "posts_lost": "posts lost",
    "losses_member": "men lost by the member",
    "stability_mean": "the mean stability index",
}


def findings(runs: pd.DataFrame) -> str:
    """The paragraph for the runs of one scenario."""
    return " ".join([*_border(runs), *_politics(runs), *_differences(runs)])


def _border(runs: pd.DataFrame) -> list[str]:
    said = [
        f"Over {runs.seed.nunique()} seeds a regime, militants held {runs.border_share_end.mean():.0%} of the far bank"
        f" at the end on average, and {number(runs.soldiers_refuge.mean())} foreign soldiers sought refuge."
    ]
    if runs.incursions_attempted.max() == 0:
        return [*said, "No band tried to cross."]
    tried, through = runs.incursions_attempted.mean(), runs.incursions_through.mean()
    return [
        *said,
        f"Bands tried to cross {tried:.2g} times a game, and {through:.2g} of them got away into the country.",
    ]


def _politics(runs: pd.DataFrame) -> list[str]:
    """What the alliance did, regimes with the same result named together."""
    alike: dict[tuple[float, int, float], list[str]] = {}
    for regime, mine in runs.groupby("regime", sort=True):
        asked = mine.request_day.notna().mean()
        mode = int(mine.adopted_rung.mode().iloc[0])
        force = (mine.adopted_rung >= min(FORCE)).mean()
        alike.setdefault((asked, mode, force), []).append(str(regime))
    said = []
    for (asked, mode, force), regimes in alike.items():
        if asked == force == mode == 0:
            said.append(f"Under {_and(regimes)} nothing was asked of the alliance and nothing adopted.")
            continue
        done = "adopted nothing" if mode == 0 else f"went as far as {_words(RUNG_NAMES[mode])}"
        said.append(
            f"Under {_and(regimes)} the member appealed in {asked:.0%} of the games; the alliance most often {done},"
            f" and adopted force in {force:.0%}."
        )
    return said


def _differences(runs: pd.DataFrame, baseline: str = "none") -> list[str]:
    """What differs from no treaty beyond the interval of the paired difference; equal differences named together."""
    regimes = set(runs.regime)
    if baseline not in regimes or len(regimes) < 2:
        return []
    pairs = pd.concat([compare(runs, outcome, baseline) for outcome in ON_THE_GROUND])
    clear = pairs[pairs.beyond]
    said = []
    for outcome, rows in clear.groupby("outcome", sort=False):
        alike: dict[str, list[str]] = {}
        for row in rows.to_dict("records"):
            change = (
                f"from {number(row['mean_baseline'])} to {number(row['mean'])}, a difference of"
                f" {row['difference']:+.2f} (95 % interval {row['low']:+.2f} to {row['high']:+.2f}, {row['n']} pairs)"
            )
            alike.setdefault(change, []).append(row["regime"])
        changes = "; ".join(f"under {_and(sorted(names))} {change}" for change, names in alike.items())
        said.append(f"Against no treaty at all, {ON_THE_GROUND[str(outcome)]} changed {changes}.")
    same = sorted(regimes - set(clear.regime) - {baseline})
    if same:
        said.append(
            f"Under {_and(same)} none of {_and(ON_THE_GROUND.values())} changed against no treaty beyond the 95 %"
            " interval of the paired difference: with these games they cannot be told apart on the ground."
        )
    said.append(
        f"These are {len(pairs)} comparisons; of as many without any effect, one in twenty would seem to differ."
    )
    return said


def _and(names: Iterable[str]) -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def _words(name: str) -> str:
    return name.replace("_", " ")
