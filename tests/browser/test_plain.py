"""All that a played war has people read is in plain words: questions, reasons, story and outcomes of every seat."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from panj.agents.seats.questions import Answer, Question
from panj.browser import words
from panj.browser.cases import folded, help_html, path_html, votes_html
from panj.browser.outcomes import outcomes_html
from panj.browser.pages.seat import aims_html
from panj.browser.story import told
from panj.browser.table.table import Table
from panj.tests.browser.plain import faults


class Listener:
    """Answers as its rule would and keeps what it was asked."""

    def __init__(self, asked: list[Question]) -> None:
        self.asked = asked

    def decide(self, question: Question, _: object) -> Answer:
        """As usual."""
        self.asked.append(question)
        return question.usual


def read(table: Table, asked: list[Question]) -> Iterator[str]:
    """Every text that people are shown of a war, by whichever seat."""
    model, file = table.model, table.game.scenario.file
    places = {*model.detachments, *model.front_names}
    for q in asked:
        yield words.table(q.facts, file)
        yield words.plain(q.why, file)
        for option, means in q.options.items():
            yield f"{words.option(option, places, file)}: {words.plain(means, file)}"
    for seat in ("", *model.chairs):
        fog = table.fog(seat)
        yield from (told(e, fog) for e in model.events if fog.knows(e))
        yield aims_html(table, seat)
        for case in model.alliance.procedures:
            yield votes_html(case, fog)
        yield help_html(fog)
    for case in model.alliance.procedures:
        yield path_html(case, file.start, file)
        yield folded(case.findings, case.regime.book, file)
    yield outcomes_html(model)


@pytest.mark.parametrize(("scenario", "regime"), [("forty-five-days", "csto-2010"), ("batken-1999", "majority")])
def test_what_a_war_has_people_read_is_in_plain_words(scenario: str, regime: str) -> None:
    """No code of a state, id, name of the program or figure that only a rule weighs, wherever a seat looks."""
    table, asked = Table(scenario, regime, 1), list[Question]()
    for chair in table.model.chairs.values():
        chair.take(Listener(asked))
    while not table.model.over:
        table.model.step()
        table.sightings.look(table.model)
    found = {fault: None for text in read(table, asked) for fault in faults(text, table.game.scenario.file)}
    assert list(found) == []
    assert len(asked) > 50
