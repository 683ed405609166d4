"""`python -m panj.experiments.runs.compile`: compile the ground rules, so that no game waits for it."""

from __future__ import annotations

from panj.experiments.edge import edge
from panj.experiments.runs.play import compile_first

if __name__ == "__main__":
    edge(compile_first)
