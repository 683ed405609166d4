"""Commands that say what moves outcomes: discover, sensitivity, map, options; and what does not: inert."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import MOST, Json, Seed, Workers, app, nameable
from panj.experiments.cli.sweeps import Baseline, By, HalfWidth, Scheduler, Store
from panj.scenarios.errors import InputError, InWords

Outcomes = Annotated[list[str] | None, typer.Option("--outcome", help="An outcome; the main ones if left out.")]


@app.command()
def discover(
    folder: Store,
    where: Annotated[
        str,
        typer.Option(
            "--where", help='Condition on a game: "stability_state_end in (failing, failed) and posts_lost > 4".'
        ),
    ],
    density: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Smallest share of such games in a box; chosen for balance if left out."),
    ] = None,
    boxes: Annotated[int, typer.Option(min=1, max=9, help="Largest number of boxes.")] = 3,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Find which factor values lead to the games that you ask for: boxes (PRIM) and a decision tree.

    Works on any finished sweep. A condition may use == != < <= > >= in, not in, and, or, not, parentheses; `never`
    stands for a day that did not come.
    Example: panj discover out/sweep --where "stability_state_end in (failing, failed)"
    """
    from panj.experiments.analysis.discovery import HALVES
    from panj.experiments.analysis.discovery import discover as find
    from panj.experiments.progress import progress
    from panj.experiments.runs.store import open_runs
    from panj.experiments.tables import console, print_rows

    runs = open_runs(folder, quiet=as_json)
    with progress(HALVES + boxes, f"searching {len(runs):,} games for boxes", as_json) as advance:
        found = find(runs, where, density, boxes, seed, advance)
    if as_json:
        print(json.dumps(found.as_dict()))
        return
    for sentence in found.sentences():
        console().print(sentence)
    if found.boxes:
        print_rows(found.table(), False, "Boxes (PRIM)")
    console().print("Decision tree\n" + "\n".join(found.tree.lines()))


