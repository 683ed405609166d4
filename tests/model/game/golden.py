"""What a game is told of itself: decisions taken otherwise, what lies ahead, routine, points, and files it refuses.

Whoever changes one of these, or the words of a refusal, changes them: `python -m panj.tests.model.game.golden` writes
golden.txt anew, and the lines that differ are what the change does. Wars are small and short; all dice have addresses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from panj.model import BorderModel
from panj.model.game import Game
from panj.model.game.ahead import answers_to, look_ahead, nearest, wars_ahead
from panj.model.game.counterfactual import decisions, effects, every_otherwise, otherwise
from panj.model.game.orders import as_data
from panj.model.game.pairs import conditions, effect, on_seed, rank_of
from panj.model.game.record import FORMAT, from_data, from_text, later, to_record
from panj.model.game.routine import questioned, routine
from panj.model.record.score import known, score, scored
from panj.scenarios.aims import Aim, SeatAims
from panj.scenarios.errors import InputError
from panj.tests.model.golden import EARLY, anything, setting
from panj.tests.treaty.golden import Dice, Line, hashed

FILE = Path(__file__).with_name("golden.txt")
OUTCOMES = ("adopted_rung", "first_arrival_day", "incursions_through", "losses_member", "stability_mean")


def played(name: str, regime: str, seats: tuple[str, ...], days: int = 10, scenario: Any = None) -> Game:
    """A game that people have played by dice, with something that its umpire let happen."""
    game = Game(scenario or setting("open"), regime, 3, days, EARLY if scenario is None else {}, seats)
    n = 0
    while not game.over or game.questions:
        if game.questions:
            n += 1
            game.answer(anything(game.questions[0], Dice(name, n)), to=game.questions[0])
        else:
            if game.day == 4 and not any(o.step == game.step and hasattr(o, "amount") for o in game.orders):
                game.inject("accident", game.scenario.file.requester, amount=5.0, note="a lorry")
            game.advance("day")
    return game


def of_decisions() -> Iterator[Line]:
    """Each decision of a game, and what the war would have come to with another answer: here, and on other seeds."""
    game = played("decisions", "csto-2010", ("TJK", "RUS"))
    found = decisions(game)
    told = [[d.moment, d.question.as_dict(), d.answer, d.nth, d.others] for d in found]
    yield "decisions", f"{len(found)}, {sum(d.answer != d.question.usual for d in found)} not by rule", told
    for o in islice(every_otherwise(game), 0, 40, 4):
        cost = [o.cost(name) for name in OUTCOMES]
        yield (
            f"{o.decision.question.seat} {o.decision.question.kind} {o.other}",
            cost,
            [o.was, o.would, o.decision.moment],
        )
    chosen = next(d for d in found if d.question.kind == "request")
    other = chosen.others[0]
    same = otherwise(game, chosen, other)
    yield "one decision", same.cost("losses_member"), [same.was, same.would]
    for e in effects(game, chosen, other, OUTCOMES[2:4]):
        yield f"effect on {e.outcome}", f"{e.median:g}, clear {e.clear}", [list(e), e.clear]
    flips = [d.flip(d.others[-1]) for d in found[:6]]
    for seed in (5, 6):
        usual, courses = on_seed(conditions(game), seed, flips)
        yield f"on seed {seed}", len(courses), [usual, courses, [list(f) for f in flips]]
    rows = [
        ({"x": a}, {"x": b})
        for a, b in zip((1, 5, None, 2.5, 7, 3, 4, 9, 2, 6), (0, 5, 3, None, 2, 1, 1, 1, 1, 1), strict=True)
    ]
    several = [effect("x", rows[:n]) for n in range(1, 11)]
    yield "effects of pairs", [f"{e.median:g}" for e in several], [[*e, e.clear] for e in several]
    yield "ranks", [rank_of(n) for n in range(0, 60, 4)], ""


def of_ahead() -> Iterator[Line]:
    """What is likely to follow from each answer to a question, from what the seat may know."""
    for seat, kind, nth in (
        ("TJK", "request", 0),
        ("taliban", "intent", 2),
        ("RUS", "contribute", 0),
        ("KAZ", "vote", 0),
    ):
        met = 0
        game = Game(setting("guarded"), "csto-2010", 3, 26, EARLY, [seat])
        while game.advance("end") is not None:
            question = game.questions[0]
            if question.kind == kind and met == nth:
                break
            met += question.kind == kind
            game.answer(list(question.options)[-1] if question.kind == "intent" else question.usual)
        if game.question is None:
            yield f"{seat} {kind}", "is not asked", ""
            continue
        question, seen = game.question, dict(game.seen)
        steps: list[int] = []
        told = look_ahead(game, question, seen, steps.append)
        yield f"{seat} {kind}", f"{told['wars']} wars, {answers_to(question)}", [told, len(steps), wars_ahead(question)]
    pictures = {n: {"day": 3, "a": n * 0.5, "b": n % 3, "name": "x", "sure": n > 2} for n in range(6)}
    yield "nearest", nearest({"day": 3, "a": 1.2, "b": 2, "name": "y", "sure": True}, pictures), ""


def of_routine() -> Iterator[Line]:
    """Who is asked anything in a game, and what comes again and again."""
    for kind, regime in (("guarded", "csto-2010"), ("peopled", "lead-state")):
        game = Game(setting(kind), regime, 2, 36, EARLY)
        asked = questioned(game)
        yield f"{kind}, asked", ", ".join(asked), asked
        for chair in asked:
            found = routine(game, chair)
            yield f"{kind}, {chair}", ", ".join(r.kind for r in found), [list(r) for r in found]


def of_points() -> Iterator[Line]:
    """Points of seats in the small war that has aims, and of aims of each form."""
    for seed in range(8):
        model = BorderModel("intro", ("csto-2010", "automatic", "none")[seed % 3], seed).run()
        row = scored(model)
        points = {k: v for k, v in row.items() if k.startswith(("points", "aim"))}
        yield f"intro {seed}", [round(v, 3) for k, v in points.items() if k.startswith("points")], points
    model = BorderModel(setting("peopled"), "automatic", 1, None, EARLY).run()
    forms: list[dict[str, Any]] = [{"column": name} for name in (*OUTCOMES, "decision_day", "people_held_days")]
    for count in ("events", "amount", "first day"):
        forms += [
            {"events": ["arrival", "base_moves"], "count": count},
            {"events": ["ballot"], "count": count, "subject": "support", "actor": "RUS"},
            {"events": ["incursion_through"], "count": count, "known": True, "never": "best"},
            {"events": ["parley"], "count": count, "never": "best"},
            {"events": ["relief"], "count": count, "place": "k0"},
        ]
    usual = {"title": "an aim", "unit": "of it", "source": "assumed"}
    for n, form in enumerate(forms):
        best, worst = ((0.0, 30.0), (40.0, 5.0))[n % 2]
        aims = [
            Aim(**usual | form | {"best": best, "worst": worst, "weight": 1.0 + n}),
            Aim(**usual, column="vetoes", best=0, worst=1, weight=3),
        ]
        wants = SeatAims(wants="all that", aims=tuple(aims))
        found = score(model, wants, model.outcomes())
        seen = known(model, wants, lambda e: e.step % 2 == 0)
        whole = [list(s)[1:] for s in found.aims], [None if s is None else list(s)[1:] for s in seen]
        yield f"aim {n}", f"{found.points:.2f}", whole


def of_files() -> Iterator[Line]:
    """A saved game, and every way in which one key of it can be wrong: the line in which it is refused."""
    game = played("files", "csto-2010", ("TJK", "KAZ"), 8, "intro")
    record = to_record(game, Path())
    yield "saved", f"{len(record['orders'])} orders", record
    back = from_text(json.dumps(record), "a file", ["intro", "csto-2010"])
    yield "read", back.digest == game.digest, [as_data(o) for o in back.orders]
    back.look(12)
    kept = later(back)
    again = from_data(to_record(back), Path("there"), kept)
    yield "looked back", f"{len(kept)} later orders", [to_record(back), kept, [as_data(o) for o in again.orders]]
    odd = ("1", -1, 1.5, None, [], {}, "x" * 2001, 10**20, True)
    for key in record:
        said = [_refused(record | {key: value}) for value in odd]
        yield key, f"{len(set(said))} refusals", said
    forms = {frozenset(order): n for n, order in enumerate(record["orders"])}
    for n in forms.values():
        for key in (form := record["orders"][n]):
            said = [_refused(record | {"orders": [form | {key: value}]}) for value in odd]
            yield f"orders[{n}].{key}", f"{len(set(said))} refusals", said
    for key in ("format", "late"):
        yield f"a key more, {key}", _refused(record | {key: FORMAT}), ""
    last = record["orders"][-1]
    for n, orders in enumerate(([], record["orders"][1:], [*record["orders"], last], record["orders"][::-1])):
        yield f"orders {n}", _refused(record | {"orders": orders}), ""
    for n, change in enumerate(
        ({"days": 367}, {"days": 3, "step": 99}, {"step": 4}, {"digest": "0" * 32}, {"waits": "RUS"})
    ):
        yield f"another game {n}", _refused(record | change), ""
    yield "too long", _refused(record | {"scenario": "x" * 2_000_000}), ""
    yield "nearly too long", _refused(record | {"scenario": "x" * 1_900_000})[:80], ""


def _refused(record: dict[str, Any]) -> str:
    """The line in which a game is refused, or that it is read."""
    try:
        return f"read, {from_text(json.dumps(record), 'a file', ['intro', 'csto-2010']).digest[:6]}"
    except InputError as error:
        return str(error)[:240]


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    "decisions": of_decisions,
    "ahead": of_ahead,
    "routine": of_routine,
    "points": of_points,
    "files": of_files,
}


def lines(part: str) -> list[str]:
    """A part of it, a line each."""
    return [f"{part}: {name}: {said} [{hashed(whole)}]" for name, said, whole in PARTS[part]()]


if __name__ == "__main__":
    text = "".join(f"{line}\n" for part in PARTS for line in lines(part))
    FILE.write_text(text, encoding="utf-8", newline="\n")
