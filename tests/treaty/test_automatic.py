"""Where aid is automatic no vote is taken: what follows is held against what the attacked member asked for."""

from __future__ import annotations

import datetime as dt

import pytest

from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import Rung, top
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime

ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)


@pytest.mark.parametrize("weaker", [True, False])
def test_a_member_that_takes_nothing_weaker_gets_all_that_it_asked_for(weaker: bool) -> None:
    """Under automatic aid a force that goes exactly as far as what was asked follows, weaker texts refused or not."""
    p = Procedure(load_regime("automatic"), "TJK", dt.date(2021, 7, 1), ATTACK)
    asked = Request(True, True, 4, int(Rung.force_combat), weaker)
    assert p.request(0.0, asked)
    while p.state == "REQUESTED":
        p.tick(p.due or 0.0)
    assert p.state == "ADOPTED"
    assert top(p.measures) == Rung.force_combat
