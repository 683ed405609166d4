"""Crises of this program's own regimes played as courses of the procedure, with clocks, demands and prices.

The backtest forecasts by the council alone; what a demand or another prior changes over a whole course is swept here
(panj.tools.backtest_sweep).
"""

from __future__ import annotations

from panj.experiments.backtest.cases import CodedCase, conventions, reading, regime_of
from panj.experiments.dice import dice
from panj.treaty.council.cloud import Cloud
from panj.treaty.council.standing import make_member
from panj.treaty.course.clocks import DrawFor
from panj.treaty.desk.conduct import Course, Crisis, conduct
from panj.treaty.ladder import Rung
from panj.treaty.law.clauses import Threat


def crisis(case: CodedCase, draw: DrawFor, demand: str = "none", spread: float = 1.0) -> Crisis:
    """A coded case as one crisis put to the rules. The draw decides whether an outside element counts as claimed, and
    how far each member's standing lies from its typical one (`spread` 0: not at all)."""
    read, regime, coding = reading(case.threat_type), regime_of(case.regime), conventions()["coding"]
    day = case.day
    assert day is not None
    claim = case.external_claim + coding["error"] * (2.0 * draw("coding", "external_claim") - 1.0)
    requester = "" if case.requester == "none" else case.requester
    members = {}
    for code in regime.members_on(day):
        stake = (
            case.stake_requester
            if code == requester
            else case.stake_lead
            if code == regime.lead_state
            else case.stake_others
        )
        members[code] = make_member(code, stake, 0.0 if code == requester else case.aggressor_ties, draw, spread)
    threat = Threat(read.kind, read.by, "", requester, read.own_territory, claim >= coding["claim_made_at"])
    return Crisis(
        regime, day, requester, threat, case.threat_scale, members, Rung(case.ask_rung or 0), read.recognised, demand
    )


def courses(case: CodedCase, weights: Cloud, draws: int, seed: int, demand: str = "none") -> list[Course]:
    """A case played `draws` times, each with weights and standings of its own as far as the cloud spreads. The dice are
    addressed by the case's id: other cases do not shift them."""
    out = []
    for run in range(draws):
        draw = dice(seed, run, f"backtest-{case.id}")
        w = weights.drawn(draw("weights", "vector"))
        out.append(conduct(crisis(case, draw, demand, weights.spread), w, draw))
    return out
