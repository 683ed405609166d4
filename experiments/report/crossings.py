"""Where bands crossed and what they held, for a report. A store keeps counts and no places: some games are played anew.

Games that are played anew are the games of the store: the same program, seed and changes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.patheffects import withStroke

from panj.experiments.designs.worlds import Worlds
from panj.experiments.runs.play import model_of
from panj.experiments.warmap.frame import places_of
from panj.experiments.words import count
from panj.scenarios.load import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GAMES = 20  # of a regime, played anew
KINDS = {"incursion_attempt": "tried", "incursion_through": "through", "village_taken": "village"}
NAMED = 3  # places that the words name
APART = (13.0, 1.6)  # cells between two names, across and up
MARKS = {  # fill, edge, form, words
    "tried": ("none", "#777777", "o", "bands that tried to cross there"),
    "through": ("#ee6677", "none", "o", "those that got away into the country"),
    "village": ("#ccbb44", "#666600", "s", "villages that bands took"),
}
BIG = 900.0  # area of the largest mark [points squared]


def crossings(runs: pd.DataFrame, regimes: Sequence[str], worlds: Worlds) -> pd.DataFrame:
    """How often a game on average, by regime and place: bands that tried to cross, that got through, villages taken.

    runs: stored ones of one scenario; the first games of each regime, by seed, are played anew.
    """
    rows = []
    for regime in regimes:
        games = runs[runs.regime == regime].sort_values("seed", kind="stable").head(GAMES).to_dict("records")
        for run in games:
            played = json.loads(run.get("played_changes", run["changes"]))
            changes = tuple((str(name), value) for name, value in played)
            under = run.get("played_regime", regime)
            game = model_of(worlds, run["scenario"], under, int(run["seed"]), int(run["days"]), changes).run()
            rows += [
                {"regime": regime, "what": KINDS[e.kind], "place": e.place, "games": len(games)}
                for e in game.events.of(*KINDS)
            ]
    table = pd.DataFrame(rows, columns=["regime", "what", "place", "games"])
    counted = table.groupby(["regime", "what", "place", "games"]).size().rename("count").reset_index()
    where = places_of(next(s for n, s in worlds.scenarios.items() if n == runs.scenario.iloc[0]))
    counted = counted[counted.place.isin(list(where))]
    return counted.assign(
        a_game=counted["count"] / counted.games,
        x=[where[p][0] for p in counted.place],
        y=[where[p][1] for p in counted.place],
    )


def drawn(table: pd.DataFrame, scenario: Scenario) -> tuple[Figure, str, pd.DataFrame] | None:
    """A map for each regime; None where no band tried to cross."""
    if table.empty:
        return None
    regimes = list(dict.fromkeys(table.regime))
    figure, axes = plt.subplots(len(regimes), 1, figsize=(9.0, 3.9 * len(regimes)), squeeze=False)
    most = {what: float(rows.a_game.max()) for what, rows in table.groupby(table.what == "village")}
    told = table.assign(place=[spoken(place, scenario) for place in table.place])
    names = told[told.what != "tried"].sort_values("a_game", ascending=False, kind="stable")
    for ax, regime in zip(axes.flat, regimes, strict=True):
        _ground(ax, scenario)
        for what, (fill, edge, marker, _) in MARKS.items():
            rows = table[(table.regime == regime) & (table.what == what)]
            size = BIG * (0.5 if marker == "s" else 1.0) * rows.a_game / most.get(what == "village", 1.0)
            ax.scatter(
                rows.x,
                rows.y,
                s=size,
                facecolor=fill,
                edgecolor=edge,
                marker=marker,
                alpha=0.75,
                zorder=2 + (what != "tried"),
            )
        _name(ax, names[names.regime == regime])
        ax.set_title(regime, fontsize=9, loc="left")
    handles = [
        plt.Line2D([], [], ls="", marker=marker, mfc=fill, mec=edge, ms=8, label=label)
        for fill, edge, marker, label in MARKS.values()
    ]
    figure.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=3, fontsize=8, frameon=False)
    figure.tight_layout(rect=(0, 0.04, 1, 1))
    return figure, " ".join(_words(told[told.regime == r], r) for r in regimes), table


def spoken(place: str, scenario: Scenario) -> str:
    """A place as people call it: the name of a district in the place of its id, with the kilometre of the border."""
    known = {d.district: d.name for d in scenario.districts}
    district, _, km = place.partition("-km-")
    return f"{known[district]}, km {km}" if km and district in known else known.get(place, place)


def _name(ax: Any, ranked: pd.DataFrame) -> None:
    """Name the first places of each kind, with how often a game; none whose name would lie on another's."""
    placed: list[tuple[float, float]] = []
    for _, rows in ranked.groupby("what"):
        for row in rows.head(NAMED).to_dict("records"):
            if all(abs(row["x"] - x) > APART[0] or abs(row["y"] - y) > APART[1] for x, y in placed):
                placed.append((row["x"], row["y"]))
                ax.annotate(
                    f"{row['place']} {row['a_game']:.2g}",
                    (row["x"], row["y"]),
                    (7, 4),
                    fontsize=7,
                    zorder=9,
                    textcoords="offset points",
                    path_effects=[withStroke(linewidth=2, foreground="white")],
                )


def _ground(ax: Any, scenario: Scenario) -> None:
    """The border, north up, its middle between the two banks."""
    x = [(s.near_x + s.far_x + 1) / 2 for s in scenario.segments]
    y = [(s.near_y + s.far_y + 1) / 2 for s in scenario.segments]
    ax.scatter(x, y, s=5, color="#4477aa", zorder=1)
    for place in scenario.districts:
        ax.plot(place.x + 0.5, place.y + 0.5, ".", color="#bbbbbb", ms=3, zorder=0)
    ax.set_aspect("equal")
    ax.set_xticks([])
    ax.set_yticks([])


def _words(rows: pd.DataFrame, regime: str) -> str:
    said = []
    for what, verb in (("tried", "bands tried to cross"), ("through", "got away"), ("village", "took villages")):
        mine = rows[rows.what == what].sort_values("a_game", ascending=False, kind="stable")
        if len(mine):
            named = ", ".join(f"{r['place']} {r['a_game']:.2g}" for r in mine.head(NAMED).to_dict("records"))
            said.append(
                f"{verb} {mine.a_game.sum():.2g} times per game at {count(len(mine), 'place')}, most at {named}"
            )
    return f"Under {regime} {'; '.join(said)}."
