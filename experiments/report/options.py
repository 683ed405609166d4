"""`panj options`: what is bought, what it does and what it costs; a table, a figure and a page of its own."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from panj.experiments.analysis.assumptions import LEAST_POINTS, Hangs, draw_of, drawn_numbers, gaps, hangs_on
from panj.experiments.analysis.assumptions import without_dice as undiced
from panj.experiments.analysis.comparison import compare
from panj.experiments.analysis.frontier import weigh
from panj.experiments.analysis.prices import CURRENCIES, Prices, costs, price_names, prices, used_in
from panj.experiments.analysis.versus import versus
from panj.experiments.designs.design import read_design
from panj.experiments.designs.paths import NEVER, OPTION
from panj.experiments.designs.plan import Plan
from panj.experiments.files import check_folder
from panj.experiments.report import figures
from panj.experiments.report.buying import draw_options
from panj.experiments.report.hanging import line as effect_line
from panj.experiments.report.page import environment, unbroken
from panj.experiments.runs.store import Store, open_runs
from panj.experiments.runs.sweep import Sweep
from panj.experiments.tables import clean, console, give_or_take, number, percent
from panj.experiments.values import kind_of
from panj.experiments.words import begun, count
from panj.model.record.outcomes import NUMBERS, OUTCOMES, WORDS
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USUAL = "people_held_days"
PRICE_DRAWS = 400  # of prices alone, where nothing else was drawn
FILES = ("options.html", "options.csv", "options.svg", "options.png")


@dataclass(frozen=True)
class Wanted:
    """The options of the command."""

    outcome: str = USUAL
    cost: str = "money"
    better: str = ""
    workers: int | None = None
    scheduler: str | None = None
    as_json: bool = False
    uncertain: int | None = None

    @property
    def more(self) -> bool:
        """Whether more of the outcome is better."""
        return (self.better or OUTCOMES[self.outcome].better) == "more"

    def check(self) -> None:
        """Raise InputError for an outcome, a cost or a side that there is not."""
        if self.outcome not in NUMBERS:
            raise InputError("--outcome", "", self.outcome, f"one of {', '.join(NUMBERS)}")
        if self.cost not in CURRENCIES:
            raise InputError("--cost", "", self.cost, f"one of {', '.join(CURRENCIES)}")
        if self.better not in ("more", "less") and (self.better or not OUTCOMES[self.outcome].better):
            raise InputError("--better", "", self.better or f"nothing, of {self.outcome}", "more or less")


@dataclass(frozen=True)
class Bought:
    """Options weighed: a row each in `table` (experiments.analysis.frontier.weigh, with told, could_see, error, and the
    other costs), the baseline, how many draws and seeds, whether more than prices was drawn, and what effects hang on.
    """

    wanted: Wanted
    baseline: str
    table: pd.DataFrame
    draws: int
    seeds: int
    assumed: bool
    hanging: tuple[Hangs, ...] = ()

    @property
    def words(self) -> str:
        """The outcome as a sentence names it."""
        return WORDS.get(self.wanted.outcome, self.wanted.outcome.replace("_", " "))

    @property
    def unit(self) -> str:
        """Unit of the gain."""
        return kind_of(self.wanted.outcome).unit

    def effect(self, option: str) -> Hangs | None:
        """What the effect of an option hangs on, where everything assumed was drawn."""
        return next((h for h in self.hanging if h.regime == option), None)

    def rows(self) -> list[dict[str, Any]]:
        """The table as plain rows, with the assumed number that each effect hangs on most."""
        out = []
        for row in self.table.to_dict("records"):
            h = self.effect(str(row["option"]))
            named = [m.path for m in h.movers if m.named] if h else []
            out.append({str(k): _plain(v) for k, v in row.items()} | {"hangs_on": named[0] if named else ""})
        return out


def run_options(design: Path, out: Path, wanted: Wanted) -> Bought:
    """The command: play, weigh, write the page, the figure and the table, and say it."""
    wanted.check()
    check_folder(out, *FILES)
    read = read_design(design, wanted.uncertain)
    if not read.options or len(read.names) != 1 or read.factors or read.points:
        given = InWords(f"{len(read.options)} options, {len(read.names)} scenarios, {len(read.factors)} factors")
        raise InputError(design, "", given, "[options.NAME] tables, one scenario, and nothing else that is varied")
    store = Sweep.from_design(read).play(out, wanted.workers, wanted.scheduler, quiet=wanted.as_json)
    found = weighed(store.runs(quiet=True), store.about()["plan"], wanted)
    write_options(found, out)
    if wanted.as_json:
        print(json.dumps(as_dict(found)))
    else:
        for sentence in said(found):
            console().print(sentence)
        print(out / FILES[0])
    return found


def page_of(folder: Path, out: Path) -> Path:
    """The page of a sweep that has options, from what it played; `panj report` writes it."""
    store = Store(folder)
    found = weighed(open_runs(folder), store.about()["plan"], Wanted())
    return write_options(found, out.parent, out.name)


def weighed(runs: pd.DataFrame, plan: Plan, wanted: Wanted, known: Prices | None = None) -> Bought:
    """Options of a sweep weighed by effect and cost. Raises InputError for runs without options."""
    if not plan.options:
        raise InputError("runs", "", InWords("no options"), "runs of a design with [options.NAME] tables")
    known = known or prices()
    scenario = load_scenario(plan.scenarios[0].source)
    good = runs[runs.status == "ok"]
    sides, content = _sides(good, plan)
    nothing = next(name for name, (option, _) in content.items() if not _injects(plan, option))
    sides = sides.assign(draw=draw_of(good, plan))
    found, kept = gaps(sides, [wanted.outcome], nothing)
    if not kept:
        raise InputError("runs", "", InWords("no draw that all options have in full"), "a sweep that is finished")
    drawn = len(plan.rows) > 1
    names = list(content)
    sign = 1.0 if wanted.more else -1.0
    others = [n for n in names if n != nothing]
    left = dict(zip(others, undiced([sign * found[wanted.outcome, n].to_numpy(float) for n in others]), strict=True))
    gain = np.column_stack([left.get(n, np.zeros(len(kept))) for n in names])
    if not drawn:
        gain = np.repeat(gain, PRICE_DRAWS, axis=0)
    paid = _paid(sides, kept, content, plan, scenario, known, nothing, len(gain))
    cost = np.column_stack([paid[wanted.cost][n] for n in names])
    table = weigh(names, gain, cost)
    beside = [c for c in CURRENCIES if c != wanted.cost]
    table = table.assign(**{f"cost_{c}": [float(paid[c][n].mean()) for n in table.option] for c in beside})
    pairs = compare(sides.assign(point="", days=0), wanted.outcome, nothing).set_index("regime")
    pairs = pairs[pairs.outcome == wanted.outcome]
    for name in ("told", "could_see"):
        table[name] = [pairs[name].get(n, False if name == "told" else np.nan) for n in table.option]
    hanging: list[Hangs] = []
    if len(kept) >= LEAST_POINTS:
        numbers, parts = drawn_numbers(plan, scenario)
        gained = {(wanted.outcome, n): sign * t for (_, n), t in found.items()}
        hanging = hangs_on(gained, numbers.iloc[kept].reset_index(drop=True), parts, nothing)
    table["error"] = [next((h.error for h in hanging if h.regime == n), np.nan) for n in table.option]
    return Bought(wanted, nothing, table, len(gain), plan.seed_count, drawn, tuple(hanging))


def _sides(runs: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, dict[str, tuple[str, str]]]:
    """Runs in which `regime` is what is bought under which treaty, and what each such side is: option and regime.

    With one regime sides are the options; with several a regime alone stands for buying nothing under it, but for the
    first, under which options go by their own names.
    """
    regimes = [named.name for named in plan.regimes]
    content = {}
    for regime in regimes:
        for option in plan.options:
            alone = not _injects(plan, option)
            name = option if regime == regimes[0] else regime if alone else f"{regime} and {option}"
            content[name] = (option, regime)
    names = {both: name for name, both in content.items()}
    side = [names[o, r] for o, r in zip(runs[OPTION], runs.regime, strict=True)]
    return versus(runs, OPTION).assign(regime=side, regime_content=side), content


def _injects(plan: Plan, option: str) -> list[str]:
    """Names of the injects that an option buys."""
    every = {path.split(".")[1] for point in plan.options.values() for path in point if path.startswith("injects.")}
    without = {path.split(".")[1] for path, value in plan.options[option].items() if value == NEVER}
    return [name for name in plan.injects if name in every - without]


def _paid(
    sides: pd.DataFrame,
    kept: list[int],
    content: Mapping[str, tuple[str, str]],
    plan: Plan,
    scenario: Scenario,
    known: Prices,
    nothing: str,
    count: int,
) -> dict[str, dict[str, np.ndarray]]:
    """Costs by currency and side, an entry a draw."""
    from scipy.stats import qmc

    use = used_in(sides, known).assign(side=sides.regime, draw=sides.draw)
    mean = {str(side): mine.groupby("draw").mean(numeric_only=True).loc[kept] for side, mine in use.groupby("side")}
    rows = [0] * count if count > len(kept) else list(range(count))  # one war for all draws of prices
    used = {name: (mean[name] - mean[nothing]).iloc[rows] for name in content if name != nothing}
    names = price_names(known)
    unit = qmc.LatinHypercube(len(names), rng=np.random.default_rng(0)).random(count)
    bought = {name: [plan.injects[i] for i in _injects(plan, option)] for name, (option, _) in content.items()}
    days = next(iter(plan.days.values()))
    return costs(scenario, days, bought, used, known, dict(zip(names, unit.T, strict=True)))


def write_options(found: Bought, folder: Path, page: str = FILES[0]) -> Path:
    """The page, and beside it the figure as SVG and PNG and the table as CSV; returns the page's path."""
    figure, alt = draw_options(found.table, found.words, found.unit, found.wanted.cost, found.baseline)
    data = pd.DataFrame(found.rows())
    title = "Effect against cost"
    note = (
        "Each number is an option, listed on the right from the cheapest; lines run from 5 to 95 % of the assumptions,"
        " dotted where that spread cannot be told from dice: then the 95 % interval."
        " Dark: on the frontier by its means, joined by the step; grey: another does as much for less."
    )
    shown = figures.shown("options", title, alt, note, figure, data, folder)
    text = (
        environment()
        .get_template("options.html.j2")
        .render(
            title=f"Panj: what would we buy? {found.words}",
            said=said(found),
            figure=shown,
            rows=table_rows(found),
            found=found,
            currency=CURRENCIES[found.wanted.cost],
        )
    )
    write_text(folder / page, unbroken(text))
    return folder / page


