"""Orders at a place of the map: which band is hunted or struck, which village is gone for, and what follows."""

from __future__ import annotations

import re

import pytest

from panj.browser.place import card_at, pins
from panj.browser.table.table import Table
from panj.browser.ways import under_way
from panj.model.game import Game

INCURSION = "tajikistan-2021-incursion"


def asked(scenario: str, seat: str, kind: str, seed: int = 2) -> Table:
    """A table at which a seat is asked a question that some place answers."""
    game = Game(scenario, None, seed, seats=[seat])
    while not game.over:
        if game.question is None:
            game.advance("step")
            continue
        table = Table(game=game)
        if any(q.kind == kind for q in game.questions) and pins(table, seat):
            return table
        game.answer(game.question.usual)
    raise AssertionError("never asked")


@pytest.mark.parametrize(
    ("scenario", "seat", "kind", "label", "follows"),
    [
        (INCURSION, "border-command", "hunt", "Hunt the bands here first", r"[\d,]+ men, march"),
        ("batken-1999", "UZB", "strike", "Strike the bands here first", r"4 sorties a day"),
        (INCURSION, "taliban", "aims", "Bands that cross go for this village", r"it takes a band of \d+ men"),
        (INCURSION, "taliban", "front", "Main effort here", r"\d+ districts left to take.*[\d,]+ men, march"),
        (INCURSION, "border-command", "effort", "Gather battalions here", r"One battalion a day"),
    ],
)
def test_each_place_that_answers_a_question_offers_the_order_and_says_what_follows(
    scenario: str, seat: str, kind: str, label: str, follows: str
) -> None:
    """Every place that the map marks for a question opens a card with the order and what it comes to; given, it answers
    the question."""
    table = asked(scenario, seat, kind)
    marked = pins(table, seat)
    for pin in marked:
        card = card_at(table, seat, pin)
        assert card is not None
        order = next(o for o in card.orders if o.kind == kind)
        assert (order.label, order.answers) == (label, True)
        assert re.search(follows, order.preview)
    table.answer(seat, order.answer, to=next(q for q in table.asked_of(seat) if q.kind == kind))
    assert table.orders(seat)[-1].answer == order.answer


def test_an_order_that_nobody_asked_for_holds_until_it_is_taken_back() -> None:
    """The militants' seat names a village before it is asked; from then on that is its answer, and the card at the
    village offers to take it back."""
    table = Table(game=Game(INCURSION, None, 1, seats=["taliban"]))
    village = next(n for n, v in enumerate(table.game.scenario.villages) if v.name in table.model.commands[0].villages)
    pick = {"kind": "village", "id": village}

    def order() -> tuple[str, str]:
        card = card_at(table, "taliban", pick)
        assert card is not None
        [found] = card.orders
        return found.answer, found.sure

    name, sure = order()
    assert sure == "From now on"
    table.stand("taliban", "aims", name)
    assert order() == ("", "Take it back")
    while not table.orders("taliban"):
        table.step()
        for question in table.asked_of("taliban"):
            assert question.kind != "aims"
            table.answer("taliban", question.usual, to=question)
    assert name in [o.answer for o in table.orders("taliban") if o.kind == "aims"]


def test_columns_on_the_hunt_are_arrows_for_their_own_side_alone() -> None:
    """While a column hunts a band, the border command and the member see its way to where the band was seen last; the
    militants see the ways of their own bands."""
    table = Table(game=Game(INCURSION, None, 2))
    while not table.model.events.of("pursuit"):
        table.step()
    drawn = under_way(table, "border-command")
    assert drawn
    assert drawn == under_way(table, table.game.scenario.file.requester)
    assert not [arrow for arrow in drawn if arrow in under_way(table, "taliban")]
