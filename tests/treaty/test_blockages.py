"""Blockages that happened come out of the members' wills; what settled them, or would have, is told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from panj.treaty.desk.case import Case, load_case
from panj.treaty.desk.desk import adjudicate
from panj.treaty.desk.tables import MemberTable
from panj.treaty.law.vote import ABSTAIN, OBJECT

CATALOGUE = Path(__file__).parents[1] / "catalogue"
NAMED = 0.8  # will against a text that one cannot sign, as in the files


def case(name: str, **wills: float | None) -> Case:
    """A case of the catalogue, with the wills of some members judged otherwise."""
    found = load_case(CATALOGUE / f"{name}.toml")
    judged = dict(found.members_judged)
    for code, will in wills.items():
        judged[code] = judged.get(code, MemberTable()).model_copy(update={"will": will})
    return found.model_copy(update={"members_judged": judged})


def test_three_break_the_silence_and_each_of_them_would_have_been_enough():
    """North Atlantic Council, 10 February 2003: blocked by three; with any two of them content the third still blocks,
    with all three content the text stands."""
    assert adjudicate(case("n08-council")).blocked_by == ["BEL", "DEU", "FRA"]
    for last in ("BEL", "DEU", "FRA"):
        content = {code: 0.0 for code in ("BEL", "DEU", "FRA") if code != last}
        assert adjudicate(case("n08-council", **content)).blocked_by == [last]
    assert adjudicate(case("n08-council", BEL=0.0, DEU=0.0, FRA=0.0)).collective_force


def test_it_took_another_body_and_another_text():
    """The same text falls in the committee with the two that are left; the better text falls in the council with the
    one that nothing wins over; both together settle it."""
    council, committee = case("n08-council"), case("n08-committee")
    assert adjudicate(committee.model_copy(update={"promises": []})).blocked_by == ["BEL", "DEU"]
    assert adjudicate(council.model_copy(update={"promises": committee.promises})).blocked_by == ["FRA"]
    settled = adjudicate(committee)
    assert settled.collective_force
    assert settled.blocked_by == []


def test_a_text_is_refused_by_the_one_whom_it_is_for_and_the_other_one_by_the_others():
    """Yerevan, 23 November 2022: the declaration that names no attacker is refused by the one attacked; one that names
    it has the others against it, to whom their ties are dear."""
    refused = adjudicate(case("t70"))
    assert refused.blocked_by == ["ARM"]
    assert OBJECT not in [said for code, said in refused.votes.items() if code != "ARM"]
    others = ("BLR", "KAZ", "KGZ", "RUS", "TJK")
    naming = adjudicate(case("t70", ARM=1.0, **dict.fromkeys(others, -NAMED)))
    assert naming.blocked_by == ["ARM", *others]  # who asked takes nothing weaker than the text that falls
    assert {naming.votes[code] for code in others} == {OBJECT}


@pytest.mark.parametrize(("rule", "passes"), [("two_thirds", True), ("consensus", True), ("majority", True)])
def test_words_that_cost_a_little_are_abstained_from_and_not_objected_to(rule, passes):
    """Rio, 1982: four abstain under every rule, since an open objection costs more than the words; no rule of those in
    use blocks it, and one by which an abstention blocks does."""
    found = case("r06")
    found._rules = found.rules.model_copy(update={"vote_rule": rule})
    ruling = adjudicate(found)
    assert {code for code, said in ruling.votes.items() if said == ABSTAIN} == {"CHL", "COL", "TTO", "USA"}
    assert bool(ruling.measures) is passes
    found._rules = found.rules.model_copy(update={"vote_rule": "consensus", "abstention_blocks": True})
    assert adjudicate(found).blocked_by == ["CHL", "COL", "TTO", "USA"]


def test_two_thirds_fail_where_eight_of_twenty_one_stand_aside():
    """Fourteen are two thirds of twenty-one: with four more that have nothing at stake and ties thirteen are left."""
    found = case("r06")
    more = MemberTable(stake=0.0, ties=0.7)
    judged = found.members_judged | dict.fromkeys(("BRA", "MEX", "PRY", "URY"), more)
    ruling = adjudicate(found.model_copy(update={"members_judged": judged}))
    assert ruling.measures == frozenset()
    assert sum(said == ABSTAIN for said in ruling.votes.values()) == 8


def test_a_standing_that_is_judged_moves_the_position_its_way():
    """More at stake never makes a member less willing, more ties never more: from support over abstention to
    objection, in this order."""
    order = {"support": 0, "abstain": 1, "object": 2}
    found = case("n08-council")
    for name, sign in (("stake", -1), ("ties", 1), ("will", -1)):
        low, high = (-2.0, 2.0) if name == "will" else (0.0, 1.0)
        said = []
        for value in (low, (low + high) / 2, high):
            judged = found.members_judged | {"CZE": MemberTable(threat=0.3, **{name: value})}
            said.append(order[adjudicate(found.model_copy(update={"members_judged": judged})).votes["CZE"]])
        assert sorted(said, reverse=sign < 0) == said, name
