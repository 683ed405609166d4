"""What an effect hangs on, in words: dice, assumptions by part, and the numbers that move it most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from panj.experiments.analysis.assumptions import Hangs, Mover
from panj.experiments.report import figures
from panj.experiments.tables import give_or_take, number, percent
from panj.experiments.words import begun, count

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PARTS = {
    "ground": "the war on the ground",
    "inside": "the war inside the border",
    "politics": "what states see and do",
    "index": "the weights of the index",
}
SHOWN, UNSURE = 10, 3  # numbers told of an effect; where none of them is sure
FIRST = 2  # effects on the first screen
AGREE = 0.9  # share of the assumptions from which an effect's sign counts as agreed
BELOW = "What each effect hangs on among all that is assumed: Effects over assumptions, below."
DICE_ALONE = "Intervals and chances here speak of dice alone; what is assumed was not varied (panj sweep --uncertain)."


def line(hangs: Hangs) -> str:
    """The effect on one line: its mean, how sure, its spread over assumptions, and the number it hangs on most."""
    if not hangs.varies:
        return f"{number(hangs.mean)} in every game"
    mean, error = give_or_take(hangs.mean, hangs.error, "+")
    if hangs.p5 == hangs.p95:
        return f"{mean} (standard error {error}); how far it hangs on assumptions cannot be told from the dice"
    return f"{mean} (standard error {error}); {over(hangs)}"


def over(hangs: Hangs) -> str:
    """The spread of an effect over assumptions, and the number it hangs on most."""
    if hangs.p5 == hangs.p95:
        return "how far it hangs on assumptions cannot be told from the dice"
    dice = " (one seed each: dice are in it)" if hangs.seeds == 1 else ""
    spread = f"{_rounded(hangs.p5, hangs)} to {_rounded(hangs.p95, hangs)} over nine tenths of the assumptions{dice}"
    return f"{spread}, the same sign under {percent(hangs.same_sign)} of them; {most(hangs)}"


def most(hangs: Hangs) -> str:
    """The assumed number that an effect hangs on most."""
    if not hangs.movers or not hangs.movers[0].named:
        return "no single assumed number moves it beyond chance"
    return f"it hangs most on {hangs.movers[0].path}"


def shares(hangs: Hangs) -> str:
    """Where the variance of one game's difference comes from."""
    if not hangs.varies:
        return "it is the same in every game"
    if hangs.seeds == 1:
        return "dice and assumptions cannot be told from each other with one seed each"
    parts = [
        f"{PARTS.get(p, p)} {percent(s)} (give or take {percent(e)})" for p, (s, e) in hangs.parts.items() if s > 0.005
    ]
    rest = max(0.0, hangs.assumed - sum(s for s, _ in hangs.parts.values()))
    return (
        f"dice {percent(hangs.dice)}, assumptions {percent(hangs.assumed)}: "
        f"at least {', '.join(parts) or 'none told by part'};"
        f" {percent(rest)} by numbers that act together, or not resolved with {hangs.points} points"
    )


def mover_line(mover: Mover, hangs: Hangs) -> str:
    """What one number does."""
    low, high = _rounded(mover.low_third, hangs), _rounded(mover.high_third, hangs)
    told = "" if mover.named else " (may be chance)"
    where = f"{low} in its lowest third, {high} in its highest"
    return (
        f"{mover.path} [{PARTS.get(mover.part, mover.part)}]: {where}, rank correlation {mover.correlation:+.2f}{told}"
    )


def first(hangs: Hangs) -> Sequence[Mover]:
    """The numbers worth telling: of an effect that is the same in every game none."""
    if not hangs.varies:
        return ()
    return hangs.movers[: SHOWN if any(m.named for m in hangs.movers) else UNSURE]


def told(hangs: Hangs) -> str:
    """The numbers that can be told from ones that do nothing, in a sentence."""
    named = [m for m in hangs.movers if m.named]
    if not named:
        return "No assumed number can be told from one that does nothing."
    return f"Beyond chance: {', '.join(m.path for m in named)}."


def answer(found: Sequence[Hangs], words: Mapping[str, str]) -> str:
    """For the first screen: the strongest effect on each of the first outcomes that change, on one line each."""
    said: list[str] = []
    for outcome in dict.fromkeys(h.outcome for h in found):
        mine = [h for h in found if h.outcome == outcome and h.outcome in words and h.mean != 0.0]
        if mine and len(said) < FIRST:
            h = max(mine, key=lambda one: abs(one.mean))
            said.append(
                f"{begun(words[outcome])}, {h.regime} less {h.baseline}: {line(h)}; of one game's variance {shares(h)}."
            )
    each = count(found[0].seeds, "seed")
    many = f"Everything assumed was drawn at once, at {found[0].points} points with {each} each."
    return " ".join([many, *said, "All others: Effects over assumptions, below."])


def picture(found: Sequence[Hangs], words: Mapping[str, str]) -> tuple[Figure, str]:
    """Effects with their spread over assumptions: a panel an outcome, a line a regime; thin from 5 to 95 % of the
    assumptions, a bar at the median, a dot at the mean, filled where nine tenths agree in its sign."""
    outcomes = [o for o in dict.fromkeys(h.outcome for h in found) if any(h.outcome == o and h.mean for h in found)]
    regimes = list(dict.fromkeys(h.regime for h in found))
    figure, axes = figures.panels(len(outcomes), len(regimes))
    said = []
    for ax, outcome in zip(axes, outcomes, strict=True):
        mine = {h.regime: h for h in found if h.outcome == outcome}
        ax.axvline(0.0, color="#999999", lw=1)
        for at, regime in zip(np.arange(len(regimes))[::-1], regimes, strict=True):
            h = mine[regime]
            ax.hlines(at, h.p5, h.p95, color="#aa3377", lw=1.5)
            ax.scatter([h.p50], [at], marker="|", s=90, color="#aa3377", zorder=3)
            sure = h.same_sign >= AGREE and h.p5 < h.p95
            ax.scatter([h.mean], [at], s=30, zorder=4, edgecolor="#333333", c=["#aa3377" if sure else "white"])
            said.append(f"{words.get(outcome, outcome)} under {regime}: {line(h)}")
        figures.label(ax, words.get(outcome, outcome), regimes, outcome, difference=True)
    figure.supxlabel(f"difference from {found[0].baseline}; the grey line is no difference", fontsize=8)
    figure.tight_layout()
    return figure, "Effects over assumptions. " + "; ".join(said) + "."


def rows(found: Sequence[Hangs]) -> list[dict[str, float | str]]:
    """Effects as rows of a table, with the number each hangs on most."""
    return [h.row() | {"hangs_on": h.movers[0].path if h.movers and h.movers[0].named else ""} for h in found]


def _rounded(value: float, hangs: Hangs) -> str:
    return give_or_take(value, hangs.error, "+")[0] if hangs.error > 0.0 else number(value)
