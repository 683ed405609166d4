"""Commands about what seats want: whether choices matter, how a game came out for each, and sessions as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.after import Game
from panj.experiments.cli.frame import Json, Seed, Workers, app, nameable


@app.command()
def stakes(
    scenario: Annotated[str, typer.Argument(help="Scenario whose seats have aims: a name or a folder.")],
    regime: Annotated[
        str | None,
        typer.Option("--regime", "-r", help="Treaty regime: a name or a file; the scenario's own if left out."),
    ] = None,
    seeds: Annotated[int, typer.Option(min=2, max=10_000, help="Number of paired seeds.")] = 40,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write each war to this file as it is played.")] = None,
    as_json: Json = False,
) -> None:
    """Test whether choices matter to each seat: compare simple policies, scored by the seat's own aims, with chance.

    If the scenario names levers (treaty, timing, talk), also say in how many wars the border holds under each.

    Forty seeds are some 1,600 wars. With --out, run the command again to resume, also with more seeds.

    Example: panj stakes tajikistan-2021-incursion --seeds 10 --out out/stakes.jsonl
    """
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.experiments.stakes.spread import compared, stakes, stakes_wars
    from panj.experiments.stakes.words import as_text
    from panj.scenarios.aims import load_aims
    from panj.scenarios.load import load_scenario

    played = load_scenario(scenario)
    wars = stakes_wars(compared(load_aims(played), played), seeds)
    compile_first()
    with progress(wars, f"wars for the stakes of {played.name}", as_json) as advance:
        found = stakes(played, regime, seeds, seed, workers, advance, out)
    print(json.dumps(found) if as_json else as_text(found), end="\n" if as_json else "")


@app.command()
def end(
    game: Game,
    seat: Annotated[str | None, typer.Option(help="Show only this seat.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=2, help="Number of processes; two if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Show how a game ended for each seat: what it wanted, what it got, what decided that, and how its rule would do.

    Plays about 200 wars, in about 20 seconds on two cores.

    Example: panj end game.json --seat TJK
    """
    from panj.experiments.after_action import open_game
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.experiments.stakes import reckoning, reckoning_wars
    from panj.experiments.stakes.words import reckoned
    from panj.scenarios.aims import load_aims
    from panj.scenarios.errors import InputError

    compile_first()
    played = open_game(game)
    names = load_aims(played.scenario).seats
    if seat is not None and names and seat not in names:
        raise InputError("--seat", "", seat, f"one of {', '.join(names)}")
    with progress(reckoning_wars(played), f"wars for the end of {game}", as_json) as advance:
        found = reckoning(played, workers, advance)
    print(json.dumps(found) if as_json else reckoned(found, seat or ""), end="\n" if as_json else "")


@app.command()
def sessions(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Folder of saved games, or the folder in which a server saves its games.", callback=nameable
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Write the tables to this folder, as CSV.")] = None,
    dice: Annotated[
        int, typer.Option(min=2, max=1000, help="Wars played by rules with other dice, for each game.")
    ] = 20,
    as_json: Json = False,
) -> None:
    """Turn games that people played into data: people compared with the rules and with each other, and every answer.

    If the folder has a questionnaire.csv (columns game, seat, question, answer), it is checked and included.

    Example: panj sessions ~/.local/state/panj/games --out out/class-3b
    """
    from panj.experiments.files import check_folder
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.experiments.sessions import as_text, games_in, sessions, write_tables

    if out is not None:
        check_folder(out)
    count = len(games_in(folder))
    compile_first()
    with progress(count, f"games of {folder}", as_json) as advance:
        found = sessions(folder, dice, advance)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        written = write_tables(found, out)
    if as_json:
        print(json.dumps(found))
    else:
        print(as_text(found), end="")
        if out is not None:
            print(f"\nTables: {', '.join(str(path) for path in written)}")
