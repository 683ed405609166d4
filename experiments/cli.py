"""The command line `panj`. Heavy libraries are loaded inside the commands, so that --help answers at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from scenarios.errors import InputError

app = typer.Typer(
    name="panj",
    help="Panj: a wargame of an alliance under pressure. Start with: panj run, then panj demo.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
scenario_app = typer.Typer(no_args_is_help=True, help="Scenarios: list, show, check, new.")
regime_app = typer.Typer(no_args_is_help=True, help="Treaty regimes: list, show.")
app.add_typer(scenario_app, name="scenario")
app.add_typer(regime_app, name="regime")

Out = Annotated[Path | None, typer.Option("--out", help="Folder to write the tables into.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a page.")]


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario name or folder.")] = "tajikistan-2021",
    regime: Annotated[str | None, typer.Option("--regime", "-r", help="Treaty regime, name or file.")] = None,
    seed: Annotated[int, typer.Option(help="Root seed of every draw.")] = 1,
    days: Annotated[int | None, typer.Option(help="Days to play; the scenario's own if left out.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="KEY=VALUE, a parameter of the scenario.")] = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Play one game and print what came of it.

    Example: panj run tajikistan-2021 --regime majority --seed 7 --set patrol_kmh=4 --out out/one
    """
    from experiments.single import run_one

    run_one(scenario, regime, seed, days, set_ or [], out, as_json)


@app.command()
def sweep(
    design: Annotated[Path, typer.Argument(help="Design file (TOML): scenario, regimes, seeds, days, factors.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the store; a second call resumes.")],
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; the machine's cores if left out.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Address of a dask scheduler, tcp://host:8786.")] = None,
    series: Annotated[bool, typer.Option("--series", help="Keep the daily series of every run.")] = False,
    as_json: Json = False,
) -> None:
    """Play all games of a design; what is in the store already is not played again.

    Example: panj sweep design.toml --out out/sweep --workers 2
    """
    from experiments.analysis.comparison import summary
    from experiments.runs.sweep import Sweep
    from experiments.tables import print_frame

    runs = Sweep.from_design(design).run(out, workers=workers, scheduler=scheduler, series=series, quiet=as_json)
    print_frame(summary(runs), as_json, f"{len(runs)} games in {out}; compare them with: panj compare {out}")
    if (runs.status != "ok").any():
        raise typer.Exit(1)


@app.command()
def compare(
    folder: Annotated[Path, typer.Argument(help="Folder that a sweep has written.")],
    outcome: Annotated[str | None, typer.Option(help="One outcome column; the main ones if left out.")] = None,
    baseline: Annotated[str, typer.Option(help="Regime to compare the others with.")] = "none",
    as_json: Json = False,
) -> None:
    """Regimes against each other, paired by seed, with 95 % intervals.

    Example: panj compare out/sweep --outcome stability_mean --baseline csto-2010
    """
    from experiments.analysis.comparison import compare as paired
    from experiments.runs.store import open_runs
    from experiments.tables import print_frame

    print_frame(paired(open_runs(folder), outcome, baseline), as_json, "difference = regime - baseline, same seeds")


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="Folder that a sweep has written.")],
    out: Annotated[Path | None, typer.Option("--out", help="HTML file; FOLDER/report.html if left out.")] = None,
) -> None:
    """Write one self-contained HTML page with figures; it opens offline.

    Example: panj report out/demo
    """
    from experiments.report.page import write_report

    print(write_report(folder, out or folder / "report.html"))


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder of the store and the report.")] = Path("out/demo"),
    seeds: Annotated[int, typer.Option(min=2, help="Paired seeds per regime and scenario.")] = 20,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; the machine's cores if left out.")] = None,
) -> None:
    """Six regimes on the default war and on its what-if, compared and reported. About a minute on two cores.

    Example: panj demo --seeds 5
    """
    from experiments.demo import run_demo

    run_demo(out, seeds, workers)


@app.command()
def treaty(
    case: Annotated[Path, typer.Argument(help="Case file (TOML); docs/treaty-desk.md shows its form.")],
    as_json: Json = False,
    runs: Annotated[int, typer.Option(help="Also sample this often what the case leaves to the members.")] = 0,
    seed: Annotated[int, typer.Option(help="Root seed of the sampled rulings.")] = 1,
) -> None:
    """Put one case to the rules of the treaty: what follows, clause by clause.

    Example: panj treaty case.toml --runs 500
    """
    from experiments.desk import treaty as rule

    rule(case, as_json, runs, seed)


@app.command()
def backtest(
    cases: Annotated[Path | None, typer.Option(help="Cases (YAML); the fifteen calibration cases if left out.")] = None,
    as_json: Json = False,
    draws: Annotated[int, typer.Option(help="Sampled courses of each case.")] = 500,
    seed: Annotated[int, typer.Option(help="Root seed of the sampled courses.")] = 1,
) -> None:
    """Crises that happened against what the rules expect of them, beside three baselines.

    Example: panj backtest --draws 500 --json
    """
    from experiments.backtest.page import run as score

    score(cases, as_json, draws, seed)


