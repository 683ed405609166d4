"""Commands for a game that was played: explain it, or open it again in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import Json, app, nameable
from panj.experiments.cli.play import Allow, Host, Open, Port, Root, serve

Game = Annotated[
    Path,
    typer.Argument(
        metavar="GAME|RUN", help="A saved game (FILE.json), or a folder written by `panj run --out`.", callback=nameable
    ),
]


@app.command()
def explain(
    game: Game,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the report to this file, as HTML ready to print.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Also print the full account, by day and actor.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, max=2, help="Number of processes; two if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Explain a game: what happened, which three decisions mattered, and what would have happened without them.

    Plays about 300 wars, in about 20 seconds on two cores.

    Example: panj explain out/one --full

    Example: panj explain game.json --out after.html
    """
    from panj.experiments.after_action import as_html, as_text, open_game, report, wars
    from panj.experiments.files import check_file
    from panj.experiments.progress import progress
    from panj.experiments.runs.play import compile_first
    from panj.scenarios.writing import write_text

    if out is not None:
        check_file(out)
    compile_first()
    played = open_game(game)
    with progress(wars(played), f"wars for the report on {game}", as_json) as advance:
        found = report(played, workers, advance)
    if out is not None:
        write_text(out, as_html(found))
    if as_json:
        print(json.dumps(found))
    else:
        print(as_text(found, full), end="")
        if out is not None:
            print(f"\nReport with the full account: {out}")


@app.command()
def replay(
    game: Game,
    port: Port = 8765,
    host: Host = "localhost",
    open_: Open = True,
    allow_host: Allow = None,
    root_path: Root = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write a page that plays the game back to this file, and start no server."),
    ] = None,
) -> None:
    """Open a saved game in the browser at the point where it was saved: go back, branch, play on. Stop with Ctrl-C.

    With --html, write one file that plays the whole game back offline: map, story, votes, charts, outcomes.

    Example: panj replay game.json --port 8766

    Example: panj replay game.json --html game.html
    """
    from panj.experiments.after_action import open_game

    if html is not None:
        from panj.experiments.files import check_file
        from panj.experiments.film import as_page, film
        from panj.experiments.runs.play import compile_first
        from panj.scenarios.writing import write_text

        check_file(html)
        compile_first()
        write_text(html, as_page(film(open_game(game))))
        print(f"Recorded game: {html}")
        return
    open_game(game)  # what cannot be played again is refused before a server starts
    serve("replay", port, host, open_, allow_host, root_path, "--game", str(game))
