"""What an after-action report says, as plain data: the page, the text and the JSON are made of it."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

from panj.experiments.after_action.crew import crew
from panj.experiments.after_action.weigh import RESULTS, Weighed, Weighing, weigh
from panj.experiments.runs.watchdog import MOST_WORKERS
from panj.experiments.tables import interval, measured, number, percent, scale_of
from panj.experiments.words import chair, count, dated, listed, plain, reason_of, spaced, times
from panj.model.game.game import Game
from panj.model.game.orders import Answered, Injected
from panj.model.game.pairs import LEVEL, PAIRS, TOGETHER, Advance, Effect, conditions
from panj.model.record.column import DAY
from panj.model.record.events import Event
from panj.model.record.outcomes import OUTCOMES, shown_first
from panj.scenarios.arguments import of_kind, whole
from panj.scenarios.errors import InputError, InWords

if TYPE_CHECKING:
    from panj.scenarios.schema import ScenarioFile

KEY = (
    "offensive",
    "informed",
    "consultation",
    "mobilisation",
    "appeal",
    "no_request",
    "proposal",
    "amendment",
    "trade",
    "promise_broken",
    "recommendation",
    "adopted",
    "blocked",
    "deferred",
    "bilateral",
    "deployment",
    "arrival",
    "delivery",
    "not_delivered",
    "exercise",
    "inject",
    "order",
    "incursion_through",
    "post_lost",
)
LINES = 16  # of what happened, on the first page


def report(game: Game, workers: int | None = None, advance: Advance = lambda _: None) -> dict[str, Any]:
    """The report of a game up to where it stands; plays some three hundred wars, on two processes if left out.

    Raises:
        InputError: when nothing of the game has been played.
    """
    game = ended(of_kind("game", game, Game, "a Game"))
    if workers is not None:
        whole("workers", workers, 1, MOST_WORKERS)
    with crew(conditions(game), workers) as hands:
        weighing = weigh(game, hands, advance)
    model, file = game.model, game.scenario.file
    told = sorted((_decision(game, w) for w in weighing.three), key=lambda d: not d["clear"])
    outcomes = model.outcomes()
    people = sorted({o.seat for o in game.orders if not isinstance(o, Injected)})
    return {
        "title": game.scenario.title,
        "scenario": game.scenario.name,
        "regime": game.regime.name,
        "regime_title": game.regime.title,
        "seed": game.seed,
        "days": game.days,
        "digest": game.digest,
        "from": file.start.isoformat(),
        "till": model.date.isoformat(),
        "over": game.days == file.days,
        "people": people,
        "injects": sum(isinstance(o, Injected) for o in game.orders),
        "summary": _summary(outcomes, file),
        "names": {code: chair(file, code) for code in dict.fromkeys(e.actor for e in model.events)},
        "happened": _happened(list(model.events), file),
        "results": [_result(name, outcomes[name], file) for name in shown_first("result")],
        "heading": _heading(told),
        "decisions": told,
        "none": _none(weighing),
        "method": _method(weighing),
        "account": _account(list(model.events), file),
    }


def ended(game: Game) -> Game:
    """A game that ends where this one stands, with the same orders; at the end of the day under way."""
    if game.step == 0:
        raise InputError("explain", "", InWords("a game of which nothing was played"), "at least a step of it")
    days = -(-game.step // game.model.steps_per_day)
    played = [o for o in game.orders if o.step <= game.step]
    copy = Game(game.scenario, game.regime, game.seed, days, game.parameters, orders=played)
    copy.advance("end")
    return copy


def _summary(outcomes: dict[str, Any], file: ScenarioFile) -> str:
    """The war in a few sentences."""
    o, requester = outcomes, file.states[file.requester].name
    tried, through = o["incursions_attempted"], o["incursions_through"]

    def day(number: int) -> str:
        return dated(file.start + dt.timedelta(days=number), "%B")

    got = f"got through {times(through)}" if through else "never got through"
    crossed = f"Bands tried to cross {times(tried)} and {got}."
    if not tried:
        crossed = "No band tried to cross."
    parts = [
        f"At the end militants held {percent(o['border_share_end'])} of the far bank and the border was"
        f" {o['stability_state_end']} (stability {o['stability_end']:.0f} of 100, mean {o['stability_mean']:.0f}).",
        crossed,
        f"{requester} lost {count(o['posts_lost'], 'post')} and {count(o['losses_member'], 'man')};"
        f" {count(o['soldiers_refuge'], 'soldier')} and {count(o['civilians_refuge'], 'civilian')} sought refuge.",
    ]
    if o["request_day"] is None:
        parts.append(f"{requester} did not ask the alliance for help.")
    else:
        adopted = listed(o["measures"])
        decided = "never decided" if o["decision_day"] is None else f"decided on {day(o['decision_day'])}"
        parts.append(
            f"{requester} asked the alliance for help on {day(o['request_day'])}; the alliance {decided} and adopted"
            f" {adopted or 'nothing'}."
        )
        if o["promised_men"]:
            arrived = f"{o['delivered_men']:,}" if o["delivered_men"] else "none"
            parts.append(f"Of {count(o['promised_men'], 'man')} promised, {arrived} arrived.")
    return " ".join(parts)


def _happened(events: list[Event], file: ScenarioFile) -> list[dict[str, Any]]:
    """The key events in plain words, the first of each kind by each actor before the later ones, as many as fit on a
    page."""
    key = [e for e in events if e.kind in KEY]
    seen: dict[tuple[str, str], int] = {}
    nth = []
    for e in key:
        nth.append((seen.setdefault((e.kind, e.actor), 0), KEY.index(e.kind), e.id))
        seen[e.kind, e.actor] += 1
    kept = {i for _, _, i in sorted(nth)[:LINES]}
    return [_entry(e, events) | {"text": reason_of(e, file)} for e in key if e.id in kept]


def _entry(event: Event, events: list[Event]) -> dict[str, Any]:
    """An event with the events that caused it, in words."""
    causes = [f"{dated(events[c].date, '%b')} {spaced(events[c].kind)}" for c in event.causes]
    return {
        "id": event.id,
        "date": event.date.isoformat(),
        "kind": spaced(event.kind),
        "actor": event.actor,
        "place": event.place,
        "clause": event.clause,
        "text": event.reason,
        "causes": list(event.causes),
        "after": list(dict.fromkeys(causes)),
    }


def _result(name: str, value: Any, file: ScenarioFile) -> dict[str, Any]:
    column = OUTCOMES[name]
    return {
        "outcome": name,
        "value": value,
        "shown": _shown(name, value, file),
        "unit": column.unit,
        "meaning": column.meaning,
    }


def _shown(name: str, value: Any, file: ScenarioFile) -> str:
    """An outcome for people; a day of the war by its date."""
    if OUTCOMES[name].kind is DAY and value is not None:
        return dated(file.start + dt.timedelta(days=int(value)), "%B")
    return shown(value, OUTCOMES[name].unit)


def shown(value: Any, unit: str) -> str:
    """An outcome for people."""
    if value is None or value == "":
        return "never"
    return (
        number(value, scale_of(unit))
        if isinstance(value, float)
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )


def _decision(game: Game, weighed: Weighed) -> dict[str, Any]:
    """One of the three, with what it did here and over the seeds."""
    here, decision = weighed.here, weighed.here.decision
    question, file = decision.question, game.scenario.file
    person = any(isinstance(o, Answered) and o.moment == decision.moment for o in game.orders)
    changed = [r for r in RESULTS if here.was[r] != here.would[r]]
    return {
        "day": question.day,
        "date": _date(game, question.day),
        "seat": question.seat,
        "kind": question.kind,
        "question": question.text,
        "answer": decision.answer,
        "other": here.other,
        "clause": question.clause,
        "by": "by a person" if person else "by its rule",
        "why": plain(question.why, file, question.kind == "vote"),  # a vote with its sum
        "here": [_result(r, here.was[r], file) | {"would_shown": _shown(r, here.would[r], file)} for r in changed],
        "headline": weighed.headline,
        "clear": weighed.effect.clear,
        "found": sentence(weighed.effect),
        "effects": [_effect(e) for e in weighed.effects],
    }


def _date(game: Game, day: int) -> str:
    return (game.scenario.file.start + dt.timedelta(days=day)).isoformat()


def _heading(told: list[dict[str, Any]]) -> str:
    """What stands above the decisions: how many of them did something, and how many may have done nothing."""
    clear = sum(d["clear"] for d in told)
    first = {0: "No decision of which it can be told that it mattered", 1: "The decision that mattered most"}
    heading = first.get(clear, f"The {clear} decisions that mattered most")
    unclear = len(told) - clear
    return heading + (f", and {unclear} whose effect cannot be told apart from nothing" if unclear else "")


def _none(weighing: Weighing) -> str:
    """What is said in the place of decisions where there are none to tell of."""
    if not weighing.looked_at:
        return "No decision was taken that could have been taken otherwise."
    return (
        f"{count(weighing.looked_at, 'decision')} could have been taken otherwise. Tried otherwise, on other seeds too,"
        " none of them moved any result."
    )


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        **effect._asdict(),
        "clear": effect.clear,
        "said": _said(effect),
        "unit": OUTCOMES[effect.outcome].unit,
        "meaning": OUTCOMES[effect.outcome].meaning,
    }


def _said(effect: Effect) -> str:
    """An effect in a few words; the pairs are counted where most of them show no difference."""
    if effect.low is None or effect.high is None:
        return "too few pairs"
    if effect.median == 0.0:
        return f"more in {effect.more} of {effect.pairs} pairs, less in {effect.less}"
    return interval(
        effect.median, effect.low, effect.high, scale=scale_of(OUTCOMES[effect.outcome].unit, difference=True)
    )


UNITS = {"0-100": " points", "rung 0-7": " rungs", "share": "", "count": ""}  # how a difference is said


def sentence(effect: Effect) -> str:
    """What a decision did to a result, or that it cannot be told."""
    column = OUTCOMES[effect.outcome]
    never = ""
    if min(effect.as_taken, effect.otherwise) < PAIRS:
        never = (
            f" There is such a day in {effect.as_taken} of {PAIRS} wars as it was taken, in {effect.otherwise}"
            " otherwise."
        )
    if effect.low is None or effect.high is None:
        return f"Of the {column.meaning} too few pairs of wars say anything ({effect.pairs} of {PAIRS}).{never}"
    unit = UNITS.get(column.unit, f" {column.unit}")
    middle, low, high = measured(effect.median, effect.low, effect.high, scale=scale_of(column.unit, difference=True))
    span = f"median of {effect.pairs} paired wars {middle}, 95 % {low} to {high}{unit}"
    if not effect.clear:
        return f"What it did to the {column.meaning} cannot be told apart from nothing ({span}).{never}"
    if effect.median == 0.0:
        often = f"more for it in {effect.more} of {effect.pairs} paired wars, less in {effect.less}"
        return f"The {column.meaning}: {often} ({span}).{never}"
    more, less = ("later", "earlier") if column.kind is DAY else ("more", "less")
    change = f"{middle.lstrip('-')}{unit} {more if effect.median > 0 else less}"
    return f"The {column.meaning}: {change} for it ({span}).{never}"


def _method(weighing: Weighing) -> str:
    """How the decisions were found and what the intervals are."""
    looked = (
        f"{weighing.looked_at} decisions were taken otherwise with the same dice: the first of each kind by each seat, "
        f"and every order of a person (the militants' own only where a person gave them). {weighing.tried} of them "
        "were tried on other seeds"
    )
    if not weighing.three:
        return f"{looked}. A war is a model, not a forecast."
    return (
        f"{looked}, which chose these {len(weighing.three)} and the result told of each. {PAIRS} fresh seeds "
        "then measured them, all else left to the rules: the median of the paired differences, as taken less "
        f"otherwise, with intervals at {100 * LEVEL:.1f} %, so that the {TOGETHER} told hold together with 95 %; told "
        "apart from nothing by the sign test at the same level. Of the other results one in sixty looks clear by "
        "chance alone. A war is a model, not a forecast."
    )


def _account(events: list[Event], file: ScenarioFile) -> list[dict[str, Any]]:
    """Everything that happened, by day and by actor, with the figures of the rules."""
    days = []
    for date, of_day in groupby(events, key=lambda e: e.date):
        actors: dict[str, list[dict[str, Any]]] = {}
        for event in of_day:
            told = _entry(event, events) | {"text": reason_of(event, file, figures=True)}
            actors.setdefault(event.actor, []).append(told)
        days.append(
            {"date": date.isoformat(), "actors": [{"actor": a, "entries": found} for a, found in actors.items()]}
        )
    return days
