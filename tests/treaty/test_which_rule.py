"""Which members' numbers make the vote rule matter: six members of a shipped scenario, one number changed at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from panj.scenarios.load import load_scenario
from panj.scenarios.schema import STANDING
from panj.treaty.council.member import Member, Temper
from panj.treaty.council.sitting import Sitting
from panj.treaty.course.procedure import Procedure
from panj.treaty.ladder import FORCE, Rung, top
from panj.treaty.law.clauses import Request, Threat
from panj.treaty.law.regime import load_regime

ATTACK = Threat("armed_attack", "nonstate", "AFG", "TJK", True, True)
WEIGHTS = Temper(  # as fitted on 86 crises, rounded; the noise of choices taken away
    gain=1.0,
    burden=0.27,
    entrapment=0.14,
    ties=0.23,
    credibility=0.1,
    autonomy=0.03,
    asking=0.03,
    temperature=1e-4,
    lead_threshold=-0.93,
    riding=0.59,
    reliability=0.5,
    association=0.54,
    dissent=0.26,
    defeat=0.017,
    hurry=0.006,
    enough=0.58,
)


def members() -> dict[str, Member]:
    """The six members as the scenario has them, each judgement at its typical number."""
    found = {}
    for code, state in load_scenario("tajikistan-2021-incursion").file.states.items():
        if state.role == "partner":
            continue
        stands = {name: getattr(state, name).typical for name in STANDING if name != "stake"}
        stake = (state.stake_self or state.stake).typical
        found[code] = Member(code, stake=stake, ties=max(state.ties.values(), default=0.0), trust=state.trust, **stands)
    return found


def council(regime: str, threat: float, w: Temper = WEIGHTS, **changed: dict[str, float]) -> Sitting:
    """The members before an appeal for all that can be asked for, at the draft."""
    p = Procedure(load_regime(regime), "TJK", dt.date(2021, 7, 7), ATTACK)
    p.notify(0.0)
    p.tick(2.0)
    p.request(2.0, Request(True, True, 4, int(Rung.force_combat)))
    seated = {code: replace(m, **changed.get(code, {})) for code, m in members().items()}
    return Sitting(p, seated, dict.fromkeys(seated, threat), True, w, lambda who, which: 0.5)


def adopted(s: Sitting) -> Rung:
    """What the council comes to: the draft of each round is laid on the table and voted on."""
    p, laid = s.p, -1
    while p.state not in ("ADOPTED", "BLOCKED", "CLOSED"):
        if p.awaits == "assessment":
            p.report(p.day, Rung.force_combat, "as found.")
        elif p.awaits == "positions":
            s.vote(p.day)
        elif p.state == "DRAFT" and laid < p.round:
            draft = s.draft()
            p.propose(draft.text, draft.reason, draft.round)
            laid = p.round
        else:
            p.tick(p.due or p.day)
    return top(p.measures)


def under(regimes: tuple[str, ...], *of: object, **changed: dict[str, float]) -> list[bool]:
    """Whether force is adopted under each of some regimes."""
    return [adopted(council(regime, *of, **changed)) in FORCE for regime in regimes]


RULES = ("csto-2010", "lead-state", "majority")


def test_who_would_rather_act_alone_is_pivotal_and_nobody_else_is_near():
    """With these numbers five members gain by a common force and the lead state, which has more of one of its own,
    loses: the vote rule is about it alone."""
    b = council("csto-2010", 0.5).bargain()
    assert b is not None
    force = [t for t in b.texts if t.top in FORCE]
    edges = {code: [b.edge(code, t, len(b.rounds) - 1) for t in force] for code in b.codes}
    assert max(edges["RUS"]) < 0.0
    assert all(min(edges[code]) > 0.1 for code in b.codes if code != "RUS")


@pytest.mark.parametrize("threat", [0.5, 0.7])
def test_at_the_fitted_price_of_an_objection_the_rules_agree(threat):
    """The lead state loses less by the common force than an open objection costs: it abstains, and consensus, the lead
    state's say and the majority all adopt force."""
    assert under(RULES, threat) == [True, True, True]


@pytest.mark.parametrize("threat", [0.5, 0.7])
def test_the_same_members_part_by_rule_where_an_objection_is_cheap(threat):
    """With nothing changed but the price of an open objection, 0.1 in place of 0.26, the lead state blocks where it
    can: no force by consensus or by its own say, force by majority."""
    assert under(RULES, threat, replace(WEIGHTS, dissent=0.1)) == [False, False, True]


def test_the_same_members_part_by_rule_where_less_is_at_stake():
    """At the fitted price, too: at a threat of 0.3 the common force is worth so little more than acting alone is to the
    lead state that it objects, and the majority goes on without it."""
    assert under(RULES, 0.3) == [False, False, True]


@pytest.mark.parametrize("code", ["ARM", "BLR", "KAZ", "KGZ"])
def test_no_other_member_makes_a_difference_however_unwilling(code):
    """At the fitted price the most that guards can cost one who sends nobody is less than an objection: with nothing at
    stake, all ties and all fear, it abstains, and the rules still agree."""
    unwilling = {"stake": 0.0, "ties": 1.0, "caution": 1.0, "credibility": 0.0}
    assert under(RULES, 0.7, **{code: unwilling}) == [True, True, True]
