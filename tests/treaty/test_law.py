"""The book of law: every clause has its words, its life and its rule, and every day has one answer to each question."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panj.treaty.law.check import clause_faults, faults
from panj.treaty.law.clauses import Finding
from panj.treaty.law.questions import QUESTIONS, RULES
from panj.treaty.law.records import Clause, fingerprint
from panj.treaty.law.regime import load_regime, norm_names, regime_names
from panj.treaty.law.shelf import book, treaties
from panj.treaty.opinion import rules as opinion
from panj.treaty.opinion.presence import bases
from panj.treaty.opinion.rules import Opinion

TODAY = dt.date.today()
LAWS = [book(name) for name in treaties()]
CLAUSES = [c for law in LAWS for c in law.clauses]


def coded_rules() -> Iterator[str]:
    """Every rule of the legal opinion that says something of a clause: what returns a finding."""
    for name, member in vars(Opinion).items():
        function = getattr(member, "func", None) or getattr(member, "fget", None) or member
        if not inspect.isfunction(function) or name.startswith("_"):
            continue
        if "Finding" in str(inspect.signature(function).return_annotation):
            yield name


# -- records -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("law", LAWS, ids=treaties())
def test_every_clause_has_its_words_its_source_and_its_rule(law):
    """No clause is half a record: words as quoted with their hash, a source that is known, who owes whom, and either
    the coded rule or the reason why there is none."""
    assert [str(fault) for fault in faults(law, Path)] == []
    assert [c.id for c in law.clauses if c.quote and c.sha256 != fingerprint(c.quote)] == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"source": "NOWHERE"}, "source"),
        ({"rule": ""}, "rule"),
        ({"not_modelled": "no reason"}, "rule"),
        ({"rule": "os:system"}, "rule"),
        ({"quote": "other words"}, "sha256"),
        ({"quote": "", "sha256": ""}, "quote"),
        ({"source": "assumed"}, "wording"),
        ({"owed_to": ""}, "owed_by, owed_to"),
        ({"until": dt.date(1900, 1, 1)}, "until"),
        ({"signed": dt.date(2100, 1, 1)}, "from"),
        ({"questions": ("weather",)}, "questions"),
        ({"questions": ("attack", "vote")}, "questions"),
        ({"settles": {"trigger": "broad_2010", "quorum": "all"}}, "settles.quorum"),
        ({"settles": {"request_required": True}}, "settles.trigger"),
        ({"settles": {"trigger": "any"}}, "settles.trigger"),
        ({"exception_to": "CST-99"}, "exception_to"),
    ],
)
def test_a_record_that_is_wrong_is_told_so(change, key):
    """Each of the checks above finds what it is there for, and names the key."""
    law = book("cst")
    broken = law.by_id["CST-4"].model_copy(update=change)
    assert key in [where for where, _, _ in clause_faults(broken, law)]


@pytest.mark.parametrize("clause", [c for c in CLAUSES if c.rule], ids=lambda c: c.id)
def test_the_rule_that_a_clause_names_is_there(clause: Clause):
    """Who follows a clause to its rule finds it."""
    assert clause.rule in RULES
    module, name = clause.rule.split(":")
    there = importlib.import_module(module)
    assert hasattr(there, name) or hasattr(getattr(there, "Opinion", object), name)


def test_every_coded_rule_has_its_text():
    """No rule decides anything without a clause or condition in the book that names it."""
    named = {c.rule.split(":")[1] for c in CLAUSES if c.rule.startswith(opinion.__name__)}
    plumbing = {"membership", "abroad", "gates", "guard"}  # conditions that speak for clauses named elsewhere
    assert set(coded_rules()) - plumbing <= named


@pytest.mark.parametrize("law", LAWS, ids=treaties())
def test_exceptions_name_a_clause_of_the_book(law):
    """What a clause is an exception to is there to be read."""
    assert [c.id for c in law.clauses if c.exception_to and c.exception_to not in law.by_id] == []


def test_every_source_is_used_or_named():
    """No source is listed that no clause, note or row of the tables rests on."""
    used = {c.source for c in CLAUSES}
    rows = [*(m for law in LAWS for m in law.members), *(f for law in LAWS for f in law.forces), *bases()]
    text = " ".join([*(c.note for c in CLAUSES), *(row.source for row in rows)])
    elsewhere = {"BASES", "CST-EN", "KSOR-EN", "NAC-2001"}  # further reading: whole texts and the council's own words
    assert {s for law in LAWS for s in law.sources if s not in used and s not in text} <= elsewhere


# -- coverage in time --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("law", LAWS, ids=treaties())
def test_every_day_has_exactly_one_answer_to_each_question(law):
    """From the treaty's first day to today there is neither a gap nor an overlap in the law."""
    assert law.coverage(TODAY) == []


