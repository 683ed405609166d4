"""What a neighbour without treaty duty does on its own from the air, and that it can be held back."""

from __future__ import annotations

import pytest

from panj.agents.seats.seat import StandingSeat
from panj.border.forces import MILITANT
from panj.model import BorderModel

WAR, DAYS = "batken-1999", 25


def war(seed: int = 2, parameters: dict[str, float] | None = None, **orders: str) -> BorderModel:
    """A month of the war, some of its chairs with standing orders of one kind each."""
    model = BorderModel(WAR, seed=seed, days=DAYS, parameters=parameters)
    for chair, order in orders.items():
        kind, answer = order.split("=")
        model.chairs[chair].take(StandingSeat({kind: answer}))
    return model.run()


def lost_to_strikes(model: BorderModel) -> float:
    return sum(e.amount for e in model.events.of("struck"))


@pytest.fixture(scope="module")
def struck() -> BorderModel:
    """A war as it goes."""
    return war()


def test_a_partner_strikes_on_its_own_and_its_ground_in_law_is_told(struck: BorderModel) -> None:
    """The beginning is told with the consent that it rests on; men whom strikes cost are among those lost."""
    begun = struck.events.of("strikes")[0]
    assert (begun.actor, begun.clause) == ("UZB", "UN-2-4")
    f = struck.forces.columns
    assert 0 < lost_to_strikes(struck) <= int(f.lost[f.side == MILITANT].sum())
    assert all(begun.id in e.causes or e.id > begun.id for e in struck.events.of("struck"))


@pytest.mark.parametrize("orders", [{"UZB": "strike=no"}, {"KGZ": "consent=no"}])
def test_no_aircraft_fly_without_will_or_consent(orders: dict[str, str]) -> None:
    """The neighbour's chair keeps them at home; so does the member, which has to consent."""
    held_back = war(**orders)
    assert not held_back.events.of("strikes", "struck", "people_struck")


def test_after_people_were_hit_strikes_stop_for_a_while() -> None:
    """With every sortie an error, one village is hit, no aircraft flies again within the pause, and who died is told of
    and no longer among the people of the village."""
    model = war(parameters={"strike_error": 1.0, "strike_pause_days": 365.0})
    hits = model.events.of("people_struck")
    assert len(hits) == 1
    n = model.inland
    assert hits[0].amount == n.killed.sum() > 0
    assert (n.home + n.held + n.fled + n.killed == model.land.village_people).all()
    assert not [e for e in model.events.of("struck") if e.id > hits[0].id]
