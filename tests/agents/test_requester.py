"""The member that is attacked: how it appeals by order, what it is advised, and when militants take up its talks."""

from __future__ import annotations

import pytest

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation, RuleSeat, StandingSeat
from panj.model import BorderModel
from panj.model.injects import play_inject
from panj.scenarios.schema import InjectRow

REQUESTER, CONSULT, ATTACK = "TJK", "2", "4"


@pytest.mark.parametrize("day", [1, 8])
def test_who_is_told_to_appeal_informs_the_alliance_first_unless_it_has(day: int) -> None:
    """Before its rule informs, on 6 June, the order does so; after it, the alliance is not informed again."""
    m = BorderModel("intro", "csto-2010", 1)
    m.chairs[REQUESTER].take(StandingSeat({"request": "nothing"}))
    while m.day < day:
        m.step()
    informed = len(m.events.of("informed"))
    assert informed == (day > 1)
    play_inject(
        m, m.commands, InjectRow(date=m.date, kind="request", who=REQUESTER, what="force_combat", amount=0.0, note="")
    )
    (told,) = m.events.of("informed")
    (appeal,) = m.events.of("appeal")
    assert told.id < appeal.id
    assert bool(m.run().events.of("request"))


class Asks(RuleSeat):
    """The member's chair: it asks for equipment whatever its staff advises, and notes what it was advised."""

    def __init__(self) -> None:
        self.advised: list[dict[str, Answer]] = []
        self.attacked: list[bool] = []

    def decide(self, question: Question, observation: Observation) -> Answer:
        if question.kind == "request":
            self.advised.append({})
            self.attacked.append(bool(question.facts["attacked"]))
        if question.kind in ("request", "article", "weaker"):
            self.advised[-1][question.kind] = question.usual
        return "mil_tech" if question.kind == "request" else question.usual


@pytest.mark.parametrize(("scenario", "seed", "attacked"), [("tajikistan-2021", 1, False), ("intro", 3, True)])
def test_who_asks_where_its_staff_would_not_is_advised_of_the_article_that_fits(
    scenario: str, seed: int, attacked: bool
) -> None:
    """Under attack the article on attacks, else the one on consultations, and to take less rather than nothing."""
    chair = Asks()
    m = BorderModel(scenario, "csto-2010", seed, days=60)
    m.chairs[REQUESTER].take(chair)
    m.run()
    assert chair.attacked[0] is attacked
    for advised, under_attack in zip(chair.advised, chair.attacked, strict=True):
        assert (advised["article"], advised["weaker"]) == (ATTACK if under_attack else CONSULT, "yes")


@pytest.mark.parametrize(("scenario", "answer"), [("tajikistan-2021", "yes"), ("intro", "no")])
def test_by_rule_only_who_hardly_means_to_cross_takes_up_talks(scenario: str, answer: str) -> None:
    """A command whose bands never cross gives nothing up for talks; one whose bands cross every third day refuses."""
    m = BorderModel(scenario, "csto-2010", 1, days=8)
    m.chairs[REQUESTER].take(StandingSeat({"parley": "yes"}))
    said = {(e.subject, e.place) for e in m.run().events.of("parley_answer")}
    assert ("taliban", answer) in said
    assert ("ansarullah", "yes") in said or scenario != "intro"  # one whose bands cross once in 500 days does, too
