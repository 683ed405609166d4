"""Units as Mesa agents: who removes one takes it off the field, and no man is lost or made by it."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

from panj.agents.units import MilitantBand
from panj.model import BorderModel
from panj.scenarios.errors import InputError

WAR = ("tajikistan-2021-incursion", "csto-2010", 4, 30)


def men_by_side(m: BorderModel) -> list[int]:
    """Men present, lost and gone home, side by side."""
    f = m.forces.columns
    return np.bincount(f.side, f.men.astype(np.int64) + f.lost + f.left).astype(int).tolist()


@pytest.mark.parametrize("role", ["main", "mobile", "post", "contingent"])
def test_a_unit_that_is_removed_is_gone_from_the_field(role: str) -> None:
    """In the middle of a war: it fights no more and never comes; men are conserved; the war is another one."""
    m, plain = BorderModel(*WAR), BorderModel(*WAR)
    began = men_by_side(m)
    while m.day < 10:
        m.step()
    gone = [u for u in m.units if u.role == role][:5]
    for unit in gone:
        unit.remove()
        unit.remove()  # twice is once
    lost = m.forces.columns.lost[[u.row for u in gone]].copy()
    m.run()
    assert not set(gone) & set(m.agents)
    assert men_by_side(m) == began
    assert all(u.men == 0 and u.pos is None and u.cell is None and u.status == "dealt" for u in gone)
    assert (m.forces.columns.lost[[u.row for u in gone]] == lost).all()
    removed = m.events.of("removed")
    assert [e.subject for e in removed] == [u.name for u in gone]
    later = {e.subject for e in m.events if e.id > removed[-1].id}
    assert not later & {u.name for u in gone}
    assert m.digest != plain.run().digest


def test_a_removed_unit_with_a_rule_of_its_own_is_not_called_any_more() -> None:
    """Its step ends with it; the steps of the others go on."""

    class Counted(MilitantBand):
        calls: ClassVar[dict[str, int]] = {}

        def step(self) -> None:
            self.calls[self.name] = self.calls.get(self.name, 0) + 1

    class Counting(BorderModel):
        unit_rules: ClassVar = {"main": Counted}

    m = Counting("intro", seed=1)
    first, second = m.own_rules[:2]
    m.step()
    first.remove()
    m.step()
    assert (Counted.calls[first.name], Counted.calls[second.name]) == (1, 2)


def test_who_is_part_of_every_game_cannot_be_removed() -> None:
    """A state, a body or a command is refused in one line, and the game goes on as before."""
    m = BorderModel("intro", seed=1)
    for agent in (m.requester, m.alliance.council, m.commands[0], m.border_troops):
        with pytest.raises(InputError, match=r"remove\(\)"):
            agent.remove()
    assert m.run().digest == BorderModel("intro", seed=1).run().digest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("men", value) for value in (-1, 2.5, True, "ten", None, float("nan"), 10**9)),
        *(("objective", value) for value in (-2, 10**6, 1.0, True, "Khorog")),
        *(("order", value) for value in ("run", "", 1, None, True)),
    ],
)
def test_what_a_rule_sets_of_a_unit_is_held_to_what_there_is(name: str, value: object) -> None:
    """A rule of one's own that sets men, order or objective to what they cannot be is told so by the unit's name."""
    unit = BorderModel("intro", seed=1).units[3]
    before = unit.men, unit.objective, unit.order
    with pytest.raises(InputError, match=f"^{name} of {unit.name}(: | is )"):
        setattr(unit, name, value)
    assert (unit.men, unit.objective, unit.order) == before
