"""The command `panj` as such: its groups, and the options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from panj import __version__
from panj.experiments.runs.watchdog import MOST_WORKERS
from panj.scenarios.errors import InputError, InWords

MOST_SEED = 2**63 - 1
MOST = 1_000_000  # games, draws or points that one command takes: more is a slip, or wants to be split

app = typer.Typer(
    name="panj",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
scenario_app = typer.Typer(no_args_is_help=True, help="Scenarios: list, show, check, new.")
regime_app = typer.Typer(no_args_is_help=True, help="Treaty regimes: list, show, diff.")
store_app = typer.Typer(no_args_is_help=True, help="Stores of sweeps: compact.")
app.add_typer(store_app, name="store")
app.add_typer(scenario_app, name="scenario")
app.add_typer(regime_app, name="regime")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"panj {__version__}")
        raise typer.Exit


@app.callback()
def panj(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Panj: a wargame of an alliance under pressure. Start with: panj run, then panj demo."""


def _seed(value: int) -> int:
    if not 0 <= value <= MOST_SEED:
        raise InputError("--seed", "", value, f"a whole number from 0 to {MOST_SEED}")
    return value


def nameable(path: Path | None) -> Path | None:
    """A path that a file or folder could have; refuses any other."""
    try:
        if path is not None:
            path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        found = InWords((getattr(error, "strerror", None) or str(error)).lower())
        raise InputError(path or "", "", found, "the name of a file or folder") from None
    return path


Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Seed = Annotated[int, typer.Option("--seed", callback=_seed, help="Seed of all random draws.")]
Workers = Annotated[
    int | None, typer.Option(min=1, max=MOST_WORKERS, help="Number of processes; one per core if left out.")
]
