"""The report of a sweep: one HTML page that opens offline; answers and one picture first, the analyst's part below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from panj.experiments.analysis.assumptions import Hangs, effects
from panj.experiments.analysis.comparison import alike, compare, over_points, summary
from panj.experiments.analysis.versus import REGIME, Sides, default_baseline, sides_of, versus
from panj.experiments.designs.inputs import program_stamp
from panj.experiments.designs.plan import Plan
from panj.experiments.designs.sequential import Stopping
from panj.experiments.designs.worlds import Worlds, reopen
from panj.experiments.report import answers, figures
from panj.experiments.report import hanging as hanging_words
from panj.experiments.report.course import course_of
from panj.experiments.report.moving import Moving, moving
from panj.experiments.report.screened import indices
from panj.experiments.runs.rounds import stopping_of
from panj.experiments.runs.store import Store
from panj.experiments.tables import level, measured, number, percent, scale_of
from panj.experiments.values import CAME
from panj.experiments.words import dated, measure
from panj.model.record.outcomes import OUTCOMES, shown_first
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.injects import in_words
from panj.scenarios.load import Scenario
from panj.scenarios.writing import write_text
from panj.treaty.ladder import Rung

TABLE, SPREAD = shown_first("report"), shown_first("dots")
MAY_BE_CHANCE = " An open dot may be chance though its own interval leaves out zero: of twenty intervals one is wrong."
MOST_SECTIONS = 6  # more points than that are pooled: a page has an end


@dataclass(frozen=True)
class Source:
    """What sections are made from, and where their figures go beside the page."""

    folder: Path
    worlds: Worlds
    series: pd.DataFrame | None
    again: bool  # whether a game played now is the game that was played then
    pictures: Path
    moving: dict[str, str]  # what moves the outcomes, for the first screen, by scenario and length
    screened: str  # the same of the indices that lie beside the sweep
    stopping: Stopping | None  # by what seeds were added, if they were
    plan: Plan
    by: str  # what is compared: regimes, or the levels of a factor
    baseline: str | None  # the side that others are held against, where one was asked for

    @property
    def sides(self) -> Sides:
        """How sentences call what is compared."""
        return sides_of(self.by)


def write_report(folder: Path, out: Path, by: str = REGIME, baseline: str | None = None) -> Path:
    """Write the page and, in a folder beside it, each figure as SVG, PNG and CSV; return the page's path.

    by: what the page compares: regimes, or the levels of a factor of the design. baseline: the side that the others are
    held against; `none`, or the scenario's own regime, or the first, if left out.
    """
    store = Store(folder)
    notes = store.about()
    plan: Plan = notes["plan"]
    runs = store.runs()
    runs = runs[runs.status == "ok"]
    if runs.empty:
        raise InputError(folder, "", InWords("no game that ended well"), "a sweep with at least one")
    shown = versus(runs, by)
    if baseline is not None:
        default_baseline(shown, baseline)  # refuses one that there is not, before anything is drawn
    series = store.series() if store.parts("series") else None
    worlds = reopen(plan)
    again = plan.rules == program_stamp()
    pictures = out.with_name(f"{out.stem}-figures")
    moves = [] if plan.sets else _moves(runs, plan, worlds, pictures)  # draws are told by what effects hang on
    beside = indices(folder, pictures)
    told = {m.name: m.short for m in moves}, " ".join(filter(None, (i.short for i in beside)))
    stopping = stopping_of(notes) if by == REGIME else None
    source = Source(folder, worlds, series, again, pictures, *told, stopping, plan, by, baseline)
    points = sum(1 for _ in alike(shown))
    pooled = points > MOST_SECTIONS
    named = list(plan.named) if len(plan.named) < MOST_SECTIONS else []  # these stand for themselves
    parts = list(alike(over_points(shown, named) if pooled else shown))
    sections = [
        _section(about, mine, source, f"s{i}" if len(parts) > 1 else "") for i, (about, mine) in enumerate(parts)
    ]
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            title="Panj: " + "; ".join(dict.fromkeys(s["title"] for s in sections)),
            sections=sections,
            moves=moves,
            indices=beside,
            notes=notes,
            pooled=plan.point_count - len(named) if pooled else 0,
            named=named,
            regimes=[worlds.regimes[r.name] for r in plan.regimes],
            columns=OUTCOMES,
            sides=source.sides,
            beside=pictures.name,
        )
    )
    write_text(out, unbroken(page))
    return out


def _moves(runs: pd.DataFrame, plan: Plan, worlds: Worlds, pictures: Path) -> list[Moving]:
    """What moves the outcomes, of each scenario and length of which it can be said."""
    parts = list(alike(runs.drop(columns=["point"]).assign(all_points=runs.point)))
    found = (
        moving(
            _called(about),
            mine.assign(point=mine.all_points),
            plan,
            worlds.scenarios[about["scenario"]].file.regime,
            pictures,
            f"s{i}-" if len(parts) > 1 else "",
        )
        for i, (about, mine) in enumerate(parts)
    )
    return [m for m in found if m is not None]


def _called(about: dict[str, Any]) -> str:
    """Scenario, and length where there are several."""
    return ", ".join(f"{v} days" if k == "days" else str(v) for k, v in about.items() if k != "point")


def unbroken(page: str) -> str:
    """A page in which no line ends between a number and its per cent."""
    return re.sub(r"(?<=\d) %", "\u00a0%", page)


def environment() -> jinja2.Environment:
    """Where the templates of pages are, and how they write numbers."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    env.filters |= {"number": number, "words": measure}
    env.globals |= {"measured": measured, "level": level, "percent": percent, "scale_of": scale_of}
    return env


