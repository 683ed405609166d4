"""Commands that play: one game, the demonstration, the game in the browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from panj.experiments.cli.frame import Json, Seed, Workers, app
from panj.scenarios.arguments import below, machine

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 picks a free one.")]
Host = Annotated[str, typer.Option(help="Address to listen on; by default only this machine can connect.")]


def _machines(names: list[str] | None) -> list[str] | None:
    return [machine("--allow-host", name) for name in names or []]


def _below(path: str | None) -> str | None:
    return None if path is None else below("--root-path", path)


Allow = Annotated[
    list[str] | None,
    typer.Option("--allow-host", callback=_machines, help="Another name of this server; repeat for several."),
]
Root = Annotated[
    str | None,
    typer.Option("--root-path", callback=_below, help="Path under which a proxy shows the page, like /panj."),
]
Games = Annotated[
    Path | None,
    typer.Option(
        "--games",
        help="Folder in which games are saved as they are played; on Linux ~/.local/state/panj/games if left out.",
    ),
]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the page in your browser.")]


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario: a name or a folder.")] = "tajikistan-2021",
    regime: Annotated[
        str | None,
        typer.Option("--regime", "-r", help="Treaty regime: a name or a file; the scenario's own if left out."),
    ] = None,
    seed: Seed = 1,
    days: Annotated[int | None, typer.Option(help="Days to play; if left out, as many as the scenario has.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change a parameter of the scenario: KEY=VALUE; repeat for several."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Save the tables and the game in this folder, or the game alone in FILE.json."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play one game; print its story and its outcomes.

    Example: panj run tajikistan-2021 --regime majority --seed 7 --set patrol_kmh=4 --out out/one

    Example: panj run intro --out intro.json && panj explain intro.json
    """
    from panj.experiments.single import run_one

    run_one(scenario, regime, seed, days, set_ or [], out, as_json)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder for the games and the report.")] = Path("out/demo"),
    seeds: Annotated[int, typer.Option(min=2, max=10_000, help="Paired seeds per regime and scenario.")] = 20,
    workers: Workers = None,
) -> None:
    """Play six regimes in the default war and in its what-if, compare them and write a report.

    Takes about a minute on two cores.

    Example: panj demo --seeds 5
    """
    from panj.experiments.demo import run_demo
    from panj.experiments.files import check_folder

    check_folder(out)
    run_demo(out, seeds, workers)


@app.command("app")
def browser(
    port: Port = 8765,
    host: Host = "localhost",
    open_: Open = True,
    allow_host: Allow = None,
    root_path: Root = None,
    games: Games = None,
) -> None:
    """Open the live game in the browser (Mesa's SolaraViz). Stop with Ctrl-C; start it again to resume your games.

    Example: panj app --port 8765

    Example: panj app --host 0.0.0.0 --games out/class-3b

    Example, behind a proxy: panj app --allow-host games.example.org --root-path /panj
    """
    from panj.experiments.files import check_folder

    if games is not None:
        check_folder(games)
    serve("app", port, host, open_, allow_host, root_path, *(["--games", str(games)] if games is not None else []))


def serve(
    command: str, port: int, host: str, open_: bool, allow_host: list[str] | None, root_path: str | None, *more: str
) -> None:
    """Run the server of the page, which lies above this layer and so is named by a string."""
    import runpy

    named = [part for name in allow_host or [] for part in ("--allow-host", name)]
    below = ["--root-path", root_path] if root_path else []
    shown = [] if open_ else ["--no-open"]
    sys.argv = [f"panj {command}", "--port", str(port), "--host", host, *shown, *named, *below, *more]
    runpy.run_module("panj.browser", run_name="__main__", alter_sys=True)
