"""How a member decides: the sign of every term, and what follows from them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panj.treaty.council import member as rules
from panj.treaty.council.member import Member, Temper, View
from panj.treaty.ladder import FORCE, Rung

W = Temper(
    gain=1.0,
    burden=1.0,
    entrapment=1.0,
    ties=1.0,
    credibility=1.0,
    autonomy=0.3,
    asking=0.03,
    temperature=0.05,
    lead_threshold=0.0,
    riding=0.5,
    reliability=0.5,
    association=0.5,
    dissent=0.1,
    defeat=0.05,
    hurry=0.01,
    enough=0.6,
)
M = Member("KAZ", stake=0.5, means=0.5, caution=0.5, credibility=0.5, outside_options=0.5, ties=0.2)
V = View(threat=0.6, bound=False, attacked=False, burden_share=0.3)
HELP = [r for r in Rung if r != Rung.none]
share = st.floats(0.0, 1.0)


def half(which: str) -> float:
    """A draw without noise."""
    return 0.5


@given(share, share, share, share)
def test_every_term_has_its_sign_whatever_the_standing(stake, threat, ties, caution):
    """Gain, credibility and side payment are never negative; burden, entrapment and ties are costs, never gains."""
    m, v = replace(M, stake=stake, ties=ties, caution=caution, side_payment=0.1), replace(V, threat=threat)
    for r in HELP:
        for term in (rules.gain, rules.burden, rules.entrapment, rules.ties, rules.credibility, rules.side_payment):
            assert term(W, m, v, r) >= 0.0
        plus = rules.gain(W, m, v, r) + rules.credibility(W, m, v, r) + rules.side_payment(W, m, v, r)
        minus = rules.burden(W, m, v, r) + rules.entrapment(W, m, v, r) + rules.ties(W, m, v, r)
        assert rules.utility(W, m, v, r) == pytest.approx(plus - minus)


def test_gain_rises_with_stake_and_with_the_threat_that_is_seen():
    """Abandonment: who has more at stake, or sees more, gains more from help that can meet it."""
    force = Rung.force_combat
    assert rules.gain(W, replace(M, stake=0.9), V, force) > rules.gain(W, M, V, force)
    assert rules.gain(W, M, replace(V, threat=0.9), force) > rules.gain(W, M, V, force)
    assert rules.gain(W, M, replace(V, threat=0.9), Rung.mission) == rules.gain(W, M, V, Rung.mission)


def test_short_of_force_help_meets_less_of_an_attack():
    """Against an attack under way equipment and exercises come late; a force does not."""
    attacked = replace(V, attacked=True)
    assert rules.gain(W, M, attacked, Rung.mil_tech) < rules.gain(W, M, V, Rung.mil_tech)
    assert rules.gain(W, M, attacked, Rung.force_combat) == rules.gain(W, M, V, Rung.force_combat)


def test_burden_rises_with_the_share_and_falls_with_means():
    """Unequal burdens: the one who carries more pays more, the one with means feels it less."""
    r = Rung.force_noncombat
    assert rules.burden(W, M, replace(V, burden_share=0.6), r) > rules.burden(W, M, V, r)
    assert rules.burden(W, replace(M, means=1.0), V, r) < rules.burden(W, M, V, r)


def test_entrapment_rises_with_caution_and_with_what_may_escalate():
    """Entrapment: a cautious member fears combat more than a mission, and more than a bold member does."""
    assert rules.entrapment(W, replace(M, caution=0.9), V, Rung.force_combat) > rules.entrapment(
        W, M, V, Rung.force_combat
    )
    fears = [rules.entrapment(W, M, V, r) for r in HELP]
    assert fears == sorted(fears)


def test_ties_to_the_aggressor_cost_whoever_acts_against_it():
    """A member with ties to the aggressor is less for every measure that does something."""
    for r in HELP:
        assert rules.utility(W, replace(M, ties=0.9), V, r) < rules.utility(W, replace(M, ties=0.0), V, r)


def test_a_binding_duty_makes_refusing_dearer():
    """Credibility counts for more where Article 4 binds, and for more with those who care for the alliance's word."""
    r = Rung.force_combat
    assert rules.credibility(W, M, replace(V, bound=True), r) > rules.credibility(W, M, V, r) > 0.0
    assert rules.credibility(W, replace(M, credibility=0.9), V, r) > rules.credibility(W, M, V, r)


def test_a_side_payment_buys_real_help_only():
    """What is paid moves a member on exercises and above, not on words; refusing to pay moves it the other way."""
    paid, refused = replace(M, side_payment=0.3), replace(M, side_payment=-0.3)
    assert rules.utility(W, paid, V, Rung.mil_tech) > rules.utility(W, M, V, Rung.mil_tech)
    assert rules.utility(W, refused, V, Rung.mil_tech) < rules.utility(W, M, V, Rung.mil_tech)
    assert rules.side_payment(W, paid, V, Rung.political) == 0.0


