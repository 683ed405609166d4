"""What differs between two regimes, in words: norm by norm, with the clause that each rests on and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from panj.treaty.law.questions import QUESTIONS
from panj.treaty.law.regime import Regime

Side = tuple[str, str, str]  # what it says, under which clause, and why a reform says so


@dataclass(frozen=True)
class Difference:
    """One point on which two regimes differ, from when to when where that matters."""

    when: str
    what: str
    a: Side
    b: Side

    def row(self) -> dict[str, Any]:
        """As plain values."""
        (said_a, clause_a, why_a), (said_b, clause_b, why_b) = self.a, self.b
        return {
            "when": self.when,
            "what": self.what,
            "a": said_a,
            "clause_a": clause_a,
            "why_a": why_a,
            "b": said_b,
            "clause_b": clause_b,
            "why_b": why_b,
        }


# Norms by field: the question that they answer, what they are about, and their values in words.
WORDS: dict[str, tuple[str, str, dict[Any, str]]] = {
    "collective": ("bodies", "whether there is an alliance", {True: "there is", False: "no duty and no body at all"}),
    "trigger": (
        "attack",
        "what counts as an attack on all",
        {
            "strict_1992": "aggression by a state or a group of states",
            "broad_2010": "an armed attack by anyone from outside, and unrest with a claimed element from outside",
            "armed_attack": "an armed attack by anyone, directed from outside; unrest is none",
        },
    ),
    "request_required": (
        "attack",
        "whether aid needs a request",
        {True: "the others owe aid at the member's request", False: "the others owe aid although nobody asks"},
    ),
    "duty": (
        "attack",
        "what is owed",
        {
            "necessary_aid": "the necessary aid, military aid included",
            "as_deemed_necessary": "such action as each deems necessary",
        },
    ),
    "article2_force": (
        "force",
        "force on a threat without an attack",
        {True: "may be sent, by vote", False: "may not be sent: forces answer attacks alone"},
    ),
    "force_outside": (
        "force",
        "force outside the members' territory",
        {True: "may be used within the limits of the UN Charter", False: "may not be used"},
    ),
    "guard_force": (
        "peacekeeping",
        "a guard force without an attack",
        {True: "may go at a member's request, on its own ground", False: "may not be sent"},
    ),
    "member_attacker": (
        "attack",
        "whether a member can be the attacker",
        {True: "an attack by a member binds the others, too", False: "an attack by a member binds nobody"},
    ),
    "outside_element": (
        "attack",
        "how an element from outside is shown",
        {"claimed": "the member claims it", "determined": "a body determines it"},
    ),
    "cyber": (
        "attack",
        "an attack by cyber means",
        {
            "no": "does not count",
            "if_determined": "counts where its scale and effects are held to be those of an armed attack",
            "yes": "counts as any other",
        },
    ),
    "area": ("area", "where an attack counts", {}),
    "deciding_body": ("bodies", "which body decides", {}),
    "vote_rule": (
        "vote",
        "how it decides",
        {
            "consensus": "by consensus: one objection blocks",
            "silence": "by a silence procedure: who says nothing accepts, one objection blocks",
            "consensus_minus_one": "by consensus but one: two objections block",
            "majority": "more than half of all members must support",
            "two_thirds": "two thirds of all members must support",
            "lead_state": "only the lead state's objection blocks",
            "automatic": "no vote: attack and request suffice",
        },
    ),
    "limited_format": (
        "vote",
        "whether the willing may decide alone",
        {True: "they may, if no member objects to deciding so", False: "they may not: all decide"},
    ),
    "abstention_blocks": ("vote", "what an abstention does", {True: "it blocks", False: "it does not block"}),
    "counted": (
        "vote",
        "of whom a share of votes is taken",
        {"members": "of all with a vote", "present": "of those present", "voting": "of those who vote for or against"},
    ),
    "absence": (
        "vote",
        "what an absent member counts as",
        {"abstention": "as one that abstains", "objection": "as one that objects", "assent": "as one that agrees"},
    ),
    "quorum": (
        "vote",
        "how many must be present",
        {"none": "no number is named", "majority": "more than half", "two_thirds": "two thirds", "all": "all of them"},
    ),
    "parties_vote": ("vote", "whether parties to a dispute vote", {True: "they vote", False: "they do not vote on it"}),
    "binds": (
        "vote",
        "whom a decision binds",
        {
            "supporters": "those who voted for it",
            "all": "all members",
            "all_but_force": "all members, but nobody has to use force",
            "nobody": "nobody",
        },
    ),
    "proposed_by": (
        "vote",
        "who may propose a text",
        {
            "drafters": "those who draft",
            "any_member": "any member",
            "requester": "the member that asks",
            "chair": "the chair",
        },
    ),
    "amendable": (
        "vote",
        "whether a text may be amended before the vote",
        {True: "another member may move another text in its place", False: "it is voted on as it is proposed"},
    ),
    "rounds": ("vote", "how many texts may be voted on", {}),
    "reversion": (
        "vote",
        "what is left when a text falls",
        {
            "weaker": "what is weaker than it: words, consultations, a mission",
            "consultations": "consultations that were held",
            "nothing": "nothing",
        },
    ),
    "convened_by": (
        "consult",
        "who may call the members together",
        {"threatened": "the member threatened", "any_member": "any member", "chair": "the chair"},
    ),
    "convene_least": ("consult", "how many it takes to call them together", {}),
    "members": ("membership", "who is bound", {"treaty": "whoever is bound by the treaty on the date"}),
    "lead_state": ("", "who leads", {}),
    "deadlines": ("", "when a state of the procedure runs out", {}),
}


def differences(first: Regime, second: Regime, date: dt.date | None = None) -> list[Difference]:
    """Where two regimes differ: on a day, or, where one of them changes with the days, period by period."""
    if date is not None:
        return list(_on(first.on(date), second.on(date), f"on {date}"))
    days = sorted({day for r in (first, second) if r.by_date for day in r.book.breaks()})
    if not days:
        return list(_on(first, second, ""))
    found = [list(_on(first.on(day), second.on(day), "")) for day in days]
    out = []
    for i, here in enumerate(found):
        for d in here:
            if i == 0 or d not in found[i - 1]:
                end = next((days[k] for k in range(i + 1, len(days)) if d not in found[k]), None)
                until = f" to {end - dt.timedelta(days=1)}" if end else " on"
                out.append(Difference(f"from {days[i]}{until}", d.what, d.a, d.b))
    return out


def _on(first: Regime, second: Regime, when: str) -> Iterator[Difference]:
    """Norms that differ, then clauses whose words differ though no norm does; who is bound follows the date anyway."""
    told = set()
    for field, (question, what, _) in WORDS.items():
        if getattr(first, field) != getattr(second, field):
            if question:
                told.add((first.clause(question), second.clause(question)))
            yield Difference(when, what, _side(first, field), _side(second, field))
    for question, topic in QUESTIONS.items():
        pair = (first.clause(question), second.clause(question))
        if question != "membership" and pair[0] != pair[1] and pair not in told:
            told.add(pair)
            yield Difference(when, topic.words, _text(first, question), _text(second, question))


def _side(regime: Regime, field: str) -> Side:
    question, _, words = WORDS[field]
    value = getattr(regime, field)
    said = words.get(value) if isinstance(value, (str, bool)) else None
    if said is None:
        said = ", ".join(f"{k} {v:g} days" for k, v in value.items()) if isinstance(value, dict) else None
    if said is None:
        said = ", ".join(value) if isinstance(value, (list, tuple)) else str(value)
    return (
        said or "nothing",
        regime.clause(question) if question else "the regime's file",
        regime.because.get(field, ""),
    )


def _text(regime: Regime, question: str) -> Side:
    clause = regime.book.by_id[regime.clause(question)]
    return clause.gist, clause.id, ""