@app.command()
def calibrate(
    scenario: Annotated[str, typer.Argument(help="Scenario name or folder with an observed.toml.")] = "tajikistan-2021",
    out: Annotated[Path, typer.Option("--out", help="Folder of the search; a second call goes on.")] = Path(
        "out/calibration"
    ),
    budget: Annotated[int, typer.Option(min=16, help="Points of the design.")] = 512,
    seeds: Annotated[int, typer.Option(min=1, help="Wars a point.")] = 30,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the design.")] = 1,
    set_free: Annotated[
        list[str] | None, typer.Option("--set-free", help="A free parameter, NAME or NAME=LOW:HIGH; at most eight.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the result into the scenario file.")] = False,
    as_json: Json = False,
) -> None:
    """Fit the ground war to what was observed (targets K1 to K3). A quarter of an hour on one core.

    Example: panj calibrate tajikistan-2021 --out out/calibration --set-free collapse_news --set-free deal_odds=1:3
    """
    from experiments.validation.calibrate import run_calibration

    run_calibration(scenario, out, budget, seeds, seed, set_free or [], write, as_json)


@app.command()
def validate(
    scenario: Annotated[str, typer.Argument(help="Scenario name or folder with an observed.toml.")] = "tajikistan-2021",
    seeds: Annotated[int, typer.Option(min=2, help="Wars to play.")] = 100,
    first_seed: Annotated[int, typer.Option(min=0, help="First seed; calibration uses 10000 and 20000 on.")] = 100_001,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Folder of validation.md and figures/ to write into.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold many wars against 2021: targets K1 to K3 and K5 with verdicts, a model without space beside them.

    Example: panj validate tajikistan-2021 --seeds 100 --docs docs
    """
    from experiments.validation.validate import run_validation

    run_validation(scenario, seeds, first_seed, docs, as_json)


@app.command("app")
def browser(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 8765,
    host: Annotated[str, typer.Option(help="Address to listen on; this machine only by default.")] = "localhost",
) -> None:
    """Open the live game in the browser (Mesa's SolaraViz). Ends with Ctrl-C.

    Example: panj app --port 8765
    """
    import os
    import subprocess

    page = Path(__file__).parent.parent / "app.py"
    env = os.environ | {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"}
    command = [sys.executable, "-m", "solara", "run", str(page), "--port", str(port), "--host", host, "--production"]
    raise typer.Exit(subprocess.call(command, env=env))


@scenario_app.command("list")
def scenario_list(as_json: Json = False) -> None:
    """Scenarios that come with the program. Example: panj scenario list"""
    from experiments.tables import print_rows
    from scenarios.load import load_scenario, scenario_names

    rows = [
        {"scenario": n, "title": load_scenario(n).title, "days": load_scenario(n).file.days} for n in scenario_names()
    ]
    print_rows(rows, as_json)


@scenario_app.command("show")
def scenario_show(name: str, as_json: Json = False) -> None:
    """Title, dates and parameters of a scenario. Example: panj scenario show tajikistan-2021"""
    from experiments.single import show_scenario

    show_scenario(name, as_json)


@scenario_app.command("check")
def scenario_check(folder: str) -> None:
    """Check a scenario folder. Example: panj scenario check my-border"""
    from scenarios.load import load_scenario

    s = load_scenario(folder)
    print(f"{s.name}: {len(s.cells)} cells, {len(s.segments)} stretches of border, {len(s.districts)} districts,"
          f" {len(s.units)} units, {len(s.file.parameters)} parameters: all fit together")  # fmt: skip


@scenario_app.command("new")
def scenario_new(
    folder: Path, extends: Annotated[str, typer.Option(help="Scenario to build on.")] = "tajikistan-2021"
) -> None:
    """Begin a scenario of your own on top of another. Example: panj scenario new my-war --extends tajikistan-2021"""
    from experiments.single import new_scenario

    new_scenario(folder, extends)


@regime_app.command("list")
def regime_list(as_json: Json = False) -> None:
    """Regimes that come with the program. Example: panj regime list"""
    from experiments.tables import print_rows
    from treaty.regime import load_regime, regime_names

    regimes = [load_regime(n) for n in regime_names()]
    print_rows(
        [{"regime": r.name, "vote_rule": r.vote_rule, "trigger": r.trigger, "title": r.title} for r in regimes], as_json
    )


@regime_app.command("show")
def regime_show(name: str, as_json: Json = False) -> None:
    """Every field of a regime. Example: panj regime show csto-2010"""
    from experiments.tables import print_rows
    from treaty.regime import load_regime

    data = load_regime(name).model_dump(mode="json")
    print_rows([{"field": k, "value": v} for k, v in data.items()] if not as_json else [data], as_json)


def main() -> None:
    """Entry point: bad input is one line on standard error and exit status 2, never a traceback."""
    try:
        app()
    except InputError as error:
        print(f"panj: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("panj: stopped; a sweep goes on where it was when called again", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
