"""What is likely to follow from an answer, from what the seat may know: wars with other dice that look alike to it.

Nothing of the game under way is used but what the seat knows itself: the scenario, the treaty, its own answers so far,
the question, and its own picture at this moment. Wars with dice of their own are played until the seat meets such a
question, all other seats by their rules; those whose picture comes nearest to the seat's are played on, once for each
answer and with the same dice, for a month or to the end. So the bands, intents, plans and orders of the others are
drawn anew, and what is in store by the scenario's or the umpire's injects is left out.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from panj.agents.seats.policy import allowed
from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.model.border_model import BorderModel
from panj.model.game.orders import Answered
from panj.model.streams import Streams

if TYPE_CHECKING:
    from panj.model.game.game import Game

LOOKED_AT = 24  # wars that are played up to such a question
ALIKE = 8  # of them that are played on
FEWEST = 4  # with fewer nothing is told
HORIZON = 30  # days that are looked ahead
EARLY = 10  # days by which such a question may come earlier than in the game
MOST_ANSWERS = 4  # that are looked at
OTHER_DICE = 2**31  # seeds of these wars lie here, far from those that people play

# What is told: words, and how it is counted over the events of the days ahead.
HELP = ("arrival", "base_moves", "reserves_arrive", "mobilised")


class Measure(NamedTuple):
    """A number of the days ahead: its words with a place for it, and the kinds of events it counts or adds up."""

    words: str
    kinds: tuple[str, ...]
    adds: bool = False  # their amounts, in place of how many they are


STATES = (
    Measure("men who reach the border", HELP, True),
    Measure("bands that get through", ("incursion_through",)),
    Measure("posts lost", ("post_lost",)),
    Measure("villages taken", ("village_taken",)),
)
COMMANDS = (
    Measure("districts taken", ("district_fell",)),
    Measure("bands that get through", ("incursion_through",)),
    Measure("bands thrown back", ("incursion_repelled",)),
    Measure("men of other states who come", ("arrival", "base_moves"), True),
)


class _Reached(Exception):  # noqa: N818 - no error: it ends a war at the question
    """The war has come to such a question."""


class _Scout:
    """Sits in the seat's chair in a war with other dice: answers as the seat has so far, and in one way when the
    question comes."""

    def __init__(
        self, own: Mapping[str, Sequence[Answer]], question: Question, nth: int, answer: Answer | None
    ) -> None:
        self.own, self.question, self.nth, self.answer = own, question, nth, answer
        self.met: Counter[str] = Counter()
        self.seen: Observation | None = None
        self.fits = False  # whether the answer was allowed

    def decide(self, question: Question, seen: Observation) -> Answer:
        """As the seat did to the same question of the same kind; the answer that is looked at where it counts."""
        kind, nth = question.kind, self.met[question.kind]
        self.met[kind] += 1
        early = question.day < self.question.day - EARLY
        if self.seen is None and kind == self.question.kind and nth >= self.nth and not early:
            self.seen = seen
            if self.answer is None:
                raise _Reached
            found = allowed(question, self.answer)
            self.fits = found is not None
            return question.usual if found is None else found
        answers = self.own.get(kind, ())
        found = allowed(question, answers[nth]) if nth < len(answers) and self.seen is None else None
        return question.usual if found is None else found


def answers_to(question: Question) -> list[Answer]:
    """The answers that are looked at: of many options what the staff advises, both ends, and the next; or least, usual
    and most of a number."""
    if not question.options:
        return list(dict.fromkeys((question.low, question.usual, question.high)))
    every = list(question.options)
    chosen = list(dict.fromkeys((question.usual, every[0], every[-1], *every)))[:MOST_ANSWERS]
    return [option for option in every if option in chosen]


def look_ahead(
    game: Game, question: Question, seen: Observation, advance: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """What is likely to follow from each answer to a question, as plain data.

    Args:
        game: the game under way; only what is public of it and the seat's own answers are used.
        question, seen: what the seat is asked, and what it knows.

    The same question in the same picture gives the same numbers, whatever the true state of the war.
    """
    scenario = replace(game.scenario, injects=())
    days = min(game.days, question.day + HORIZON)
    own: dict[str, list[Answer]] = {}
    for order in game.played:
        if isinstance(order, Answered) and order.seat == question.seat:
            own.setdefault(order.kind, []).append(order.answer)
    nth = len(own.get(question.kind, ()))

    def war(seed: int, answer: Answer | None) -> tuple[BorderModel, _Scout]:
        model = BorderModel(scenario, game.regime, seed, days, dict(game.parameters))
        scout = _Scout(own, question, nth, answer)
        model.chairs[question.seat].take(scout)
        return model, scout

    streams = Streams(OTHER_DICE + question.day)
    first = OTHER_DICE + int(streams.uniform("ahead", 0, question.seat, question.kind) * 2**30)
    pictures: dict[int, Observation] = {}
    for seed in range(first, first + LOOKED_AT):
        model, scout = war(seed, None)
        try:
            model.run()
        except _Reached:
            assert scout.seen is not None
            pictures[seed] = scout.seen
        advance(1)
    near = nearest(seen, pictures)[:ALIKE]
    measures = COMMANDS if question.seat in scenario.file.commands else STATES
    told, options = [], answers_to(question)
    for answer in options if len(near) >= FEWEST else ():
        rows = []
        for seed in near:
            model, scout = war(seed, answer)
            model.run()
            advance(1)
            if scout.fits:
                rows.append(_counted(model, measures, question.day))
        if len(rows) >= FEWEST:
            told.append(_told(answer, rows, measures, scenario.file.start))
    return {
        "seat": question.seat,
        "kind": question.kind,
        "day": question.day,
        "until": (scenario.file.start + dt.timedelta(days=days - 1)).isoformat(),
        "wars": len(near),
        "met": len(pictures),
        "looked_at": LOOKED_AT,
        "answers": told,
    }


def wars_ahead(question: Question) -> int:
    """Wars that `look_ahead` plays, at most."""
    return LOOKED_AT + ALIKE * len(answers_to(question))


def nearest(seen: Observation, pictures: Mapping[int, Observation]) -> list[int]:
    """Wars by how near their picture comes to what a seat sees, the nearest first: squared differences of all numbers
    that it sees, in their spread over the wars."""
    keys = [k for k, v in seen.items() if isinstance(v, (int, float)) and not isinstance(v, bool)]
    far = dict.fromkeys(pictures, 0.0)
    for key in keys:
        values = {seed: float(p[key] or 0.0) for seed, p in pictures.items() if key in p}
        spread = statistics.pstdev(values.values()) if len(values) > 1 else 0.0
        for seed, value in values.items():
            far[seed] += ((value - float(seen[key] or 0.0)) / spread) ** 2 if spread > 0.0 else 0.0
    return sorted(far, key=lambda seed: (far[seed], seed))


def _counted(model: BorderModel, measures: Sequence[Measure], day: int) -> dict[str, Any]:
    """The numbers of a war after the question, and the day of the first help."""
    start = model.setting.file.start
    row: dict[str, Any] = {}
    for m in measures:
        mine = [e for e in model.events.of(*m.kinds) if (e.date - start).days >= day]
        row[m.words] = float(sum(e.amount for e in mine)) if m.adds else float(len(mine))
        if m.adds:
            row["first"] = (mine[0].date - start).days if mine else None
    return row


def _told(
    answer: Answer, rows: Sequence[Mapping[str, Any]], measures: Sequence[Measure], start: dt.date
) -> dict[str, Any]:
    """Median and range of each number over the wars of one answer; one war in eight is left out at either end."""
    cut = math.floor(len(rows) / ALIKE)
    found = []
    for m in measures:
        values = sorted(row[m.words] for row in rows)
        found.append(
            {
                "what": m.words,
                "adds": m.adds,
                "median": statistics.median(values),
                "low": values[cut] if len(values) > 2 * cut else values[0],
                "high": values[-1 - cut] if len(values) > 2 * cut else values[-1],
                "by_war": [row[m.words] for row in rows],
            }
        )
    firsts = sorted(row["first"] for row in rows if row["first"] is not None)
    first = (start + dt.timedelta(days=int(statistics.median_low(firsts)))).isoformat() if firsts else None
    return {"answer": answer, "wars": len(rows), "first": first, "first_in": len(firsts), "measures": found}
