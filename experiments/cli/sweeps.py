"""Commands about many games: sweep, compare, best, gates, report."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from panj.experiments.cli.frame import MOST, Json, Seed, Workers, app, store_app
from panj.experiments.runs.watchdog import LEAST_PATIENCE_S, MOST_PATIENCE_S, PATIENCE_S
from panj.scenarios.arguments import address
from panj.scenarios.errors import InputError, InWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from panj.experiments.analysis.assumptions import Hangs
    from panj.experiments.designs.plan import Plan


def _store(folder: Path) -> Path:
    try:
        there = (folder / "manifest.json").is_file()
    except (OSError, ValueError):  # a name that no folder can have
        there = False
    if not there:
        raise InputError(
            folder, "", InWords("no manifest.json"), "a folder that `panj sweep` or `panj demo` has written"
        )
    return folder


def _address(given: str | None) -> str | None:
    return None if given is None else address("--scheduler", given)


def _above_zero(value: float | None) -> float | None:
    if value is not None and not 0.0 < value < math.inf:
        raise InputError("--half-width", "", value, "a number above 0, in the unit of the outcome")
    return value


def _from_zero(value: float) -> float:
    if not 0.0 <= value < math.inf:
        raise InputError("--tolerance", "", value, "a number from 0, in the unit of the outcome")
    return value


FEW = 6  # effects of which the whole account is printed
LISTED = 12  # points of a design that people go through one by one

Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", callback=_address, help="Address of a dask scheduler, such as tcp://host:8786."),
]
Store = Annotated[Path, typer.Argument(callback=_store, help="Folder written by `panj sweep`.")]


Pooled = Annotated[
    bool | None,
    typer.Option(
        "--pooled/--each",
        help="Pool all points of the design, or show each; if left out, pool them if they were drawn.",
    ),
]


Baseline = Annotated[
    str | None, typer.Option(help="Regime or level to compare the others with; if left out, `none` or the first.")
]
HalfWidth = Annotated[
    float | None,
    typer.Option(
        "--half-width",
        callback=_above_zero,
        help="Half the width of the interval you want, in the unit of the outcome.",
    ),
]
By = Annotated[str, typer.Option("--by", help="What to compare: regime, or the path of a factor of the design.")]


def _hanging(
    runs: pd.DataFrame, about: dict[str, Any], wanted: Sequence[str], baseline: str, by: str
) -> dict[str, list[Hangs]]:
    """What the effects of a sweep hang on that drew everything uncertain, by scenario and level of other factors."""
    from panj.experiments.analysis.assumptions import effects
    from panj.experiments.values import with_shares
    from panj.scenarios.load import load_scenario

    out: dict[str, list[Hangs]] = {}
    for named in about["plan"].scenarios:
        mine = runs[runs.scenario == named.name]
        found = effects(mine, about["plan"], load_scenario(named.source), with_shares(list(wanted)), baseline, by)
        out |= {", ".join(filter(None, (named.name, level))): effect for level, effect in found.items()}
    return out


def _of_each(pairs: pd.DataFrame, hanging: dict[str, list[Hangs]]) -> list[dict[str, Any] | None]:
    """The effect behind each line of a comparison, as plain values."""
    from dataclasses import asdict

    known = {(h.outcome, h.regime): asdict(h) for found in hanging.values() for h in found}
    return [known.get((str(o), str(r))) for o, r in zip(pairs.outcome, pairs.regime, strict=True)]


def _print_hanging(hanging: dict[str, list[Hangs]], drawn: bool, whole: bool = True) -> None:
    """What effects hang on: a line each and, of few (`whole`), where its variance comes from and the numbers that move
    it most; that they are of dice alone where nothing assumed was drawn."""
    from panj.experiments.report.hanging import DICE_ALONE, first, line, mover_line, shares, told

    if not drawn:
        print(DICE_ALONE)
    for about, found in hanging.items():
        print(f"\nWhat the effects hang on ({about}; everything assumed drawn at once, {found[0].points} points):")
        for h in found:
            print(f"- {h.outcome}, {h.regime} less {h.baseline}: {line(h)}")
            if whole and len(found) <= FEW and h.varies:
                print(f"  variance of one game: {shares(h)}")
                print(f"  {told(h)}")
                for m in first(h):
                    print(f"    {mover_line(m, h)}")
    if hanging and max(map(len, hanging.values())) > FEW:
        print("Choose one outcome (--outcome) to see where its variance comes from and which numbers move it.")
    if drawn and not hanging:
        print("There are too few points to say what the effects depend on: use at least 20, or better 100.")


def _pairs_by(runs: pd.DataFrame, varied: Sequence[str]) -> tuple[str, str] | None:
    """The first factor of which games at two levels agree in all else, and a level to hold the others against; None
    where there is no such factor."""
    from panj.experiments.analysis.comparison import PAIRED_ON
    from panj.experiments.analysis.versus import AS_IT_IS, default_baseline, versus

    for factor in varied:
        try:
            sides = versus(runs, factor)
        except InputError:
            continue
        keys = [k for k in PAIRED_ON if k in sides]
        paired = sides[sides.duplicated([*keys, "scenario", "days"], keep=False)]
        if paired.regime.nunique() > 1:
            return factor, default_baseline(paired, None, "never" if "never" in set(paired.regime) else AS_IT_IS)
    return None


def _by_points(runs: pd.DataFrame, about: dict[str, Any], pooled: bool | None = None) -> tuple[pd.DataFrame, bool]:
    """The runs of a store with the points of its design as one, but for those with a name, or each by itself; and
    whether they are one.

    If left out they are one where they are draws: of a Latin hypercube or by Sobol, or a long list made elsewhere; not
    where each was to be as precise as asked for.
    """
    from panj.experiments.analysis.comparison import over_points
    from panj.experiments.designs.design import SAMPLED

    plan, design = about["plan"], about["design"]
    if pooled is None:
        drawn = design["design"] in SAMPLED or (design["design"] == "grid" and len(plan.rows) > LISTED)
        pooled = drawn and (not design["precision"] or plan.first_draws > 0)
    return (over_points(runs, plan.named) if pooled else runs), pooled


@app.command()
def sweep(
    design: Annotated[Path, typer.Argument(help="Design file (TOML): scenario, regimes, seeds, factors; see above.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the games; run the command again to resume.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    patience: Annotated[
        float,
        typer.Option(
            min=LEAST_PATIENCE_S, max=MOST_PATIENCE_S, help="Seconds after which a silent worker counts as stuck."
        ),
    ] = PATIENCE_S,
    series: Annotated[bool, typer.Option("--series", help="Keep the daily series of every game.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many games, how long and how large.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Allow a design of more than a million games.")] = False,
    uncertain: Annotated[
        int | None, typer.Option(min=2, max=MOST, help="Draw all assumed and fitted numbers at once, this many times.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Play all games of a design. Games already played are kept; run the command again to resume.

    A design names scenarios, regimes and seeds, and varies any number by its dotted path: [factors]
    states.KAZ.caution = [0.2, 0.8], crossed in a grid, or with design = "lhs" and samples = 64 drawn from ranges. With
    precision = { outcome = "losses_member", half_width = 2.0, budget = 2000 } seeds are added until that is reached.
    With --uncertain 300, or uncertain = "assumed" and samples = 300, every assumed number is drawn at once, and compare
    says what an effect depends on. Details: docs/experiments.md.

    Example: panj sweep examples/where_rules_matter.toml --out out/sweep --workers 2
    Example: panj sweep examples/when_must_we_ask.toml --out out/ask
    """
    from panj.experiments.analysis.comparison import KEY_OUTCOMES, summary, told_once
    from panj.experiments.designs.design import read_design
    from panj.experiments.files import check_folder
    from panj.experiments.runs.sweep import Sweep
    from panj.experiments.tables import print_forecast, print_frame

    check_folder(out)
    sweep = Sweep.from_design(design if uncertain is None else read_design(design, uncertain))
    if dry_run:
        print_forecast(sweep.forecast(out, workers), as_json)
        return
    store = sweep.play(out, workers, scheduler, series, as_json, yes, patience)
    runs = store.runs(columns=KEY_OUTCOMES, quiet=as_json)
    found = summary(_by_points(runs, store.about())[0])
    table, same = (found, "") if as_json else told_once(found)
    print_frame(table, as_json, f"{len(runs):,} games in {out} ({same}); {_what_next(out, runs, store.plan())}")
    if (runs.status != "ok").any():
        raise typer.Exit(1)


