"""Read by Python at its start through panj_offline.pth: `solara run .../app.py` shall not ask for a newer Solara.

Solara's command asks the package index before it reads the app, so the app itself comes too late to say no. If the
app is ours, its own option is put in; any other app is left alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

OPTION = "--no-check-version"


def say_no(argv: list[str]) -> None:
    """Put the option into a command line that runs our app."""
    ours = Path(__file__).parent.parent / "app.py"
    if "run" in argv[1:2] and OPTION not in argv and any(_same(arg, ours) for arg in argv[2:]):
        argv.insert(2, OPTION)


def _same(arg: str, ours: Path) -> bool:
    try:
        return arg.endswith("app.py") and Path(arg).resolve() == ours.resolve()
    except OSError:
        return False


say_no(sys.argv)
