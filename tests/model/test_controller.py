"""What the controller lets happen does what its sentence says: raids, refugees, accidents, words to all or to one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from panj.model import BorderModel
from panj.model.game import Game
from panj.scenarios.errors import InputError
from panj.scenarios.injects import BODIES, takes
from panj.scenarios.load import load_scenario, scenario_names

DAY = 6


def after(kind: str, who: str, amount: float = 0.0, note: str = "words") -> Game:
    """The small border two days after an inject of day six, all seats by rule."""
    game = Game("intro", "csto-2010", 1)
    game.play_to(DAY * game.model.steps_per_day)
    game.inject(kind, who, "", amount, note)
    game.advance("day")
    game.advance("day")
    return game


def new(game: Game, kind: str) -> list[Any]:
    """Events of a kind since the inject."""
    start = game.scenario.file.start + dt.timedelta(days=DAY)
    return [e for e in game.model.events.of(kind) if e.date >= start]


def usual(kind: str) -> list[Any]:
    """The same without any inject."""
    game = Game("intro", "csto-2010", 1)
    game.play_to((DAY + 2) * game.model.steps_per_day)
    return new(game, kind)


def test_a_raid_lets_bands_cross_that_would_not_have() -> None:
    """More bands try within the day; from the next day on they mean what they meant before."""
    game = after("raid", "TLB", 50)
    assert len(new(game, "incursion_attempt")) > len(usual("incursion_attempt"))
    command = next(c for c in game.model.commands if c.data.owner == "TLB")
    f = game.model.forces.columns
    assert set(f.intent[command.local].tolist()) <= {0.0, command.intent}


def test_refugees_are_let_in_and_counted() -> None:
    """As many as there is room for; they are among the civilians who sought refuge."""
    more = after("refugees", "AFG", 700)
    assert more.model.refuge.civilians >= 700
    assert next(e.amount for e in new(more, "civilians_refuge")) == 700


def test_an_accident_costs_men_of_one_unit_and_never_the_whole_unit() -> None:
    """The men are lost to that power; a unit keeps at least one man."""
    game = after("accident", "TJK", 1000)
    (event,) = new(game, "accident")
    assert event.amount > 0
    assert int(game.model.forces.men[game.model.forces.row[event.subject]]) >= 0
    assert game.model.outcomes()["losses_member"] >= event.amount


@pytest.mark.parametrize(("kind", "who", "to"), [("news", "TJK", "all"), ("tell", "border-command", "border-command")])
def test_words_reach_those_they_are_meant_for(kind: str, who: str, to: str) -> None:
    """News go to all and a private message to one seat, in the controller's words."""
    (event,) = new(after(kind, who, note="the pass is closed"), "message")
    assert (event.actor, event.subject, event.reason) == ("controller", to, "the pass is closed")


def test_a_private_message_can_go_to_every_seat() -> None:
    """Every chair that asks something of people can be written to, in every scenario."""
    for name in scenario_names():
        model = BorderModel(name, None, 1)
        assert set(model.chairs) <= set(takes(load_scenario(name), "tell").who)
        assert set(BODIES) <= set(model.chairs)


def test_an_inject_out_of_range_is_refused() -> None:
    """Nothing happens, and the line says what is allowed."""
    game = Game("intro", "csto-2010", 1)
    with pytest.raises(InputError, match="1 to 50"):
        game.inject("raid", "TLB", "", 500)
