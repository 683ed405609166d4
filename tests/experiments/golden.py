"""What the statistics say of some hundred made-up tables: results in words, and a hash of every number and sentence.

Whoever changes a formula, a threshold or a sentence changes them: `python -m panj.tests.experiments.golden` writes
golden.txt anew, and the lines that differ are what the change does. Tables hold what is known to be in them: effects,
ties, empty values, games that failed. Numbers count to six digits, so that no library's last ones matter.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from panj.experiments.analysis import councils, frontier, gates, indices, leading, pairs
from panj.experiments.analysis.assumptions import effects, gaps, hangs_on, without_dice
from panj.experiments.analysis.comparison import compare, mean_interval, over_points, summary, told_once
from panj.experiments.analysis.condition import where
from panj.experiments.analysis.crossed import crossed_chance, crossed_interval, known
from panj.experiments.analysis.discovery import discover
from panj.experiments.analysis.familywise import moves, steady
from panj.experiments.analysis.inert import ends_of, find_inert, paths_of
from panj.experiments.analysis.moved import moved, with_gap
from panj.experiments.analysis.prices import PRICES, costs, price_names, prices, used_in
from panj.experiments.analysis.prim import find_box, peel
from panj.experiments.analysis.ranking import rank
from panj.experiments.analysis.sensitivity import idle, survivors
from panj.experiments.analysis.shake import mean_strains, ranking_warning
from panj.experiments.analysis.tree import grow
from panj.experiments.analysis.versus import default_baseline, sides_of, versus
from panj.experiments.designs.design import DesignInject
from panj.experiments.designs.plan import Named, Plan
from panj.experiments.designs.precision import Precision
from panj.experiments.runs.rounds import next_round, reached, stopping
from panj.model.record.stability import TERMS
from panj.scenarios.errors import InputError
from panj.scenarios.load import load_scenario
from panj.tests.treaty.golden import Line, hashed
from panj.treaty.law.regime import load_regime

FILE = Path(__file__).with_name("golden.txt")
REGIMES = ("none", "majority", "automatic")
OUTCOMES = ("incursions_through", "stability_mean", "decision_day", "losses_member")


def plan_of(**changed: Any) -> Plan:
    """A plan of one scenario under three regimes."""
    usual: dict[str, Any] = {
        "rules": "r",
        "scenarios": [Named(name="s", content="c", source="s")],
        "days": {"s": 9},
        "regimes": [Named(name=name, content=name, source=name) for name in REGIMES],
        "seeds": 6,
        "fixed": {},
        "factors": {},
    }
    return Plan(**usual | changed)


def games(plan: Plan, seed: int, worth: float = 1.0, spread: float = 1.0) -> pd.DataFrame:
    """The runs of a plan. Losses fall with the regime's number by `worth`, the more the higher `push` is; seeds have
    luck of their own; a decision does not always come; a game in forty fails; the last regime hardly differs."""
    dice, rows = np.random.default_rng(seed), []
    luck: dict[int, float] = {}
    for scenario, days, changes in plan.groups():
        at = dict(changes)
        push = at.get("push", 1.0)
        size = float(push) if isinstance(push, (int, float)) else 2.0
        for number in plan.seeds_of(scenario, days, changes):
            lucky = luck.setdefault(number, float(dice.normal()))
            for k, regime in enumerate(r.name for r in plan.regimes):
                helps = worth * min(k, 1) * size
                lost = 20.0 + 3.0 * lucky - helps + spread * dice.normal()
                late = 2.0 + 3.0 * k + dice.integers(0, 5)
                rows.append(
                    {"scenario": scenario, "days": days, "changes": json.dumps(changes), "point": plan.label(at)}
                    | {n: at.get(n) for n in plan.varied}
                    | {"seed": number, "regime": regime, "status": "failed" if dice.random() < 0.025 else "ok"}
                    | {"rules": "r", "scenario_content": "c", "regime_content": regime}
                    | {
                        "losses_member": round(lost, 3),
                        "incursions_through": int(dice.poisson(max(0.1, lost / 4.0))),
                        "stability_mean": round(60.0 + 4.0 * helps - 2.0 * lucky + dice.normal(), 4),
                        "decision_day": late if late < days else np.nan,
                        "first_arrival_day": late + 1 if late + 1 < days else np.nan,
                        "digest": f"{number} {regime} {lost:.6g}",
                    }
                    | {f"strain_{t}": round(float(dice.random()), 4) for t in TERMS}
                )
    return pd.DataFrame(rows)


PLANS: dict[str, Plan] = {
    "one point": plan_of(seeds=14),
    "a grid": plan_of(factors={"push": [0.0, 1.0, 3.0], "pull": [1.0, 2.0]}, seeds=10),
    "in words": plan_of(factors={"push": ["low", "high", "higher"]}, seeds=9),
    "one at a time": plan_of(columns=["push", "pull"], rows=[[None, None], [3.0, None], [None, 2.0], [None, 4.0]]),
    "sampled": plan_of(
        columns=["push", "pull"], rows=np.random.default_rng(5).random((40, 2)).round(4).tolist(), seeds=3
    ),
    "two of all": plan_of(
        scenarios=[Named(name=n, content=n, source=n) for n in ("s", "t")],
        days={"s": 9, "t": 6},
        named={"mine": {"push": 5.0}},
        factors={"push": [0.0, 2.0]},
    ),
}


def plain(found: Any) -> Any:
    """Results as plain data, numbers to six digits."""
    if isinstance(found, pd.DataFrame):
        return [list(found.columns), [plain(row) for row in found.itertuples(index=False, name=None)]]
    if is_dataclass(found) and not isinstance(found, type):
        return {f: plain(getattr(found, f)) for f in found.__dataclass_fields__}
    if isinstance(found, dict):
        return {str(k): plain(v) for k, v in found.items()}
    if isinstance(found, np.ndarray):
        return plain(found.tolist())
    if isinstance(found, (list, tuple)):
        return [plain(v) for v in found]
    if isinstance(found, (float, np.floating)):
        return f"{0.0 if abs(found) < 1e-9 else found:.6g}"
    return found if isinstance(found, (int, str, type(None))) else str(found)


def line(name: str, said: object, *found: Any) -> Line:
    """A line: its name, what people read of it, and all that was found."""
    return name, str(said), plain(found)


def refused(call: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """What a call comes to, or the line in which it is refused."""
    try:
        return call(*given, **named)
    except InputError as error:
        return str(error)


RANKED = (("losses_member", False, 0.0), ("stability_mean", True, 1.5), ("decision_day", False, 0.5))


def of_sides(name: str) -> Iterator[Line]:
    """Regimes, and levels of a factor, against each other: differences, ranks, and the weights of the index shaken."""
    plan, n = PLANS[name], list(PLANS).index(name)
    runs = games(plan, 10 + n, 2.0 * (n % 3 > 0))
    table = refused(compare, runs, OUTCOMES[: 2 + n % 3], "none", half_width=0.5)
    told = "refused" if isinstance(table, str) else f"{int(table.told.sum())} of {len(table)} told"
    pooled = over_points(runs, plan.named)
    rows = [table, summary(pooled, OUTCOMES), compare(pooled, "losses_member", "majority", half_width=0.2)]
    rows += [told_once(rows[-1]), repr(rows[-1])]
    yield line("compared", told, rows)
    outcome, most, slack = RANKED[n % 3]
    ranked = [
        refused(rank, runs, outcome, most, slack, n % 2 == 0),
        refused(rank, runs, outcome, not most, slack, True),
    ]
    yield line("ranked", "refused" if isinstance(ranked[1], str) else " > ".join(ranked[1].regime), ranked)
    yield line("ranked as usual", "", refused(rank, runs, "incursions_through"))
    warned = ranking_warning(runs, load_scenario("intro"))
    yield line("weights shaken", warned is not None, mean_strains(runs), warned)
    for by in ("push", "nothing"):
        sides = refused(versus, runs, by)
        if isinstance(sides, str):
            yield line(f"by {by}", sides)
            continue
        base = default_baseline(sides, None)
        compared = refused(compare, over_points(sides), "decision_day", base)
        yield line(f"by {by}", base, sides_of(by), compared, sides.point, sides.changes, sides.regime)
    yield line("an unknown baseline", refused(default_baseline, runs, "x"))


def of_fields() -> Iterator[Line]:
    """The map of two factors: which sides lead in each field, against each other and against a baseline."""
    for n, (better, base) in enumerate(product((True, False), (None, "none"))):
        runs = games(PLANS["a grid"], 3 + n, 2.0)
        valued = runs[runs.status == "ok"].assign(came=lambda r: r.decision_day.notna().astype(float))
        found = leading.fields(valued, "push", "pull", "losses_member", better, base)
        rows = [f.row("push", "pull") for f in found]
        yield line(f"{better}, {base}", [f.told for f in found], rows, [f.leading for f in found])
    yield line("seeds needed", [leading.seeds_needed(n) for n in (1, 2, 10, 100, 1000)])


def of_pairs() -> Iterator[Line]:
    """Paired differences of many shapes: chances, intervals, what could be seen, what pairing saved."""
    dice = np.random.default_rng(7)
    shapes = {
        "none": np.array([]),
        "one": np.array([2.0]),
        "two": np.array([1.0, 3.0]),
        "all zero": np.zeros(9),
        "constant": np.full(11, 0.5),
        "few": dice.normal(0.4, 1.0, 9),
        "mostly zero": np.where(dice.random(30) < 0.2, dice.normal(1.0, 1.0, 30), 0.0),
        "thirteen": dice.normal(0.5, 1.0, 13),
        "far": dice.normal(2.0, 1.0, 40),
        "skewed": dice.lognormal(0.0, 1.0, 60) - 1.2,
        "counts": dice.poisson(2.0, 150).astype(float) - 2.0,
        "many": dice.normal(0.1, 1.0, 260),
        "very many": dice.normal(0.05, 1.0, 2100),
    }
    for name, values in shapes.items():
        n = len(values)
        drawn = [np.arange(n) // 3, np.arange(n) % 3] if n > 3 else []
        crossed = (
            [crossed_interval(values, drawn), crossed_chance(values, drawn), known(values, drawn)] if drawn else []
        )
        chance = pairs.chance_alike(values)
        theirs = values + np.linspace(0.0, 1.0, n) ** 2
        error = float(values.std(ddof=1)) / n**0.5 if n > 1 else float("nan")
        sees = [pairs.could_see(error, c, n, f, m) for c in (1, 10, 500) for f in (None, 7.0) for m in (0.0, 0.9)]
        rest = [pairs.pairs_needed(values, w) for w in (0.05, 0.5)] + [pairs.saved_by_pairing(values, theirs)]
        rest += [pairs.at_most_differ(n), known(values, [np.arange(n)]) if n > 1 else None]
        yield line(name, f"{chance:.4g}", chance, mean_interval(values), crossed, sees, rest)
    for k in range(6):
        chances = np.where(dice.random(12) < 0.1, np.nan, dice.random(12) ** (1 + 2 * k))
        corrected = pairs.holm(chances)
        yield line(f"corrected {k}", int(pairs.told(corrected).sum()), corrected, pairs.told(corrected))
    for k in range(4):
        gain, cost = dice.normal(1.0, 1.0, (50, 5)).round(k), dice.integers(0, 4, (50, 5)).astype(float)
        gain[:, 0] = 0.0
        table = frontier.weigh(list("abcde"), gain, cost)
        under = frontier.undominated(gain, cost), frontier.regret_at_cost(gain, cost)
        yield line(f"weighed {k}", "".join(table.option[table.frontier]), table, *under)
    runs = games(PLANS["sampled"], 4, 2.0).reset_index(drop=True)
    where_said = (
        "losses_member > 18 and not regime == none",
        "decision_day == never or decision_day <= 4",
        "regime in (none, majority) and (push < 0.5 or pull >= 0.9)",
        "regime not in ('none') and decision_day != never",
        "losses_member >",
        "regime > none",
        "nobody == 3",
        "regime == nowhere",
        "push < high",
        "push < 1)",
        "regime 'in' (none)",
        "regime == 'or' or push > 0.5",
    )
    for said in where_said:
        found = refused(where, runs, said)
        yield line(f"where {said}", found if isinstance(found, str) else int(found.sum()), found)


def of_causes() -> Iterator[Line]:
    """What moves outcomes: steps, samples, indices, and what effects hang on."""
    for n, (name, plan) in enumerate(PLANS.items()):
        runs = games(plan, 20 + n, 6.0, 0.5)
        found = moved(runs[(runs.scenario == "s") & (runs.regime == "majority")], plan, OUTCOMES[:2] + OUTCOMES[3:])
        told = None if found is None else [found.moving, found.nothing, found.unsure]
        yield line(f"moved, {name}", told, found)
        one = runs.drop_duplicates(["point", "seed", "regime"])
        gap, called = with_gap(one, "losses_member", "majority", "none")
        yield line(f"gap, {name}", called, gap.iloc[:, -1])
    names = ["a", "b", "idle"]
    dice = np.random.default_rng(2)
    for seeds in (1, 2, 3):
        at = indices.morris_points(names, 8, 3)
        played = [
            (worth * at[:, :1] + at[:, 1:2] ** 2 + 0.2 * dice.normal(size=(len(at), seeds)), np.zeros(len(at), bool))
            for worth in (0.0, 5.0)
        ]
        played.append((np.zeros((len(at), seeds)), np.ones(len(at), bool)))
        told = indices.morris_indices(names, at, played, 1)
        screened = pd.concat([t.assign(outcome=str(k)) for k, t in enumerate(told)], ignore_index=True)
        yield line(f"Morris, {seeds} seeds", [survivors(screened), idle(screened)], at, told)
        at = indices.sobol_points(names, 32, 3)
        values = 5.0 * at[:, :1] + at[:, 1:2] ** 2 + 0.2 * dice.normal(size=(len(at), seeds))
        table = indices.sobol_indices(names, values.mean(axis=1), 1)
        settled = indices.convergence(table)
        rest = indices.sobol_told(names, [values, np.zeros_like(values)], 1), indices.chance_share(values)
        yield line(f"Sobol, {seeds} seeds", settled, table, rest, indices.sobol_indices(names, np.zeros(len(at)), 1))
        found = indices.regional(names, at, values.mean(axis=1).round(1), 1)
        yield line(f"regional, {seeds} seeds", list(found.factor), found)
    whole = games(PLANS["sampled"], 8).assign(
        draw=lambda r: r.point.map({p: k for k, p in enumerate(r.point.unique())})
    )
    part = whole[~((whole.regime == "automatic") & (whole.seed == 2))]  # a side without one of the seeds
    for name, some in (("all", whole), ("a seed less", part)):
        found, kept = gaps(some, OUTCOMES, "none")
        yield line(f"gaps, {name}", len(kept), kept, list(found), list(found.values()))
    for n in (1, 4):
        points, outcomes = dice.random((30, 3)), dice.random((30, 2))
        outcomes[:, 0] += 2.0 * points[:, 1] ** n
        yield line(f"moves {n}", "", moves(points, outcomes, n))
        tables = [dice.normal(k, 1.0, (5, n)) for k in (0.0, 1.0, 3.0)] + [np.zeros((5, n))]
        yield line(f"steady {n}", "", [steady(tables, [0, 1, 1, 2], power, 4) for power in (1.0, 2.0)])
    parts = {"x": "ground", "y": "ground", "z": "politics", "same": "politics"}
    at = pd.DataFrame(dice.random((60, 4)), columns=list(parts)).assign(same=1.0)
    tables = {
        ("o", str(k)): pd.DataFrame(k * at.x.to_numpy()[:, None] + dice.normal(size=(60, 3)) + dice.normal(size=3))
        for k in (0, 4)
    } | {("o", "flat"): pd.DataFrame(np.zeros((60, 3)))}
    hangs = hangs_on(tables, at, parts, "none")
    yield line("hangs on", [[m.path for m in h.movers if m.named] for h in hangs], hangs, [h.row() for h in hangs])
    yield line("without dice", "", without_dice([t.to_numpy() for t in tables.values()]), [h.varies for h in hangs])
    single = [np.array([[1.0, 4.0, 2.0]]), np.array([[3.0, 3.0, 9.0]])]
    yield line(
        "without dice, one draw", "", without_dice(single), without_dice([single[0], tables["o", "4"].to_numpy()])
    )
    yield line("hangs on, too few", refused(hangs_on, tables, at[:10], parts, "none"))
    drawn = np.random.default_rng(6).random((24, 2)).round(4).tolist()
    for by, more in (("regime", {}), ("deploy_days", {"factors": {"deploy_days": [2.0, 4.0]}})):
        plan = plan_of(columns=["push", "sector_blur"], rows=drawn, seeds=2, sets={"ground": ["a", "b"] * 12}, **more)
        runs = games(plan, 9, 3.0)
        base = "none" if by == "regime" else "deploy_days=2"[12:]
        said = refused(effects, runs, plan, load_scenario("intro"), OUTCOMES[:1], base, by)
        yield line(f"effects by {by}", said if isinstance(said, str) else list(said), said)


def of_boxes() -> Iterator[Line]:
    """Where runs of interest lie: boxes, trees, and what unseen halves say of them."""
    for n, (name, said, density) in enumerate(
        (
            ("one point", "losses_member > 18", None),
            ("a grid", "losses_member > 18", 0.9),
            ("a grid", "decision_day == never and stability_mean > 60", None),
            ("in words", "decision_day == never and stability_mean > 60", None),
            ("one at a time", "losses_member > 18", None),
            ("sampled", "losses_member > 18", 0.9),
            ("sampled", "decision_day == never and stability_mean > 60", None),
            ("two of all", "losses_member > 18", None),
            ("two of all", "losses_member > -1000", None),
        )
    ):
        runs = games(PLANS[name], 40 + n, 6.0, 0.5)
        found = refused(discover, runs, said, density, seed=3)
        if isinstance(found, str):
            yield line(f"{name}, {said}, {density}", found)
        else:
            yield line(f"{name}, {said}, {density}", len(found.boxes), found.as_dict(), found.table())
    x = pd.DataFrame(np.random.default_rng(1).random((120, 2)), columns=["a", "b"])
    x["c"] = np.where(x.a + x.b > 1.0, "up", "down")
    y = ((x.a > 0.6) & (x.b < 0.7)).to_numpy()
    path = [[f.runs, f.cases, f.both, f.box.limits] for f in peel(x, y)]
    yield line("peeled", len(path), path, find_box(x, y), [*grow(x, y).lines()], grow(x, ~y).as_dict())


def of_rounds() -> Iterator[Line]:
    """Sweeps with a wanted precision: what each round adds, until all is known or the budget is spent."""
    plans = {"one point": plan_of(seeds=10), "a grid": plan_of(seeds=10, factors={"push": [0.0, 1.0, 3.0]})}
    drawn = np.random.default_rng(8).random((12, 2)).round(4).tolist()
    plans["draws"] = plan_of(columns=["push", "pull"], rows=drawn, seeds=2, first_draws=12, sets={"g": ["a"] * 12})
    for (name, plan), width, every in ((p, w, e) for p in plans.items() for w in (0.6, 2.5) for e in (False, True)):
        wanted = Precision(
            outcome="losses_member", half_width=width, budget=400, every_pair=every, batch=None if every else 7
        )
        sizes, told = [plan.size], []
        now: Plan | None = plan
        while now is not None and len(sizes) < 12:
            runs = games(now, 31, 2.0)
            told.append(reached(now, wanted, runs))
            now = next_round(now, wanted, runs, _more)
            sizes += [now.size] if now else []
        yield line(f"{name}, {width:g}, {every}", sizes, told, stopping(plan, wanted))


def _more(plan: Plan) -> Plan:
    more = np.random.default_rng(len(plan.rows)).random((plan.first_draws, 2)).round(4).tolist()
    return plan.grown([*plan.rows, *more], {k: v + v[:1] * len(more) for k, v in plan.sets.items()})


def of_politics() -> Iterator[Line]:
    """Councils drawn at random under all vote rules; gates at which regimes part; what is inert; what help costs."""
    for seed, changed in enumerate(({}, {"dissent": 0.5}, {"apart": 0.2, "bonds": 0.6})):
        drawn = councils.drawn(60, seed, **changed)
        ends = {rule: councils.ends(drawn, rule) for rule in councils.RULES}
        force = councils.forces(drawn)
        yield line(f"councils {changed}", [f"{r['force']:.3g}" for r in force], ends, force, councils.compare(drawn))
    yield line("councils, one thing changed", "", councils.variants(30, 4))
    regimes = ["csto-2010", "majority", "lead-state", "none"]
    played = [gates.play_world("intro", regimes, seed, 1.0) for seed in range(1, 7)]
    tables = gates.chances(played, played[:2]), gates.partings(played), gates.differences(played)
    yield line("gates", [row["first"] for row in tables[2]], tables, gates.said(tables[2]))
    dice = np.random.default_rng(3)
    kinds = list(gates.GATE_OF)
    steps = [
        (
            k // 3,
            kinds[int(dice.integers(len(kinds)))],
            "A",
            "B",
            1.0,
            str(dice.choice(["", "obliged", "LEAD", "FORCES"])),
        )
        for k in range(120)
    ]
    courses = [(steps[: k + 12], steps[: k + 4] + steps[k + 5 + k % 3 : k + 12]) for k in range(0, 100, 2)]
    yield line(
        "first gates",
        " ".join(map(str, (gates.gate(a, b) for a, b in courses))),
        [gates.gate(b, a) for a, b in courses],
    )
    yield line(
        "shares", [tuple(f"{x:.4f}" for x in gates.wilson(h, n)) for h, n in ((0, 5), (5, 5), (1, 9), (200, 400))]
    )
    intro = load_scenario("intro")
    yield line("ends", len(ends_of(intro, load_regime("csto-2010"))), ends_of(intro, load_regime("csto-2010")))
    found = find_inert(["intro"], 1, ("states.KGZ", "regime.vote_rule", "repatriation_days"))
    yield line("inert", [i.path for i in found], [asdict(i) for i in found], paths_of(["intro"], ["states.KAZ"]))
    yield line("inert of nothing", refused(paths_of, ["intro"], ["nothing"]))
    price = prices()
    unit = {name: np.linspace(0.1, 0.9, 5) for name in price_names(price)}
    bought = {
        "force": [DesignInject(day=3, kind="send", who="RUS", what="guard", amount=500)],
        "gear": [
            DesignInject(day=5, kind="equipment", who="RUS", amount=0.5),
            DesignInject(day=1, kind="aviation", who="RUS", amount=0.3),
        ],
        "news": [DesignInject(day=1, kind="news", who="RUS", amount=0)],
    }
    for option, injects in bought.items():
        said = refused(costs, intro, 10, {option: injects}, {}, price, unit)
        yield line(f"costs of {option}", said if isinstance(said, str) else list(said), said)
    runs = games(PLANS["one point"], 1).assign(reserve_days=30.0, delivered_men=90.0)
    used = used_in(runs, price)
    spent = {"force": used.head(5).reset_index(drop=True)}
    uncounted = price.model_copy(
        update={"money": {n: p.model_copy(update={"counts": not p.counts}) for n, p in price.money.items()}}
    )
    yield line("costs, counted otherwise", "", costs(intro, 10, {"force": bought["force"]}, spent, uncounted, unit))
    for change in WRONG_PRICES:
        yield line(f"prices with {change[1]!r}", _priced(*change))
    yield line("used", price_names(price), used, costs(intro, 10, {"force": bought["force"]}, spent, price, unit))


WRONG_PRICES = (
    ("low = 3", "low = -1"),
    ("typical = 10", "typical = 90"),
    ("high = 40", "high = inf"),
    ("high = 40", "high = 40\ndays = 0"),
    ("high = 40", "high = 40\nmore = 1"),
    ("counts = true", "counts = 1"),
    ('per = "used"', 'per = "week"'),
    ('per = "used"', 'per = "day"'),
    ('of = "reserve_days"', 'of = "wishes"'),
)


def _priced(was: str, becomes: str) -> str:
    """The line in which a file of prices is refused that says something else in one place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prices.toml"
        path.write_text(PRICES.read_text(encoding="utf-8").replace(was, becomes, 1), encoding="utf-8")
        found = refused(prices, path)
        return found.replace(folder, "") if isinstance(found, str) else f"{len(found.money)} prices"


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    **{f"sides, {name}": partial(of_sides, name) for name in PLANS},
    "fields": of_fields,
    "pairs": of_pairs,
    "causes": of_causes,
    "boxes": of_boxes,
    "rounds": of_rounds,
    "politics": of_politics,
}


def lines(part: str) -> list[str]:
    """A part of it, a line a table."""
    return [f"{part}: {name}: {said} [{hashed(whole)}]" for name, said, whole in PARTS[part]()]


if __name__ == "__main__":
    text = "".join(f"{line}\n" for part in PARTS for line in lines(part))
    FILE.write_text(text, encoding="utf-8", newline="\n")
