"""The price list of help: each kind stands against a base in which nothing else comes, and so does its own game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from panj.model import BorderModel
from panj.scenarios.load import load_scenario
from panj.scenarios.schema import InjectRow
from panj.tools.kinds_of_help import FIRST_SEED, KINDS, left_alone, t_value

COMES = {
    "arrival": {"send"},
    "mobilised": {"mobilise"},
    "delivery": {"equipment"},
    "exercise": {"exercise"},
}  # how told
NEVER = (
    *("mobilisation", "reserves_arrive", "bilateral", "base_moves", "deployment", "adopted", "consultation"),
    *("mission_sent", "strike"),
)


def played(rows: Sequence[InjectRow], seed: int) -> BorderModel:
    """A game of the list."""
    scenario = replace(load_scenario("tajikistan-2021-incursion"), injects=tuple(rows))
    return left_alone(scenario, "none", seed).run()


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 3))
def test_nothing_comes_in_the_base(seed: int) -> None:
    """Without reserves and bilateral help, as the list says, none come, however large the threat."""
    m = played((), seed)
    assert not m.events.of(*COMES, *NEVER)
    row = m.outcomes()
    assert (row["reserve_days"], row["bilateral_rung"], row["delivered_men"], row["measures"]) == (0, 0, 0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_named_comes(kind: str) -> None:
    """In the game of a kind of help that help comes, and no other."""
    m = played(KINDS[kind], FIRST_SEED)
    sent = {row.kind for row in KINDS[kind]}
    assert not m.events.of(*NEVER)
    assert {e.kind for e in m.events.of(*COMES)} == {told for told, kinds in COMES.items() if kinds & sent}
    assert (m.outcomes()["reserve_days"] > 0) == ("mobilise" in sent)


def test_a_change_that_is_the_same_in_every_pair_is_told_as_one() -> None:
    """2,500 men in every pair have no t value, and are no change of nothing."""
    assert t_value(2500.0, 0.0) == "+2,500 (in every pair)"
    assert t_value(0.0, 0.0) == "0"
