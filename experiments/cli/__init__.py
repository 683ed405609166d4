"""The command line `panj`, one module for each group of commands.

Heavy libraries are loaded inside the commands, so that --help answers at once; what goes wrong is answered by
`panj.experiments.edge`, for every command alike.
"""

from __future__ import annotations

import os

# Nothing here gains by threads of linear algebra, which on a busy machine take twenty times as long as one does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import atexit
import gc
import inspect
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from panj.experiments.edge import edge

if TYPE_CHECKING:
    import typer

GROUPS = (
    "play",
    "after",
    "stakes",
    "sweeps",
    "causes",
    "law",
    "ground",
    "library",
)  # modules of commands, in the order in which --help lists them


def main() -> None:
    """Entry point: runs the command that the words of the shell name, and leaves with its exit status."""
    atexit.register(gc.freeze)  # else Python goes once more through all that was loaded, which takes half a second
    edge(_named_command)


def load_commands() -> typer.Typer:
    """The commands, with all their groups."""
    from panj.experiments.cli.frame import app

    for group in GROUPS:
        import_module(f"panj.experiments.cli.{group}")
    _spell(app)
    return app


def _spell(group: typer.Typer) -> None:
    """Let help fill its lines, and show names in square brackets, which would be taken for marks of colour."""
    for command in group.registered_commands:
        text = flowing(command.help or inspect.getdoc(command.callback) or "")
        command.help = text.replace("\\[", "[").replace("[", "\\[")
    for below in group.registered_groups:
        if below.typer_instance is not None:
            _spell(below.typer_instance)


def flowing(text: str) -> str:
    """Paragraphs without the line breaks of the source; an example keeps a line of its own."""
    joined = re.sub(r"(?<!\n)\n(?!\n|Example)", " ", text)
    return re.sub(r" {2,}", " ", joined)


def _named_command() -> object:
    app = load_commands()
    if "_PANJ_COMPLETE" in os.environ:  # the shell asks what a word may go on with
        return app(prog_name="panj")
    from typer.main import get_command

    command = get_command(app)
    with command.make_context("panj", sys.argv[1:]) as context:  # its main() would answer Ctrl-C and pipes by itself
        return command.invoke(context)
