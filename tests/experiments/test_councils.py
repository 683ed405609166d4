"""Random councils: the same dice under every rule, and what makes rules alike or not."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from panj.experiments.analysis.councils import MEMBERS, RULES, RUNGS, compare, drawn, ends, forces, variants
from panj.experiments.analysis.gates import differences, said
from panj.tests.experiments.command import panj
from panj.treaty.council.worth import judge


def test_councils_come_to_the_same_end_whoever_draws_them_again():
    """The same number and seed give the same councils, rule by rule; another seed gives others."""
    one, same, other = drawn(60, 1), drawn(60, 1), drawn(60, 2)
    for rule in RULES:
        assert np.array_equal(ends(one, rule).text, ends(same, rule).text)
    assert not np.array_equal(one.taste, other.taste)


def test_every_pair_of_rules_is_accounted_for_with_its_interval():
    """Shares lie in their intervals; what differs in force differs in text; a rule does not part from itself."""
    c = drawn(200, 1)
    rows = compare(c)
    assert len(rows) == len(RULES) * (len(RULES) - 1) // 2
    for row in rows:
        for what in ("text", "force", "men", "day"):
            assert row[f"{what} low"] <= row[what] <= row[f"{what} high"]
        assert row["force"] <= row["text"]
        assert row["men"] <= row["text"]
    assert {r["rule"] for r in forces(c)} == set(RULES)
    assert said(rows)[0]["pair"] == "consensus, consensus_minus_one"


@pytest.mark.slow
def test_rules_part_where_an_objection_costs_nothing():
    """The mechanism can show either: with the price of an open objection taken away majority adopts force in councils
    in which consensus does not, many more than the other way round; with the fitted price they seldom differ. Were the
    two alike, so lopsided a count would come up less than once in a million draws (sign test)."""
    rows = {r["councils"]: r for r in variants(1500, 1)}
    free, fitted = rows["an objection costs nothing"], rows["as fitted"]
    assert free["majority alone"] > 3 * free["consensus alone"] + 30
    assert free["force"] > 2 * fitted["force"]


def test_trust_between_any_two_members_moves_what_councils_come_to():
    """From no trust to full trust of each member in each other one: in some of many councils a text is worth more for
    it, never less, to the one who trusts."""
    c = drawn(80, 3)
    weights = SimpleNamespace(**vars(c.w))
    for i in range(len(MEMBERS)):
        for j in range(len(MEMBERS)):
            if i == j:
                continue
            worths = []
            for value in (0.0, 1.0):
                trust = c.s.trust.copy()
                trust[:, i, j] = value
                # who gives is held fixed, so that the one thing that differs is what i expects of j
                gives = np.ones((c.number, len(MEMBERS), len(RUNGS)))
                worths.append(judge(weights, replace(c.s, trust=trust), RUNGS, gives=gives).worth)
            moved = (worths[1] - worths[0])[:, i]
            assert (moved >= -1e-12).all(), (i, j)
            assert (moved > 1e-6).any(), (i, j)


def test_the_command_tells_scripts_all_three_tables():
    """`panj gates --councils` prints force, differences and what makes rules alike, as JSON; too few are refused."""
    out = json.loads(panj("gates", "--councils", "40", "--json").stdout)
    assert {"force", "differences", "variants", "seed"} == set(out)
    panj("gates", "--councils", "3", status=2)


def test_of_worlds_it_is_said_how_often_they_differ_and_where_first():
    """Two worlds of two regimes: one differs in men alone, one in nothing."""
    same = {"adopted": True, "arrived": True, "measures": "mission", "men": 0, "day": 10, "course": [], "war": "x"}
    more = same | {"men": 500, "war": "y", "course": [(4, "contribution", "RUS", "TJK", 9.0, "")]}
    (row,) = differences([{"csto-2010": same, "majority": more}, {"csto-2010": same, "majority": same}])
    assert (row["text"], row["men"], row["first"]) == (0.0, 0.5, "giving")