@app.command()
def sensitivity(
    design: Annotated[
        Path,
        typer.Argument(
            help="Design file (TOML) whose factors are ranges, or a finished sweep (regional method).",
            callback=nameable,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of games and tables; run the command again to resume.")
    ] = None,
    method: Annotated[
        str, typer.Option(help="morris, sobol, or both: Sobol on the factors that Morris keeps.")
    ] = "both",
    trajectories: Annotated[
        int, typer.Option(min=2, max=MOST, help="Trajectories for Morris; each takes (factors + 1) points.")
    ] = 10,
    samples: Annotated[
        int, typer.Option(min=8, max=MOST, help="Samples for Sobol, a power of 2; each takes (factors + 2) points.")
    ] = 64,
    outcome: Outcomes = None,
    baseline: Annotated[
        str | None, typer.Option(help="Study the differences from this regime instead of the outcomes.")
    ] = None,
    seed: Seed = 1,
    workers: Workers = None,
    scheduler: Scheduler = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many games and how long they take.")] = False,
    as_json: Json = False,
) -> None:
    """Find what moves the outcomes and what does nothing: Morris screening, then Sobol indices, with intervals.

    A design without factors varies every parameter of the scenario over its range. Each point is the mean over the
    seeds of the design. Tables: OUT/morris.csv, OUT/sobol.csv; for a finished sweep DIR/regional.csv.
    Example: panj sensitivity design.toml --out out/sensitivity --method morris --outcome stability_hold_mean
    """
    from panj.experiments.analysis.study import Wanted as Studied
    from panj.experiments.analysis.study import run_regional, run_study

    wanted = Studied(method, trajectories, samples, outcome, baseline, seed, workers, scheduler, as_json)
    if (design / "manifest.json").is_file():
        run_regional(design, out or design, wanted)
    else:
        run_study(design, out, wanted, dry_run)


@app.command("map")
def map_(
    design: Annotated[Path, typer.Argument(help="Design file (TOML): one scenario, regimes, two factors with levels.")],
    out: Annotated[
        Path, typer.Option("--out", help="Folder of games, table and picture; run the command again to resume.")
    ],
    outcome: Annotated[str, typer.Option(help="Outcome by which regimes are ranked.")] = "incursions_through",
    better: Annotated[
        str, typer.Option(help="Which is better: more or less; if left out, known from the outcome.")
    ] = "",
    x_label: Annotated[str, typer.Option(help="Label of the first factor.")] = "",
    y_label: Annotated[str, typer.Option(help="Label of the second factor.")] = "",
    by: By = "regime",
    baseline: Baseline = None,
    half_width: HalfWidth = None,
    budget: Annotated[
        int | None,
        typer.Option(
            min=1, max=MOST, help="Most games that --half-width may play; ten times the design's if left out."
        ),
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    """Map where treaty rules matter: two factors as axes, in each field the regimes that lead; grey where none does.

    Regimes play the same seeds; all comparisons of the map together keep an error of 5 %. A grey field gives the
    smallest difference that 80 % of such maps would have shown. With --half-width, seeds are added until differences
    are known that well or the budget is spent; the map says which. --by FACTOR compares the levels of a third factor
    instead of regimes. --baseline compares one side with each of the others. Writes map.svg, map.png and map.csv.

    Example: panj map examples/where_rules_matter.toml --out out/map --outcome incursions_through
    Example: panj map examples/where_rules_matter.toml --out out/sure --half-width 2 --budget 5000
    """
    from panj.experiments.report.mapping import Wanted, run_map

    wanted = Wanted(outcome, better, x_label, y_label, workers, scheduler, as_json, by, baseline, half_width, budget)
    run_map(design, out, wanted)


@app.command()
def options(
    design: Annotated[Path, typer.Argument(help="Design file (TOML) that names options; see above.")],
    out: Annotated[
        Path, typer.Option("--out", help="Folder of games, page, table and picture; run the command again to resume.")
    ],
    outcome: Annotated[str, typer.Option(help="Outcome to improve.")] = "people_held_days",
    cost: Annotated[str, typer.Option(help="What an option costs: money, men (man-days) or notice (days).")] = "money",
    better: Annotated[
        str, typer.Option(help="Which is better: more or less; if left out, known from the outcome.")
    ] = "",
    uncertain: Annotated[
        int | None, typer.Option(min=2, max=MOST, help="Draw all assumed and fitted numbers at once, this many times.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: Json = False,
) -> None:
    """What would we buy? Compare options of help by effect and cost: the frontier, how sure it is, and regret.

    A design names injects, [injects.men] kind = "send" who = "RUS" what = "combat" amount = 5000 day = 20, and options,
    [options."5,000 men"] buys = ["men"]. An inject that no option buys always happens. Buying nothing is always an
    option. Prices and days of notice: scenarios/prices.toml. Under one set of assumptions, an option is on the frontier
    if no other does as much for less. Regret left: how much more the best option of the same cost or less would have
    done; worst regret: Savage's. Writes options.html, .csv, .svg, .png.

    Example: panj options examples/what_would_we_buy.toml --out out/options
    Example: panj options examples/what_would_we_buy.toml --out out/options --cost men --outcome losses_member --json
    """
    from panj.experiments.report.options import Wanted as Bidding
    from panj.experiments.report.options import run_options

    run_options(design, out, Bidding(outcome, cost, better, workers, scheduler, as_json, uncertain))


@app.command()
def inert(
    scenarios: Annotated[
        list[str] | None, typer.Argument(help="Scenarios; the wars of scenarios/inert.toml if left out.")
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=MOST, help="Games per setting in each war.")] = 3,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only paths that begin like this, such as states.KAZ; repeat for several."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find what changes no game: parameters, weights, standings, trust and treaty switches, each set to both extremes.

    Each is set to its lowest and its highest value, a switch to each of its options, over the same seeds. If all games
    stay the same, event by event, the setting is listed with the reason to keep it (scenarios/inert.toml). The whole
    search takes some minutes.

    Example: panj inert
    Example: panj inert tajikistan-2021-incursion --only regime. --only states.KAZ --seeds 5
    """
    from panj.experiments.analysis.inert import find_inert, paths_of, usual_wars
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.experiments.tables import print_rows

    if "" in (only or []):
        raise InputError("--only", "", InWords(""), "the beginning of a path, such as states.KAZ")
    wars, beginnings = scenarios or usual_wars(), only or []
    count = len(paths_of(wars, beginnings))
    compile_first()
    with progress(count, f"trying {count:,} settings", as_json) as advance:
        found = find_inert(wars, seeds, beginnings, advance)
    print_rows([one.row() for one in found], as_json, f"{len(found)} of {count} change no game of {', '.join(wars)}")