def _section(about: dict[str, Any], runs: pd.DataFrame, source: Source, prefix: str) -> dict[str, Any]:
    """What the page says of the runs of one scenario at one level of the factors."""
    scenario = source.worlds.scenarios[about["scenario"]]
    regimes = sorted(runs.regime.unique())
    usual = [source.baseline, *(["none", scenario.file.regime] if source.by == REGIME else []), runs.regime.iloc[0]]
    baseline = str(next(r for r in usual if r in regimes))
    same = answers.sameness(runs, OUTCOMES)
    hanging = _hanging(runs, scenario, baseline, source) if len(regimes) > 1 and source.by == REGIME else []
    words = [o for o in answers.TESTED if o.removesuffix(CAME) in runs]
    sides = source.sides
    pairs = compare(runs, words, baseline, stopping=source.stopping) if len(regimes) > 1 else pd.DataFrame()
    merged = same.merged(runs)
    table = summary(merged, tuple(o for o in TABLE if o in merged))
    rows = {r: table[table.regime == r].set_index("outcome").to_dict("index") for r in sorted(merged.regime.unique())}
    still = [o for o in TABLE if o in merged and _still(rows, o)] if len(rows) > 1 else []
    law = scenario.file.regime if scenario.file.regime in regimes else baseline if source.by != REGIME else regimes[0]
    typical = typical_run(runs, law)
    moves = " ".join(filter(None, (source.moving.get(_called(about), ""), source.screened)))
    if hanging:
        moves = " ".join(filter(None, (moves, hanging_words.BELOW)))
    over = hanging_words.answer(hanging, answers.TESTED) if hanging else hanging_words.DICE_ALONE
    return {
        "name": ", ".join(f"{k} {v}" if k == "days" else str(v) for k, v in about.items()),
        "title": scenario.title,
        "summary": scenario.file.summary.strip(),
        "injects": [f"{dated(row.date, '%B')}: {in_words(scenario, row)}" for row in scenario.injects],
        "seeds": int(runs.seed.nunique()),
        "answers": {
            "What happened?": answers.happened(runs, same, sides),
            f"Do {sides.many} differ, and in what?": answers.differ(
                pairs, same, baseline, sides, {(h.outcome, h.regime): hanging_words.over(h) for h in hanging}
            )
            if len(pairs)
            else f"There is one {sides.one} only: nothing is compared.",
            "How sure is that?": answers.sure(
                pairs, baseline, source.stopping.outcome if source.stopping else "", runs.changes.nunique(), sides
            )
            + f" {over}",
            "What would change the answer?": answers.change(runs, scenario, moves, sides),
        },
        "figures": [
            *_spread(hanging, source, prefix),
            *_figures(runs, merged, pairs, same, baseline, law, source, prefix, scenario.file.start),
        ],
        "table": rows,
        "rows": [o for o in TABLE if o in merged and o not in still],
        "still": {o: next(iter(rows.values()))[o] for o in still},
        "typical": typical,
        "cell_km": f"{scenario.file.grid.cell_km:g}",
    } | (
        course_of(typical, source.worlds, source.pictures / f"{'-'.join(filter(None, [prefix, 'typical-game']))}.html")
        if source.again
        else {"map": None, "events": [], "film": ""}
    )


def _hanging(runs: pd.DataFrame, scenario: Scenario, baseline: str, source: Source) -> list[Hangs]:
    """What effects hang on, where everything uncertain was drawn and nothing else was varied; else none."""
    if not source.plan.sets or source.plan.factors:
        return []
    tested = [o for o in answers.TESTED if o.removesuffix(CAME) in runs]
    found = effects(runs, source.plan, scenario, tested, baseline)
    return next(iter(found.values()), [])


