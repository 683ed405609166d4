"""`python -m experiments.runs.compile`: compile the ground rules, so that no game waits for it."""

from __future__ import annotations

from experiments.edge import edge
from experiments.runs.play import compile_first

if __name__ == "__main__":
    edge(compile_first)
