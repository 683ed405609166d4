"""Militant command: personality weights change the choice as they say, and the main effort moves as it should."""

from __future__ import annotations

from typing import Any

import pytest

from panj.agents.command.militants import OFFENSIVE, PREPARE, MilitantCommand, worth
from panj.border.forces import ATTACK, FIELD, HOLD, LOCAL, MAIN, MOVE_TO
from panj.border.ground import CENTRE
from panj.model import BorderModel
from panj.scenarios.load import load_scenario
from panj.scenarios.schema import Command

PLAIN = {"customs": 0.0, "road": 0.0, "odds": 0.0, "near": 0.0, "hours": 10.0}
EVEN = {f"weight_{name}": 1.0 for name in ("customs", "roads", "weakness", "adjacent", "distance")}


def command(**weights: float) -> Command:
    """A command with all weights at 1 unless given."""
    data = load_scenario("tajikistan-2021").file.commands["taliban"]
    return data.model_copy(update=EVEN | weights)


@pytest.mark.parametrize(
    ("weight", "target"),
    [
        ("weight_customs", {"customs": 1.0}),
        ("weight_roads", {"road": 1.0}),
        ("weight_weakness", {"odds": 1.0}),
        ("weight_adjacent", {"near": 1.0}),
        ("weight_distance", {"hours": 0.0}),
    ],
)
def test_a_larger_weight_turns_the_choice_towards_what_it_values(weight, target):
    """Against a rival worth 1.5 of something else a target loses at weight 1 and wins at weight 2."""
    rival = PLAIN | ({"odds": 1.5} if weight != "weight_weakness" else {"customs": 1.5})
    assert worth(command(), **(PLAIN | target)) < worth(command(), **rival)
    turned = command(**{weight: 2.0})
    assert worth(turned, **(PLAIN | target)) > worth(turned, **rival)


@pytest.fixture
def war() -> BorderModel:
    """The default war at its start."""
    return BorderModel("tajikistan-2021", seed=3)


def taliban(model: BorderModel) -> MilitantCommand:
    return next(c for c in model.commands if c.name == "taliban")


def begin(model: BorderModel) -> MilitantCommand:
    """The command on the first day of its first offensive."""
    c = taliban(model)
    model.steps = 1
    c.until_day = 0.0
    c.step()
    assert c.phase == OFFENSIVE
    return c


def test_main_effort_is_on_one_front_and_on_outlying_districts(war: BorderModel):
    """The effort covers exactly the standing outlying districts of the chosen front."""
    c = begin(war)
    g = war.ground
    want = (g.d_front == c.front) & (g.d_kind != CENTRE)
    assert ((war.theatre.effort > 0) == want).all()


def test_main_bands_are_sent_against_targets_and_not_all_against_one(war: BorderModel):
    """Each main band has a target on the front; the bands spread over several."""
    c = begin(war)
    f = war.forces.columns
    targets = {int(f.objective[i]) for i in c.main}
    assert all(f.order[i] == ATTACK for i in c.main)
    assert targets <= set(c._targets())
    assert len(targets) > 3


def test_a_stalled_offensive_ends_and_the_bands_regroup(war: BorderModel):
    """With nothing gained for longer than `offensive_days` the effort is lifted and main bands hold."""
    c = begin(war)
    f, g = war.forces.columns, war.ground
    i = c.main[0]
    f.cell[i] = g.place_cell[f.objective[i]]
    war.steps += int(war.values["offensive_days"] + 2) * war.steps_per_day
    c.step()
    assert c.phase == PREPARE
    assert not war.theatre.effort.any()
    assert all(f.order[i] != ATTACK for i in c.main)
    assert c.until_day > war.day + 1


def test_an_offensive_does_not_stall_while_the_bands_are_still_on_the_march(war: BorderModel):
    """Days under way do not count as days without a gain."""
    c = begin(war)
    f, g = war.forces.columns, war.ground
    for i in c.main:
        f.cell[i] = g.place_cell[next(d for d in range(len(g.d_kind)) if d != f.objective[i])]
    war.steps += int(war.values["offensive_days"] + 2) * war.steps_per_day
    c.step()
    assert c.phase == OFFENSIVE


def test_provincial_centres_come_when_all_outlying_districts_have_gone(war: BorderModel):
    """A siege begins only then, and only of centres whose ring has fallen."""
    g, t = war.ground, war.theatre
    c = taliban(war)
    outlying = g.d_kind != CENTRE
    t.fallen[outlying] = 1
    last = int(outlying.nonzero()[0][0])
    t.fallen[last] = 0
    begin(war)
    assert not c.siege
    assert c._targets() == [last]
    t.fallen[last] = 1
    c.phase = PREPARE
    begin(war)
    assert c.siege
    assert all(g.d_kind[d] == CENTRE for d in c._targets())


def test_where_a_band_was_beaten_off_others_are_not_sent_while_it_rests(war: BorderModel):
    """The way to that target is left alone, and taken up again when the band has rested."""
    c = begin(war)
    f = war.forces.columns
    i = c.main[0]
    beaten = int(f.objective[i])
    f.rest_until[i], f.order[i], f.objective[i] = war.steps + 20, HOLD, -1
    for k in c.main:
        if f.objective[k] == beaten:
            f.order[k], f.objective[k] = HOLD, -1
    c.step()
    assert all(f.objective[k] != beaten for k in c.main)
    war.steps += 24
    assert beaten in c._open(c._targets())


def test_local_bands_go_on_against_a_weakly_pressed_neighbour_and_home_again(war: BorderModel):
    """From fallen ground one band goes against a weakly pressed neighbour, and home when the bands regroup."""
    c = begin(war)
    f, g, t = war.forces.columns, war.ground, war.theatre
    i = next(k for k in c.local if t.effort[f.home[k]] and any(t.effort[o] for o in g.d_links[f.home[k]] if o >= 0))
    home = int(f.home[i])
    t.fallen[home] = 1
    t.press[:], t.guard[:] = 1.0, 100.0
    war.values["pursuit_hours"] = 200.0
    c._order_local()
    goal = int(f.objective[i])
    assert goal in g.d_links[home].tolist()
    assert [k for k in c.local if f.objective[k] == goal] == [i]
    c._rest("No more to gain.")
    assert (f.order[i], f.objective[i]) == (MOVE_TO, home)


def test_only_bands_of_the_power_take_orders(war: BorderModel):
    """A command orders its own bands and no others."""
    f = war.forces.columns
    for c in war.commands:
        owner = war.powers.index(c.data.owner)
        assert {int(f.owner[i]) for i in [*c.main, *c.local]} == {owner}
        assert {int(f.role[i]) for i in [*c.main, *c.local]} <= {MAIN, LOCAL}
        assert all(f.status[i] == FIELD for i in c.main)


def test_what_the_command_says_it_does_is_what_it_does(war: BorderModel):
    """The event of an offensive names the front, how many districts stand there, and the worth of the others."""
    c = begin(war)
    event = war.events.of("offensive")[-1]
    assert event.place == war.front_names[c.front]
    assert event.amount == len(c._targets())
    others: list[Any] = [name for k, name in enumerate(war.front_names) if k != c.front]
    assert all(name.title() in event.reason for name in others)