def said(found: Bought) -> list[str]:
    """The answer in sentences: what is worth buying, what is not, and how sure that is."""
    rows = found.rows()
    bought = [r for r in rows if r["option"] != found.baseline]
    on = [r for r in bought if r["frontier"]]
    off = [r for r in bought if not r["frontier"]]
    what = (
        f"everything assumed drawn at {found.draws} points" if found.assumed else "prices alone drawn, the war as it is"
    )
    out = [f"{begun(found.words)}, compared with {found.baseline!r}; {count(found.seeds, 'seed')}, {what}."]
    out += [f"- {_sentence(r, found)}" for r in on]
    if off:
        out.append(f"Dominated by the means (another does as much for less): {'; '.join(_short(r) for r in off)}.")
    least = min(rows, key=lambda r: float(r["worst_regret"]))
    best = max(rows, key=lambda r: float(r["chance_best"]))
    out.append(
        f"Whatever the cost: {best['option']} does most under {percent(best['chance_best'])} of the assumptions;"
        f" {least['option']} has the least worst regret (Savage), {_gain(least['worst_regret'], least)} {found.unit}."
    )
    if not found.assumed:
        out.append('What is assumed of the war was not varied (uncertain = "assumed" in the design, or --uncertain).')
    return out


def _sentence(row: dict[str, Any], found: Bought) -> str:
    """An option on the frontier, on one line: gain, cost, how sure, and what it hangs on."""
    told = "" if row["told"] else f"; cannot be told apart from {found.baseline} ({_seen(row)})"
    sign = f", the same sign under {percent(row['same_sign'])}" if found.assumed else ""
    spread = (
        f" ({_gain(row['gain_p5'], row)} to {_gain(row['gain_p95'], row)} over nine tenths of the assumptions{sign})"
    )
    hangs = f"; it hangs most on {row['hangs_on']}" if row["hangs_on"] else ""
    better = "more" if found.wanted.more else "fewer"
    low, high = (price_text(row[end], found.wanted.cost) for end in ("cost_p5", "cost_p95"))
    span = f" ({low} to {high})" if low != high else ""
    return (
        f"{row['option']}: {_gain(row['gain'], row)} {found.unit} {better}{spread if found.assumed else ''} for"
        f" {price_text(row['cost'], found.wanted.cost)}{span}; on the frontier under"
        f" {percent(row['frontier_share'])} of the assumptions{hangs}{told}"
    )