def test_a_gap_and_an_overlap_are_found():
    """Take a clause away, or let one live a day too long, and the day on which it matters is named."""
    law = book("cst")
    gap = type(law)(law.treaty, tuple(c for c in law.clauses if c.id != "CST-2"))
    assert any("2012-12-19" in s and "nobody answers" in s for s in gap.coverage(TODAY))
    longer = law.by_id["CST-4-1992"].model_copy(update={"until": dt.date(2012, 12, 20)})
    over = type(law)(law.treaty, tuple(longer if c.id == longer.id else c for c in law.clauses))
    assert any("2012-12-19" in s and "overlap" in s for s in over.coverage(TODAY))


@pytest.mark.parametrize("law", LAWS, ids=treaties())
@given(days=st.integers(0, 40_000))
def test_any_single_day_is_covered(law, days):
    """The same, day by day and not only where something changes: one clause a question, and some member is bound."""
    date = min(law.treaty.begins + dt.timedelta(days=days), TODAY)
    assert [q for q in QUESTIONS if len(law.answers(q, date)) != 1] == []
    assert law.bound_on(date)


# -- the law of the date -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("date", "attack", "trigger", "asking", "limited"),
    [
        ("1996-10-04", "CST-4-1992", "strict_1992", False, False),
        ("2010-06-11", "CST-4-1992", "strict_1992", False, False),  # signed in December, in force two years later
        ("2012-12-18", "CST-4-1992", "strict_1992", False, False),
        ("2012-12-19", "CST-4", "broad_2010", True, True),
        ("2021-07-07", "CST-4", "broad_2010", True, True),
    ],
)
def test_the_law_in_force_is_that_of_the_day(date, attack, trigger, asking, limited):
    """Reading of Article 4, the request clause and the limited format follow the day, not the day of signature."""
    law = load_regime("in-force").on(dt.date.fromisoformat(date))
    assert law.clause("attack") == attack
    assert (law.trigger, law.request_required, law.limited_format) == (trigger, asking, limited)


def test_the_charter_is_not_law_before_it_is():
    """In 1996 there was no Charter: the council of Article 3 decides, and nobody is told of a Permanent Council."""
    law = load_regime("in-force")
    before, after = law.on(dt.date(1996, 10, 4)), law.on(dt.date(2003, 9, 18))
    assert before.clause("bodies") == "CST-3"
    assert before.body("consults") != "Permanent Council"
    assert after.clause("bodies") == "CH-11"
    assert after.body("consults") == "Permanent Council"


def test_a_fixed_regime_is_the_same_on_every_day():
    """csto-2010 and cst-1992 fix the norms of one day; only membership follows the date."""
    for name in ("csto-2010", "cst-1992"):
        regime = load_regime(name)
        assert regime.on(dt.date(1996, 1, 1)) is regime.on(dt.date(2024, 1, 1)) is regime


def test_on_its_own_day_the_law_in_force_is_the_fixed_regime():
    """csto-2010 is the law in force since 19 December 2012, norm by norm, and cst-1992 that of 20 April 1994."""
    law = load_regime("in-force")
    for name, day in (("csto-2010", dt.date(2021, 7, 7)), ("cst-1992", dt.date(1994, 4, 20))):
        fixed, then = load_regime(name), law.on(day)
        assert {k: getattr(fixed, k) for k in norm_names() if k != "as_of"} == {
            k: getattr(then, k) for k in norm_names() if k != "as_of"
        }
        assert [fixed.clause(q) for q in QUESTIONS] == [then.clause(q) for q in QUESTIONS]


def test_shipped_reforms_say_why_each_norm_changes():
    """Every regime that comes with the program but the law in force is a reform, with a sentence for each change."""
    for name in regime_names():
        regime = load_regime(name)
        if name == "in-force":
            assert not regime.extends
        else:
            assert regime.extends
            assert regime.because
            assert all(why.endswith(".") for why in regime.because.values())


def test_findings_carry_the_conditions_that_they_rest_on(desk):
    """Who reads that Article 4 does not bind finds below it the condition that failed."""
    ruling = desk.rule(request={"made": False})
    four = ruling.finding("CST-4")
    assert not four.holds
    assert [f.clause for f in four.walk() if not f.holds] == ["CST-4", "REQUEST"]
    assert isinstance(four.conditions[0], Finding)