def _spread(hanging: list[Hangs], source: Source, prefix: str) -> list[figures.Shown]:
    """The figure of effects over assumptions, with its table."""
    if not any(h.mean for h in hanging):
        return []
    title = "Effects over assumptions"
    note = (
        "Line: from 5 to 95 % of the assumptions, without dice; bar: the median; dot: the mean, filled where nine"
        " tenths of the assumptions agree in its sign."
    )
    figure, alt = hanging_words.picture(hanging, answers.TESTED)
    name = "-".join(filter(None, [prefix, "effects-over-assumptions"]))
    return [figures.shown(name, title, alt, note, figure, pd.DataFrame(hanging_words.rows(hanging)), source.pictures)]


def _still(rows: dict[str, dict[str, dict[str, Any]]], outcome: str) -> bool:
    """Whether an outcome's mean and interval are the same under every regime, to the digits that are shown."""
    cells = {measured(*(c[outcome][k] for k in ("mean", "low", "high"))) for c in rows.values()}
    return len(cells) == 1 and len({c[outcome]["happened"] for c in rows.values()}) == 1


def _figures(
    runs: pd.DataFrame,
    merged: pd.DataFrame,
    pairs: pd.DataFrame,
    same: answers.Sameness,
    baseline: str,
    law: str,
    source: Source,
    prefix: str,
    start: Any,
) -> list[figures.Shown]:
    """The figures of a section; the first is that of the first screen."""
    found: list[figures.Shown] = []

    def add(title: str, note: str, made: tuple[Any, ...] | None) -> None:
        if made is not None:
            figure, alt, data = made
            name = "-".join(filter(None, [prefix, re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")]))
            found.append(figures.shown(name, title, alt, note, figure, data, source.pictures))

    scenario = source.worlds.scenarios[runs.scenario.iloc[0]]
    if len(pairs) and (pairs.difference != 0.0).any():
        mine = pairs[pairs.regime.isin(same.names)]
        mine = mine.assign(regime=mine.regime.map(same.names))
        note = (
            f"Mean difference from {baseline} over pairs, with its 95 % interval; filled where told from chance"
            " when all comparisons together keep an error of 5 %."
        )
        if (((mine.low > 0.0) | (mine.high < 0.0)) & ~mine.told).any():
            note += MAY_BE_CHANCE
        add(f"Differences from {baseline}", note, (*figures.differences(mine, answers.TESTED, baseline), mine))
    add(
        "Distributions over games",
        f"A dot a game, at most {figures.MOST_DOTS} a regime; box: the middle half of all, line: median.",
        figures.distributions(merged, SPREAD),
    )
    if len(same.groups) > 1:
        note = f"Share of pairs by the first stage in which the two games differ; {law} is what they are held against."
        add(f"Where wars part from {law}", note, figures.partings(merged, same.name_of(law)))
    add(
        "How far the alliance went",
        "The highest rung of help that was adopted.",
        figures.adopted_rungs(merged, [r.title for r in Rung]),
    )
    note = "A median is of the games that took the step: one that few took may come before one that all took."
    add("Steps of the procedure", note, figures.procedure(merged))
    add(
        "Burden by state",
        "Share of games in which a state sent men or material for the alliance.",
        figures.burden(merged, {s: scenario.file.states[s].name for s in scenario.file.states}),
    )
    if source.again and merged.incursions_attempted.max() > 0:
        from panj.experiments.report.crossings import GAMES, crossings, drawn

        note = (
            f"The first {GAMES} games of a regime, played anew (a store keeps no places). Areas: number per game,"
            " circles to one measure, squares to another; named, with their number: where most bands got away, and"
            " villages taken most often. Blue: the border; grey: district centres."
        )
        add(
            "Where bands crossed and what they held",
            note,
            drawn(crossings(runs, list(dict.fromkeys((law, baseline))), source.worlds), scenario),
        )
    if source.series is not None:
        share = source.series[source.series.run_id.isin(merged.run_id)]
        share = share.assign(regime=share.run_id.map(merged.set_index("run_id").regime))
        near = f"{100.0 * figures.UNSEEN:g} % of the border"
        note = f"Regimes whose lines lie within {near} of each other, on average over the days, are one line."
        add("Share of the border over time", note, None if share.empty else figures.share_over_time(share, start))
    return found


def typical_run(runs: pd.DataFrame, regime: str) -> dict[str, Any]:
    """The run of a regime whose mean stability lies nearest to the median of all its runs."""
    mine = runs[runs.regime == regime]
    gap = (mine.stability_mean - mine.stability_mean.median()).abs()
    return {str(k): v for k, v in mine.iloc[int(gap.to_numpy().argmin())].to_dict().items()}