def _short(row: dict[str, Any]) -> str:
    yet = f" (yet on the frontier under {percent(row['frontier_share'])} of the assumptions)"
    return f"{row['option']}{yet if row['frontier_share'] else ''}"


def _seen(row: dict[str, Any]) -> str:
    """How large a difference would have been told apart."""
    least = row["could_see"]
    if least is None or math.isnan(least):
        return "no game differs"
    return "too few games for any difference" if math.isinf(least) else f"{number(least)} would have been"


def _gain(value: float, row: dict[str, Any]) -> str:
    error = row["error"]
    return give_or_take(value, error, "")[0] if error else number(value)


def price_text(value: float, currency: str) -> str:
    """A cost for people."""
    if currency == "money":
        return f"US$ {number(value / 1e6)} million"
    return f"{number(value)} {CURRENCIES[currency]}"


def table_rows(found: Bought) -> list[dict[str, str]]:
    """The table of the page, in words."""
    others = [c for c in CURRENCIES if c != found.wanted.cost]
    out = []
    for place, row in enumerate(found.rows(), 1):
        told = "yes" if row["told"] else f"no; {_seen(row)}"
        gain, cost = _spread(row, "gain", partial(_gain, row=row)), _spread(row, "cost", number)
        out.append(
            {
                "": str(place),
                "option": str(row["option"]),
                f"gain [{found.unit}]": gain,
                "told apart": "-" if row["option"] == found.baseline else told,
                f"cost [{CURRENCIES[found.wanted.cost]}]": cost,
                **{f"[{CURRENCIES[c]}]": number(row[f"cost_{c}"]) for c in others},
                "on the frontier": f"{'yes' if row['frontier'] else 'no'}, under {percent(row['frontier_share'])}",
                "regret left": _gain(row["regret_left"], row),
                "worst regret": _gain(row["worst_regret"], row) + (" (least)" if row["minimax"] else ""),
                "does most under": percent(row["chance_best"]),
                "hangs on": row["hangs_on"] or "-",
            }
        )
    return out


def _spread(row: dict[str, Any], name: str, text: Callable[[float], str]) -> str:
    """A mean and its spread over nine tenths of the assumptions."""
    return f"{text(row[name])} ({text(row[f'{name}_p5'])} to {text(row[f'{name}_p95'])})"


def as_dict(found: Bought) -> dict[str, Any]:
    """All of it as plain values for JSON."""
    return {
        "outcome": found.wanted.outcome,
        "unit": found.unit,
        "better": "more" if found.wanted.more else "less",
        "cost": CURRENCIES[found.wanted.cost],
        "baseline": found.baseline,
        "draws": found.draws,
        "seeds": found.seeds,
        "assumed": found.assumed,
        "options": [clean(row) for row in found.rows()],
        "effects": [asdict(h) for h in found.hanging],
        "said": said(found),
        "lines": [f"{h.regime}: {effect_line(h)}" for h in found.hanging],
    }


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and np.isnan(value) else value
