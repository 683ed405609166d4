"""A step of the procedure, as it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from panj.treaty.ladder import Measures


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of the procedure: when, to which state, under which clause, why, and what was adopted by then."""

    day: float
    state: str
    clause: str
    reason: str
    measures: Measures = frozenset()