# -- asking ----------------------------------------------------------------------------------------------------------
def test_asking_costs_more_for_force_and_for_those_with_other_friends():
    """Autonomy: an appeal has a price, higher for force and for one with outside options."""
    assert rules.asking_price(W, M, Rung.force_combat) > rules.asking_price(W, M, Rung.mil_tech) > W.asking
    courted = replace(M, outside_options=1.0)
    assert rules.asking_price(W, courted, Rung.mil_tech) > rules.asking_price(W, M, Rung.mil_tech)


def test_a_requester_asks_for_nothing_when_no_help_is_worth_its_price():
    """Asking is a choice: at a threat near nothing, or a price beyond every gain, no appeal is made."""
    asked, why = rules.choose_request(W, replace(M, stake=0.9), replace(V, threat=0.01), "RUS", half, articles=(2, 4))
    assert not asked.made
    assert "asks for nothing" in why
    assert not rules.choose_request(replace(W, asking=2.0), M, V, "RUS", half, articles=(2, 4))[0].made


def test_a_requester_asks_for_force_only_where_equipment_does_not_meet_the_threat():
    """At a middling threat it asks for equipment on Article 2; under a heavy attack for force on Article 4."""
    me = replace(M, stake=1.0, caution=0.3, trust={"RUS": 0.7})
    w = replace(W, autonomy=0.1, entrapment=0.5)
    kit, _ = rules.choose_request(w, me, replace(V, threat=0.4), "RUS", half, articles=(2, 4))
    assert (kit.article, Rung(kit.ask)) == (2, Rung.mil_tech)
    force, _ = rules.choose_request(w, me, View(threat=0.95, attacked=True), "RUS", half, articles=(2, 4))
    assert force.article == 4
    assert Rung(force.ask) in FORCE


def test_a_higher_prior_that_commitments_are_kept_makes_asking_likelier():
    """The reliability prior is data: over its published values the pull of every ask rises."""
    pulls = [rules.granted(replace(W, reliability=p), 0.5, Rung.mil_tech) for p in (0.22, 0.41, 0.50, 0.745)]
    assert pulls == sorted(pulls)
    assert len(set(pulls)) == 4


def test_more_trust_in_the_lead_state_makes_asking_likelier():
    """Who trusts its ally expects more of an appeal; where aid is automatic trust does not matter."""
    assert rules.granted(W, 0.9, Rung.mil_tech) > rules.granted(W, 0.1, Rung.mil_tech)
    assert rules.granted(W, 0.9, Rung.mil_tech, sure=True) == rules.granted(W, 0.1, Rung.mil_tech, sure=True)


# -- quid pro quo and trust --------------------------------------------------------------------------------------------
def test_outside_options_make_a_requester_refuse_a_price():
    """Acceptance falls with what else it could get."""
    for demand in ("eaeu", "basing"):
        accepted = [
            sum(
                rules.accepts_demand(W, replace(M, stake=0.7, outside_options=o), V, demand, lambda _, u=u: u)
                for u in (k / 100 for k in range(1, 100))
            )
            for o in (0.0, 0.3, 0.6, 1.0)
        ]
        assert accepted == sorted(accepted, reverse=True)
        assert accepted[0] > accepted[-1]


def test_a_demand_costs_trust_and_its_absence_does_not():
    """Others trust a lead state less that wants a price for help; none costs nothing."""
    assert rules.trust_after_demand(0.6, "none") == 0.6
    assert rules.trust_after_demand(0.6, "eaeu") < 0.6
    assert rules.trust_after_demand(0.6, "basing") < rules.trust_after_demand(0.6, "eaeu")


def test_trust_moves_with_what_an_ally_did():
    """Help raises trust, failing lowers it, and both move more where a duty bound."""
    assert 0.5 < rules.trust_after(0.5, True, False) < rules.trust_after(0.5, True, True) < 1.0
    assert 0.5 > rules.trust_after(0.5, False, False) > rules.trust_after(0.5, False, True) > 0.0


def test_trust_goes_a_fifth_of_the_way_to_all_or_nothing_and_never_beyond():
    """The closed form: a fifth of the way that is left, a tenth where no duty bound."""
    for trust in (0.0, 0.3, 1.0):
        for helped, goal in ((True, 1.0), (False, 0.0)):
            for bound, pace in ((True, 0.2), (False, 0.1)):
                assert rules.trust_after(trust, helped, bound) == pytest.approx(trust + pace * (goal - trust))
