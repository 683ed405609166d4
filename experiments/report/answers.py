"""The first screen of a report: a sentence or two for each question that an adult in a hurry has of a sweep."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from panj.experiments.analysis.pairs import ERROR
from panj.experiments.analysis.shake import ranking_warning
from panj.experiments.analysis.versus import REGIMES, Sides
from panj.experiments.report.unseen import IN_BRACKETS, least_seen
from panj.experiments.tables import give_or_take, level, mean_of, measured, percent
from panj.experiments.values import CAME
from panj.experiments.words import count
from panj.model.record.outcomes import HELP, OUTCOMES, WORDS
from panj.scenarios.load import Scenario
from panj.treaty.ladder import FORCE, Rung

FIRM = "Each weight of the stability index may be off by a third, and no two {sides} change places in its mean."
DAY = "decision_day"
TESTED = WORDS | {  # what regimes are held against each other in: the ground, the help that comes, and the decision
    "adopted_rung": "how far the alliance goes (the rung adopted)",
    DAY: "when the alliance decides",
    f"{DAY}{CAME}": "whether the alliance decides at all",
}
OF_HELP = tuple(name for name in TESTED if OUTCOMES[name.removesuffix(CAME)].origin is HELP)  # not of the ground


@dataclass(frozen=True)
class Sameness:
    """Regimes whose games agree in every outcome: the first of each group stands for all of it."""

    groups: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> dict[str, str]:
        """Each group's first regime -> how the group is called."""
        return {g[0]: " = ".join(g) for g in self.groups}

    def merged(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Runs of the first regime of each group, under the group's name."""
        kept = runs[runs.regime.isin(self.names)]
        return kept.assign(regime=kept.regime.map(self.names))

    def name_of(self, regime: str) -> str:
        """The name of the group that a regime is in."""
        return next(" = ".join(g) for g in self.groups if regime in g)


def sameness(runs: pd.DataFrame, outcomes: Iterable[str]) -> Sameness:
    """Group the regimes of runs by equal outcomes in every pair."""
    keys = [k for k in ("changes", "seed") if k in runs]
    columns = [o for o in outcomes if o in runs and o not in (*keys, "regime", "digest", "scenario")]
    groups: dict[str, list[str]] = {}
    for regime, mine in runs.groupby("regime", sort=True):
        groups.setdefault(mine.sort_values(keys)[[*keys, *columns]].to_csv(index=False), []).append(str(regime))
    return Sameness(tuple(tuple(g) for g in groups.values()))


def happened(runs: pd.DataFrame, same: Sameness, side: Sides = REGIMES) -> str:
    """What happened, and what the alliance did under each regime; nothing is a mean over regimes that differ in it."""
    merged = same.merged(runs)
    held = _ends(merged, "border_share_end", lambda values: percent(float(values.mean())))
    said = [
        f"With {count(runs.seed.nunique(), 'seed')} under each {side.one}, militants held {held} of the far bank"
        f" at the end, on average; {_ends(merged, 'soldiers_refuge')} foreign soldiers sought refuge."
    ]
    if runs.incursions_attempted.max() == 0:
        said.append("No band tried to cross.")
    else:
        tried, through = _ends(merged, "incursions_attempted"), _ends(merged, "incursions_through")
        held = ""
        if "people_held_days" in runs:
            held = f"; bands held villages for {_ends(merged, 'people_held_days')} person-days"
        said.append(
            f"Bands tried to cross: on average {tried} attempts per game, of which {through} got away into the"
            f" country{held}."
        )
    return " ".join([*said, *_politics(merged)])


def _ends(runs: pd.DataFrame, outcome: str, write: Callable[[pd.Series], str] = mean_of) -> str:
    """The mean of an outcome where it reads the same under every regime, else the lowest and the highest, with their
    regimes."""
    by = runs.groupby("regime", sort=True)[outcome]
    means = by.mean().sort_values(kind="stable")
    said = {str(regime): write(values) for regime, values in by}
    low, high = str(means.index[0]), str(means.index[-1])
    if len(set(said.values())) == 1:
        return said[low]
    return f"{said[low]} ({low}) to {said[high]} ({high})"


def _politics(runs: pd.DataFrame) -> list[str]:
    """What the alliance did: those that were asked, how often, and how far they most often went."""
    appealing = {str(r): mine for r, mine in runs.groupby("regime", sort=True)}
    quiet = [r for r, mine in appealing.items() if mine.request_day.isna().all() and not mine.adopted_rung.any()]
    appealing = {r: mine for r, mine in appealing.items() if r not in quiet}
    said = [f"No alliance was asked for help, and none adopted anything, under {and_(quiet)}."] if quiet else []
    if appealing:
        far: dict[str, list[str]] = {}
        for regime, mine in appealing.items():
            rung = Rung(int(mine.adopted_rung.mode().iloc[0])).title
            far.setdefault(rung, []).append(regime)
        went = "; ".join(f"{rung} under {and_(regimes)}" for rung, regimes in far.items())
        appeals = _each({r: mine.request_day.notna().mean() for r, mine in appealing.items()})
        force = _each({r: (mine.adopted_rung >= min(FORCE)).mean() for r, mine in appealing.items()})
        said.insert(
            0,
            f"The member appealed in {appeals}; the alliance most often went as far as {went};"
            f" it adopted force in {force}.",
        )
        said += filter(None, (_without_men(regime, mine) for regime, mine in appealing.items()))
    return said


def _without_men(regime: str, runs: pd.DataFrame) -> str:
    """By what an alliance helped that sent nobody: its measures, with the share of games in which each was adopted."""
    if runs.delivered_men.any() or "measures" not in runs:
        return ""
    adopted = runs.measures.fillna("").str.split("+").explode()
    shares = {r: float((adopted == r.name).sum()) / len(runs) for r in Rung}
    said = [f"{r.title} ({percent(share)} of the games)" for r, share in shares.items() if share]
    return f"No man came under {regime}: whatever changed there came by {and_(said)}." if said else ""


def _each(shares: Mapping[str, float]) -> str:
    """Shares of the games by regime; those that are the same are told together."""
    by_share: dict[str, list[str]] = {}
    for regime, share in shares.items():
        words = {0.0: "no game", 1.0: "every game"}.get(share, f"{percent(share)} of the games")
        by_share.setdefault(words, []).append(regime)
    if len(by_share) == 1:
        return f"{next(iter(by_share))} under each"
    return "; ".join(f"{words} under {and_(regimes)}" for words, regimes in by_share.items())


def differ(
    pairs: pd.DataFrame,
    same: Sameness,
    baseline: str,
    side: Sides = REGIMES,
    over: Mapping[tuple[str, str], str] | None = None,
) -> str:
    """Whether regimes, or levels of a factor, differ, and in what; `pairs`: of
    experiments.analysis.comparison.compare. over: how far the effect on an outcome under a side hangs on what is
    assumed, in words, where that was drawn."""
    together = [g for g in same.groups if len(g) > 1]
    said = [f"Under {and_(g)} the wars are the same: no outcome differs in any pair." for g in together]
    if len(same.groups) == 1:
        return f"No: {said[0]}" if said else f"There is one {side.one} only: nothing is compared."
    told = pairs[pairs.told]
    ground = told[~told.outcome.isin(OF_HELP)]
    quiet = [o for o in TESTED if o in set(pairs.outcome) and o not in set(told.outcome)]
    unseen = _unseen({o: least_seen(pairs[pairs.outcome == o]) for o in quiet})
    if told.empty:
        none = f"No difference from {baseline} can be told from chance on {unseen}. {IN_BRACKETS}"
        return " ".join([none, *said])
    decides = _decides(pairs, same, baseline)
    if unseen:
        said.insert(0, f"No {side.one} can be told from {baseline} on {unseen}. {IN_BRACKETS}")
    if ground.empty:
        others = and_(dict.fromkeys(same.name_of(str(r)) for r in told.regime))
        yes = f"Yes in the help that comes, no on the ground: against {baseline}, {others} brought other help."
        return " ".join([yes, *decides, *said])
    outcome = next(o for o in TESTED if o in set(ground.outcome))
    rows = ground[ground.outcome == outcome].drop_duplicates("regime")
    rows = rows[rows.regime.isin(same.names)].sort_values("difference", key=abs, ascending=False)
    first = rows.iloc[0]
    most = same.name_of(str(first.regime))
    before, after = (level(first[k], first.low, first.high) for k in ("mean_baseline", "mean"))
    middle, low, high = measured(first.difference, first.low, first.high, "+")
    hangs = (over or {}).get((outcome, str(first.regime)), "of dice alone")
    gap = f"{middle} (95 % interval {low} to {high}; {hangs})"
    said.insert(
        0, f"Yes: against {baseline}, {TESTED[outcome]} changed most under {most}, from {before} to {after}: {gap}."
    )
    too = [same.name_of(str(r)) for r in rows.regime.iloc[1:]]
    said.insert(1, f"{and_(too)} can be told from {baseline} in it, too." if too else "")
    said[2:2] = decides
    return " ".join(filter(None, said))


def _unseen(seen: Mapping[str, str]) -> str:
    """Outcomes in which nothing is told apart, each with what would have been; those of which the same is said
    together."""
    by_words: dict[str, list[str]] = {}
    for outcome, words in seen.items():
        by_words.setdefault(words, []).append(TESTED[outcome])
    return "; ".join(f"{and_(named)} ({words})" for words, named in by_words.items())


def _decides(pairs: pd.DataFrame, same: Sameness, baseline: str) -> list[str]:
    """How much later or earlier, and more or less often, the alliance decides, where that is told apart; a baseline
    that never decides is no measure of it."""
    lines = {(r["outcome"], r["regime"]): r for r in pairs.to_dict("records") if r["regime"] in same.names}
    said = []
    for regime in dict.fromkeys(regime for _, regime in lines):
        day, often = lines.get((DAY, regime)), lines.get((DAY + CAME, regime))
        if day is None or often is None or often["mean_baseline"] == 0.0:
            continue
        parts = []
        if day["told"]:
            own, base = (level(day[k], day["low"], day["high"]) for k in ("mean", "mean_baseline"))
            when = "later" if day["difference"] > 0.0 else "earlier"
            parts.append(f"{when} (on day {own} instead of {base}, where never counts as the end of the war)")
        if often["told"]:
            own, base = percent(often["mean"]), percent(often["mean_baseline"])
            seldom = "less often" if often["difference"] < 0.0 else "more often"
            parts.append(f"{seldom} (in {own} of the games instead of {base})")
        if parts:
            said.append(f"Under {same.name_of(str(regime))} the alliance decides {' and '.join(parts)}.")
    return said


def sure(pairs: pd.DataFrame, baseline: str, stopped_by: str = "", points: int = 1, side: Sides = REGIMES) -> str:
    """How sure that is; `stopped_by`: the outcome by whose precision seeds were added, if they were; `points`: how many
    of a design are pooled, each with the same seeds."""
    if pairs.empty:
        return f"With one {side.one} there are no pairs, and no difference to be sure of."
    n, count = int(pairs.n.max()), len(pairs)
    wide = (
        pairs[pairs.outcome == pairs[pairs.low < pairs.high].outcome.iloc[0]]
        if (pairs.low < pairs.high).any()
        else None
    )
    width = ""
    if wide is not None:
        half = float((wide.high - wide.low).max() / 2.0)
        what, within = TESTED[str(wide.outcome.iloc[0])], give_or_take(half, half, "")[0]
        width = f" The difference in {what} is known to within {within} at worst; four times the seeds"
        width += " halve that." if points == 1 else " and the points halve that."
    if stopped_by:
        width += (
            f" Seeds were added until {stopped_by} was known well enough; its interval holds whenever one stops,"
            " and those of other outcomes are a little too narrow where they go along with it."
        )
    least = math.ceil(math.log2(2.0 * count / ERROR))
    few = (
        f" With {n} pairs nothing can be told apart at that error: take at least {least} seeds."
        if n < least and points == 1
        else ""
    )
    how = (
        "sign-flip tests"
        if points == 1
        else f"tests that count with the seeds and the {points} points that pairs share"
    )
    return (
        f"{n} pairs a {side.one} against {baseline}, by the same seeds. All {count} comparisons together keep an error"
        f" of 5 % (Holm, {how}).{width}{few} This is the model's own chance; that the model is right is another"
        " matter."
    )


def change(runs: pd.DataFrame, scenario: Scenario, moving: str, side: Sides = REGIMES) -> str:
    """What would change the answer; `moving`: what is known of what moves the outcomes, empty if it was not asked."""
    said = (
        [ranking_warning(runs, scenario, side.many) or FIRM.format(sides=side.many)]
        if runs.regime.nunique() > 1
        else []
    )
    otherwise = "What else the outcomes hang on was not asked here: panj sensitivity screens every parameter."
    return " ".join([*said, moving or otherwise])


def and_(names: Iterable[str]) -> str:
    """Names in words."""
    listed: Sequence[str] = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"