def _what_next(out: Path, runs: pd.DataFrame, plan: Plan) -> str:
    """The command that sets the sides of a sweep against each other: its regimes, or the levels of a factor; where
    there are none the one that shows it. What it names is never refused."""
    folder, good = shlex.quote(str(out)), runs[runs.status == "ok"]
    if good.empty:
        return "every game failed: the columns status and error say why"
    if good.regime.nunique() > 1:
        return f"next: panj compare {folder}"
    if found := _pairs_by(good, plan.varied):
        by, baseline = map(shlex.quote, found)
        return f"next: panj compare {folder} --by {by} --baseline {baseline}"
    return f"next: panj report {folder}"


@app.command()
def compare(
    folder: Store,
    outcome: Annotated[str | None, typer.Option(help="One outcome; the main ones if left out.")] = None,
    baseline: Baseline = None,
    by: By = "regime",
    half_width: Annotated[
        float | None,
        typer.Option(
            "--half-width", callback=_above_zero, help="Also say how many pairs an interval of this half width needs."
        ),
    ] = None,
    pooled: Pooled = None,
    as_json: Json = False,
) -> None:
    """Compare regimes, or levels of a factor, paired by seed, with 95 % intervals.

    differ: share of pairs that differ at all. p_holm: chance of such a difference if the two were alike, corrected for
    the number of lines (told apart if at most 0.05). could_see: the smallest difference that 80 % of such sweeps would
    have told apart. NAME:came: share of games in which that day came; in the others the day counts as the end of the
    war. If all assumed numbers were drawn (--uncertain), what each effect depends on follows.

    Example: panj compare out/sweep --outcome stability_mean --baseline csto-2010 --half-width 0.5
    Example: panj compare out/ask --by injects.appeal.day --baseline never --outcome people_held_days
    """
    import pandas as pd

    from panj.experiments.analysis.comparison import KEY_OUTCOMES, check_outcome, told_once
    from panj.experiments.analysis.comparison import compare as paired
    from panj.experiments.analysis.versus import default_baseline, versus
    from panj.experiments.runs.rounds import stopping_of
    from panj.experiments.runs.store import Store, open_runs
    from panj.experiments.tables import print_frame

    if half_width is not None and outcome is None:
        raise InputError("--half-width", "", half_width, "together with --outcome: a width has the unit of its outcome")
    if outcome is not None:
        check_outcome(outcome)
    wanted = KEY_OUTCOMES if outcome is None else (outcome,)
    about = Store(folder).about()
    opened = open_runs(folder, columns=wanted)
    sides = versus(opened[opened.status == "ok"], by)
    if sides.regime.nunique() < 2:
        what = InWords(f"games of {sides.regime.iloc[0]} alone" if len(sides) else "no game that ended well")
        raise InputError(folder, by, what, "two or more; sweep a design that names them, or --by FACTOR")
    baseline = default_baseline(sides, baseline)
    runs, at_once = _by_points(sides, about, pooled)
    stopping = None if at_once or by != "regime" else stopping_of(about)
    pairs = paired(runs, outcome, baseline, half_width, stopping)
    if pairs.empty:
        raise InputError(
            folder, by, InWords("no two games that agree in all else"), "games of the same seed on both sides"
        )
    hanging = _hanging(opened, about, wanted, baseline, by) if about["plan"].sets else {}
    if as_json:
        if hanging:
            pairs["hangs_on"] = pd.Series(_of_each(pairs, hanging), index=pairs.index)
        print_frame(pairs, True)
        return
    dull = ["happened_baseline", "mean_baseline", "p", "saved"]
    table, same = told_once(pairs.drop(columns=dull).rename(columns={"regime": by}))
    note = f"difference = {by} - baseline, same seeds ({same}); {int(pairs.told.sum())} of {len(pairs)} told apart"
    more = "; each point by itself: --each" if at_once else ""
    print_frame(table, False, f"{note}{more}", outcome)
    _print_hanging(hanging, bool(about["plan"].sets))


