"""Routine is a standing policy: set once, changed at will, and the game is not stopped for it."""

from __future__ import annotations

import pytest

from panj.browser.table.table import Table
from panj.model import BorderModel
from panj.model.game import Game
from panj.scenarios.errors import InputError

DAYS = 24


def asked_until_the_end(table: Table) -> list[str]:
    """Kinds of question that stop the game; each is answered as the staff advises."""
    kinds = []
    while not table.game.over:
        table.step()
        while (question := table.waiting) is not None:
            kinds.append(question.kind)
            table.answer(question.seat, question.usual)
    return kinds


@pytest.fixture
def table() -> Table:
    """The first weeks of the what-if, with a person in the chair of the member."""
    table = Table(game=Game("tajikistan-2021-incursion", "csto-2010", 1, DAYS))
    table.take("TJK")
    return table


@pytest.mark.slow
def test_with_routine_left_to_the_staff_only_what_matters_is_asked(table: Table) -> None:
    """Not one routine question stops the game any more, and the war is that of the rules."""
    routine = table.routine("TJK")
    table.set_policy("TJK", {matter.kind: matter.usual for matter in routine})
    asked = asked_until_the_end(table)
    assert asked
    assert not {matter.kind for matter in routine} & set(asked)
    rules = BorderModel("tajikistan-2021-incursion", "csto-2010", 1, DAYS).run()
    assert table.model.digest == rules.digest


def test_a_policy_is_changed_at_will(table: Table) -> None:
    """An answer stands until another is given; an empty one means being asked again; nonsense changes nothing."""
    kind = table.routine("TJK")[0]
    other = next(o for o in kind.options if o != kind.usual)
    table.set_policy("TJK", {kind.kind: other})
    assert table.standing["TJK", kind.kind] == other
    with pytest.raises(InputError):
        table.set_policy("TJK", {kind.kind: "", "vote": "support"})
    assert table.standing["TJK", kind.kind] == other
    table.set_policy("TJK", {kind.kind: ""})
    assert ("TJK", kind.kind) not in table.standing
