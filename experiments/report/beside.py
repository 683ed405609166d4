"""`panj report A B`: two sweeps side by side on one page that opens offline, its figures and tables beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from panj.experiments.files import write_own
from panj.experiments.report import figures
from panj.experiments.report.answers import and_
from panj.experiments.report.apart import apart, together
from panj.experiments.report.page import MAY_BE_CHANCE, environment, unbroken
from panj.experiments.report.sides import Matched, Side, held_against, matched
from panj.experiments.report.unseen import IN_BRACKETS, least_seen
from panj.experiments.tables import level, measured, number
from panj.model.record.outcomes import OUTCOMES, WORDS
from panj.scenarios.writing import write_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 4  # differences that the first screen names


def write_beside(first: Path, second: Path, out: Path) -> Path:
    """Write the page of two stores and, in a folder beside it, each figure as SVG, PNG and CSV; return its path."""
    names = _names(first, second)
    sides = Side.open(first, names[0], list(WORDS)), Side.open(second, names[1], list(WORDS))
    plans = sides[0].plan, sides[1].plan
    sections = matched(*sides)
    table = held_against(sections, list(WORDS))
    pictures = out.with_name(f"{out.stem}-figures")
    differ = apart(*plans, names, (sides[0].contents, sides[1].contents))
    shown = [
        _section(section, table[table.section == section.name], names, pictures, i if len(sections) > 1 else None)
        for i, section in enumerate(sections)
    ]
    write_own(pictures / "comparisons.csv", table.to_csv(index=False, float_format="%.6g"))
    page = (
        environment()
        .get_template("beside.html.j2")
        .render(
            title=f"Panj: {names[0]} and {names[1]} side by side",
            names=names,
            differ=differ,
            same=together(*plans),
            answers={
                "Do they come to different things?": _answer(table, names, bool(differ)),
                "How sure is that?": _sure(table, sections),
            },
            sections=shown,
            columns=OUTCOMES,
            beside=pictures.name,
        )
    )
    write_text(out, unbroken(page))
    return out


def _names(first: Path, second: Path) -> tuple[str, str]:
    """What the two are called: their folders, with what is above them as far as that is needed to tell them apart."""
    left, right = first.resolve().parts, second.resolve().parts
    for n in range(1, min(len(left), len(right)) + 1):
        if left[-n:] != right[-n:]:
            return "/".join(left[-n:]), "/".join(right[-n:])
    return f"{first.name} (first)", f"{second.name} (second)"


def _answer(table: pd.DataFrame, names: tuple[str, str], designs_differ: bool) -> str:
    told = table[table.told].sort_values("p", kind="stable")
    rows = told.drop_duplicates("outcome")
    one = table.section.nunique() == 1
    said = []
    for r in rows.head(MOST).to_dict("records"):
        places = [
            m["regime"] if one else f"{m['regime']} ({m['section']})"
            for m in told[told.outcome == r["outcome"]].to_dict("records")
        ]
        change, low, high = measured(r["difference"], r["low"], r["high"], "+")
        before, after = (level(r[k], r["low"], r["high"]) for k in ("mean_a", "mean_b"))
        also = f", and under {and_(places[1:])}" if places[1:] else ""
        said.append(
            f"{WORDS[r['outcome']]} under {places[0]} from {before} to {after}"
            f" ({change}, 95 % interval {low} to {high}){also}"
        )
    if said:
        rest = [o for o in WORDS if o not in set(rows.outcome)]
        more = f"; and {and_([WORDS[o] for o in rows.outcome[MOST:]])}" if len(rows) > MOST else ""
        cannot = f" {_cannot(table, rest)}" if rest else ""
        return f"Yes. From {names[0]} to {names[1]} these change: {'; '.join(said)}{more}.{cannot}"
    known = table[table.difference.notna()]
    if known.empty:
        return "That cannot be said: they have no regime in common."
    if known.paired.all() and (known.differ == 0.0).all():
        why = "" if designs_differ else " Nothing else was to be expected: their designs are the same."
        return f"No: every game that both have came to the same in every outcome looked at.{why}"
    return _cannot(table, list(WORDS))


def _cannot(table: pd.DataFrame, outcomes: list[str]) -> str:
    """Outcomes in which the two are not told apart, each with how large a difference would have been."""
    seen = {o: least_seen(table[(table.outcome == o) & table.difference.notna()]) for o in outcomes}
    return f"They cannot be told apart in {and_([f'{WORDS[o]} ({said})' for o, said in seen.items()])}. {IN_BRACKETS}"


def _sure(table: pd.DataFrame, sections: list[Matched]) -> str:
    known = table[table.p.notna()]
    if known.empty:
        return "There are too few games in common to say anything of chance."
    said = []
    if known.paired.any():
        n = known[known.paired].n
        span = f"{n.min()}" if n.min() == n.max() else f"{n.min()} to {n.max()}"
        said.append(f"Games are paired by regime and seed, {span} pairs for a comparison.")
    if not known.paired.all():
        said.append(
            "Where they share no seeds, or no points, the two means stand for themselves, and their difference"
            " is that of two samples (Welch), which is less sure."
        )
    points = {s.points for s in sections}
    if points - {0, 1}:
        said.append("A seed's games are averaged over the points that both have.")
    if left := sum(s.left_out for s in sections):
        said.append(f"{left:,} points that only one has are left out.")
    said.append(
        f"All {len(known)} comparisons together keep an error of 5 % (Holm). Each interval stands for itself."
        " That the model is right is another matter."
    )
    return " ".join(said)


def _section(
    section: Matched, rows: pd.DataFrame, names: tuple[str, str], pictures: Path, number_of: int | None
) -> dict[str, Any]:
    """What the page says of a scenario: figures, the table of what changes, a line for what does not."""
    prefix = "" if number_of is None else f"s{number_of}-"
    alike = [str(o) for o, mine in rows.groupby("outcome", sort=False) if _alike(mine)]
    found = []
    moving = rows[~rows.outcome.isin(alike)]
    both = moving[moving.difference.notna() & moving.low.notna()]
    both = both[both.regime.isin(_everywhere(both))]
    words = {o: w for o, w in WORDS.items() if o in set(both.outcome)}
    if (both.difference != 0.0).any():
        figure, alt = figures.differences(both, words, names[0])
        note = (
            f"Mean difference, {names[1]} minus {names[0]}, with its 95 % interval; filled where told from chance by"
            " all comparisons of this page together."
        )
        if (~both.told & ((both.low > 0.0) | (both.high < 0.0))).any():
            note += MAY_BE_CHANCE
        found.append(
            figures.shown(
                f"{prefix}differences", f"Differences of {names[1]} from {names[0]}", alt, note, figure, both, pictures
            )
        )
    if len(moving):
        figure, alt = _means(moving, names)
        note = "Mean of each with its 95 % interval. Means may overlap where paired differences are told from chance."
        found.append(figures.shown(f"{prefix}means", "Means of both", alt, note, figure, moving, pictures))
    return {
        "name": section.name,
        "figures": found,
        "rows": [
            {"outcome": o, "lines": mine.to_dict("records")}
            for o, mine in moving[moving.difference.notna()].groupby("outcome", sort=False)
        ],
        "pairs": {int(n) for n in moving[moving.paired].n},
        "alike": [f"{WORDS[o]} ({_span(rows[rows.outcome == o])})" for o in alike],
        "only": [r for r, mine in rows.groupby("regime", sort=False) if mine.difference.isna().all()],
    }


def _alike(rows: pd.DataFrame) -> bool:
    """Whether an outcome comes to the same in both, pair by pair, under every regime that both have."""
    known = rows[rows.difference.notna()]
    return len(known) > 0 and bool(known.paired.all()) and bool((known.differ == 0.0).all())


def _span(rows: pd.DataFrame) -> str:
    low, high = number(rows.mean_a.min()), number(rows.mean_a.max())
    return low if low == high else f"{low} to {high}"


def _everywhere(rows: pd.DataFrame) -> list[str]:
    """Regimes with a difference in every outcome that is shown."""
    count = rows.groupby("regime").outcome.nunique()
    return [str(r) for r in count[count == rows.outcome.nunique()].index]


def _means(rows: pd.DataFrame, names: tuple[str, str]) -> tuple[Figure, str]:
    """Both means with intervals, a panel an outcome, a line a regime."""
    outcomes, regimes = list(dict.fromkeys(rows.outcome)), list(dict.fromkeys(rows.regime))
    figure, axes = figures.panels(len(outcomes), len(regimes))
    for ax, outcome in zip(axes, outcomes, strict=True):
        mine = rows[rows.outcome == outcome].set_index("regime").reindex(regimes)
        y = np.arange(len(regimes))[::-1]
        for side, shift, colour, mark in (("a", 0.15, "#777777", "o"), ("b", -0.15, "#aa3377", "D")):
            ax.hlines(y + shift, mine[f"low_{side}"], mine[f"high_{side}"], color=colour, lw=1.5)
            ax.scatter(mine[f"mean_{side}"], y + shift, s=24, color=colour, marker=mark, zorder=3)
        figures.label(ax, WORDS[outcome], regimes, outcome)
    handles = [
        plt.Line2D([], [], color=c, marker=m, lw=1.5, label=n)
        for n, c, m in zip(names, ("#777777", "#aa3377"), "oD", strict=True)
    ]
    figure.tight_layout()
    figure.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=2, fontsize=8, frameon=False)
    said = "; ".join(
        f"{WORDS[r['outcome']]} under {r['regime']} {number(r['mean_a'])} and {number(r['mean_b'])}"
        for r in rows.to_dict("records")
    )
    return figure, f"Means of {names[0]} and {names[1]} with 95 % intervals: {said}."