@app.command()
def best(
    folder: Store,
    outcome: Annotated[str, typer.Option(help="Outcome by which regimes are ranked.")],
    least: Annotated[bool, typer.Option("--least", help="Rank less of the outcome as better.")] = False,
    tolerance: Annotated[
        float,
        typer.Option(callback=_from_zero, help="Largest difference that does not matter, in the unit of the outcome."),
    ] = 0.0,
    by: By = "regime",
    pooled: Pooled = None,
    as_json: Json = False,
) -> None:
    """Rank regimes, or levels of a factor, by an outcome: how sure the ranking is and what the wrong choice costs.

    chance_best, chance_good: share of resampled sets of worlds in which it is best, or within the tolerance of the
    best. in_play: may still be the best; the best is among these with a chance of at least 95 %. Regret: how much worse
    it is than the best regime of a world, on average and in the worst world. If all assumed numbers were drawn
    (--uncertain), what each lag behind the best depends on follows.

    Example: panj best out/sweep --outcome losses_member --least --tolerance 5
    """
    from panj.experiments.analysis.comparison import check_outcome, told_once
    from panj.experiments.analysis.ranking import rank
    from panj.experiments.analysis.versus import versus
    from panj.experiments.runs.store import Store, open_runs
    from panj.experiments.tables import print_frame

    check_outcome(outcome)
    opened = open_runs(folder, columns=[outcome])
    sides = versus(opened, by)
    about = Store(folder).about()
    runs, _ = _by_points(sides, about, pooled)
    ranked = rank(runs, outcome, not least, tolerance)
    table, same = (ranked, "") if as_json else told_once(ranked.rename(columns={"regime": by}))
    note = f"best first, by the {'least' if least else 'most'} of it, same seeds ({same})"
    print_frame(table, as_json, note, outcome)
    if not as_json and len(ranked) > 1:
        drawn = bool(about["plan"].sets)
        _print_hanging(
            _hanging(opened, about, [outcome], str(ranked.regime.iloc[0]), by) if drawn else {}, drawn, False
        )


