"""The recorded game of the site: the what-if, seed 1, all seats by rule, as one page that plays it back.

    python -m panj.tools.recorded_game FILE.html

writes it; `make docs` lays it into the site. It is made anew each time, so it is always a game of these rules.
"""

from __future__ import annotations

import sys
from pathlib import Path

from panj.experiments.edge import edge
from panj.experiments.film import as_page, film_of
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.scenarios.writing import write_text

SCENARIO, REGIME, SEED = "tajikistan-2021-incursion", "csto-2010", 1
NAME = "recorded-game.html"  # in the site


def recorded_game() -> str:
    """The page."""
    return as_page(film_of(BorderModel(SCENARIO, REGIME, SEED)))


def main() -> None:
    """Write it to the file that is named."""
    if len(sys.argv) != 2:
        raise InputError("recorded_game", "", " ".join(sys.argv[1:]) or "nothing", "the file to write")
    write_text(Path(sys.argv[1]), recorded_game())


if __name__ == "__main__":
    edge(main)
