"""Commands about scenarios and regimes: list, show, check, new."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import Json, regime_app, scenario_app
from panj.scenarios.errors import InputError, InWords

MOST_SAID = 60  # differences from the scenario that another extends


@scenario_app.command("list")
def scenario_list(as_json: Json = False) -> None:
    """List the scenarios that come with the program. Example: panj scenario list"""
    from panj.experiments.tables import print_rows
    from panj.scenarios.load import load_scenario, scenario_names

    rows = [
        {"scenario": n, "title": load_scenario(n).title, "days": load_scenario(n).file.days} for n in scenario_names()
    ]
    print_rows(rows, as_json)


@scenario_app.command("show")
def scenario_show(
    name: Annotated[str, typer.Argument(help="Scenario: a name or a folder.")], as_json: Json = False
) -> None:
    """Show title, dates, states, commands, injects and parameters. Example: panj scenario show tajikistan-2021"""
    from panj.experiments.single import show_scenario

    show_scenario(name, as_json)


@scenario_app.command("check")
def scenario_check(folder: Annotated[str, typer.Argument(help="Folder of the scenario, or its name.")]) -> None:
    """Check a scenario folder, and the aims of its seats if it has any, and say what to do next.

    The check stops at the first fault and says how to mend it. For a scenario that extends another, it lists each
    number, row and inject that differs.

    Example: panj scenario check my-border
    """
    from panj.experiments.designs.differences import beyond
    from panj.experiments.next_step import next_step, onward
    from panj.experiments.words import count
    from panj.model import BorderModel
    from panj.model.record.score import check_aims
    from panj.scenarios.aims import load_aims
    from panj.scenarios.load import extended, load_scenario
    from panj.scenarios.meant import SCENARIO, meant

    meant(SCENARIO, folder)
    try:
        s = load_scenario(folder)
        if load_aims(s).seats:
            check_aims(BorderModel(s, seed=1))
    except InputError as error:
        allowed = f"{error.allowed}. Next: {next_step(error)}"
        raise InputError(error.file, error.where, error.found, allowed) from None
    print(
        f"{s.name}: {count(len(s.cells), 'cell')}, border in {len(s.segments)} stretches,"
        f" {count(len(s.districts), 'district')}, {count(len(s.units), 'unit')},"
        f" {count(len(s.file.parameters), 'parameter')}: all fit together"
    )
    if (base := extended(s)) is not None:
        said = beyond(base, s)
        ways = f"It extends {base.name} and differs from it in {count(len(said), 'way')}:"
        print(ways if said else f"It extends {base.name} and is the same.")
        for sentence in said[:MOST_SAID]:
            print(f"- {sentence}")
        if len(said) > MOST_SAID:
            print(f"- and in {len(said) - MOST_SAID:,} more")
    print("Next:")
    for step in onward(s, folder):
        print(f"- {step}")


@scenario_app.command("new")
def scenario_new(
    folder: Annotated[Path, typer.Argument(help="Folder to write; it must not exist yet.")],
    extends: Annotated[str, typer.Option("--extends", "--from", help="Scenario to extend.")] = "tajikistan-2021",
    land: Annotated[
        Path | None, typer.Option("--map", help="Map (GeoJSON): land of each country, terrain, roads, rivers.")
    ] = None,
    places: Annotated[
        Path | None, typer.Option("--places", help="Places (CSV or GeoJSON): seats, towns, crossings, units.")
    ] = None,
    regime: Annotated[
        str | None, typer.Option("--regime", help="Regime of a drawn border; as in the scenario to extend if left out.")
    ] = None,
    cell_km: Annotated[
        float, typer.Option("--cell-km", min=1, max=100, help="Width of a cell of a drawn border, in km.")
    ] = 10.0,
) -> None:
    """Start a scenario of your own: extend another, or draw one from a map and a list of places.

    Example: panj scenario new my-war --from intro

    Example: panj scenario new my-border --from intro --map land.geojson --places places.csv --regime rio
    """
    from panj.experiments.beginning import begin, begin_drawn

    if land is None and places is None:
        if regime is not None:
            raise InputError("--regime", "", regime, "only with --map and --places; else write it into scenario.toml")
        begin(folder, extends)
    elif land is None or places is None:
        there, lacking = ("--places", "--map") if land is None else ("--map", "--places")
        raise InputError(there, "", InWords("that option alone"), f"{lacking} beside it")
    else:
        begin_drawn(folder, extends, land, places, regime, cell_km)


@regime_app.command("list")
def regime_list(as_json: Json = False) -> None:
    """List the regimes that come with the program. Example: panj regime list"""
    from panj.experiments.tables import print_rows
    from panj.treaty.law.regime import load_regime, regime_names
    from panj.treaty.law.shelf import treaties

    regimes = [load_regime(n) for law in treaties() for n in regime_names(law)]
    rows = [
        {"regime": r.name, "treaty": r.law, "vote_rule": r.vote_rule, "trigger": r.trigger, "title": r.title}
        for r in regimes
    ]
    print_rows(rows, as_json)


@regime_app.command("diff")
def regime_diff(
    a: Annotated[str, typer.Argument(metavar="REGIME", help="A regime: a name or a file.")],
    b: Annotated[str, typer.Argument(metavar="OTHER", help="The other regime.")],
    date: Annotated[str | None, typer.Option(help="Date, YYYY-MM-DD; all periods if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Say in words how two regimes differ. Example: panj regime diff csto-2010 cst-1992"""
    from panj.experiments.lawbook import print_difference

    print_difference(a, b, date, as_json)


@regime_app.command("show")
def regime_show(
    name: Annotated[str, typer.Argument(help="A regime: a name or a file.")], as_json: Json = False
) -> None:
    """Show every field of a regime. Example: panj regime show csto-2010"""
    from panj.experiments.tables import print_rows
    from panj.treaty.law.regime import NOT_NORMS, Regime, load_regime

    data = load_regime(name).model_dump(mode="json")
    if as_json:
        print_rows([data], True)
        return
    about = [k for k in NOT_NORMS if k in ("name", "title", "source", "extends", "because")]  # first what it is
    fields = {k: Regime.model_fields[k].description or "" for k in (*about, *(k for k in data if k not in about))}
    print_rows([{"field": k, "value": data[k], "meaning": meaning} for k, meaning in fields.items()], False)