@app.command()
def gates(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Scenarios; the default war and its what-if if left out.")
    ] = None,
    regime: Annotated[
        list[str] | None, typer.Option("--regime", "-r", help="A regime; all if left out; repeat for several.")
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=2, max=MOST, help="Number of worlds; a quarter of them also with the typical values.")
    ] = 400,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the worlds; run the command again to resume.")
    ] = None,
    councils: Annotated[
        int,
        typer.Option(
            min=0, max=MOST, help="Draw this many random councils instead of wars, to see where the vote rule matters."
        ),
    ] = 0,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Show the chance of force under each regime, over all that is uncertain about the members, and where regimes part.

    Takes half an hour on one core at 400 seeds. With --councils 2000, councils are drawn at random, in half a minute.
    Example: panj gates tajikistan-2021-incursion --seeds 50 --out out/gates; panj gates --councils 2000
    """
    if councils:
        from panj.experiments.analysis.councils import run_councils

        run_councils(councils, seed, as_json)
        return
    from panj.experiments.analysis.gates import run_gates
    from panj.experiments.files import check_folder
    from panj.experiments.runs.play import compile_first

    if out is not None:
        check_folder(out)
    compile_first()
    run_gates(scenarios or ["tajikistan-2021", "tajikistan-2021-incursion"], regime or [], seeds, out, as_json)


@app.command()
def report(
    folder: Store,
    other: Annotated[Path | None, typer.Argument(help="A second sweep, to compare with the first.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="HTML file; if left out, FOLDER/report.html or FOLDER/beside-OTHER.html."),
    ] = None,
    by: By = "regime",
    baseline: Baseline = None,
) -> None:
    """Write a report with figures as one HTML page that opens offline; for two sweeps, a comparison of the two.

    --by FACTOR compares the levels of a factor of the design instead of its regimes; --baseline names the one to
    compare the others with. Two sweeps are compared regime by regime, paired by seed if they share seeds.

    Example: panj report out/demo
    Example: panj report out/ask --by injects.appeal.day --baseline never --out out/when-to-ask.html
    Example: panj report out/as-it-is out/twice-the-patrols --out out/patrols.html
    """
    from panj.experiments.files import check_file
    from panj.experiments.report.beside import write_beside
    from panj.experiments.report.options import page_of
    from panj.experiments.report.page import write_report
    from panj.experiments.runs.store import Store

    if other is not None:
        _store(other)
        if by != "regime" or baseline is not None:
            raise InputError("--by", "", by, "regime, without --baseline, where two sweeps are set side by side")
    page = out or folder / ("report.html" if other is None else f"beside-{other.resolve().name}.html")
    check_file(page)
    if other is None and by == "regime" and Store(folder).about()["plan"].options:
        print(page_of(folder, page))
        return
    print(write_report(folder, page, by, baseline) if other is None else write_beside(folder, other, page))


@store_app.command("compact")
def store_compact(folder: Store, as_json: Json = False) -> None:
    """Merge the small parts of a store into a few large ones. Its content stays the same, and it opens faster.

    Example: panj store compact out/sweep
    """
    from dataclasses import asdict

    from panj.experiments.runs.compact import compact

    done = compact(folder, as_json)
    if as_json:
        print(json.dumps(asdict(done)))
        return
    print(
        f"{folder}: {done.parts_before:,} parts of {done.bytes_before / 1e6:,.1f} MB are now {done.parts:,} parts of"
        f" {done.bytes / 1e6:,.1f} MB"
    )
