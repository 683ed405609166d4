"""A step of the procedure, as it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from panj.treaty.ladder import Measures

# What people are told of a state of the procedure.
TITLES = {
    "MONITOR": "watching",
    "NOTIFIED": "informed",
    "CONSULT": "consultations",
    "REQUESTED": "appeal lodged",
    "ASSESS": "staff inspects",
    "DRAFT": "ministers draft",
    "CSC_VOTE": "council votes",
    "DEFERRED": "next session",
    "BLOCKED": "blocked",
    "ADOPTED": "adopted",
    "BILATERAL": "on its own",
    "IMPLEMENT_SOFT": "carried out",
    "DEPLOY": "forces set out",
    "REVIEW": "mandate reviewed",
    "CLOSED": "closed",
}


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of the procedure: when, to which state, under which clause, why, and what was adopted by then."""

    day: float
    state: str
    clause: str
    reason: str
    measures: Measures = frozenset()
