"""What happens in some hundred small wars: outcomes in words, and a hash of every event, reason, day and picture.

Whoever changes a rule of agents or model, or the words of a reason, changes them: `python -m panj.tests.model.golden`
writes golden.txt anew, and the lines that differ are what the change does. Borders are small, parameters are drawn
within their ranges, and people who answer and act at random sit in the chairs of some; all dice have addresses.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.agents.seats.verbs import Field, Verb
from panj.model import BorderModel
from panj.model.game import Game
from panj.model.game.orders import as_data
from panj.scenarios.errors import InputError
from panj.scenarios.load import Scenario, load_scenario
from panj.tests.small_border import Row, unit, write_border
from panj.tests.treaty.golden import Dice, Line, hashed
from panj.treaty.law.regime import regime_names

FILE = Path(__file__).with_name("golden.txt")
WIDTH, HALF, DAYS = 14, 5, 36
BORDERS = ("open", "guarded", "peopled", "calm")
ALLIES = ("RUS", "KAZ", "BLR", "KGZ", "ARM")
PEOPLE = ("TJK", "RUS", "KAZ", "ARM", "UZB", "joint-staff", "ministers", "border-command", "taliban", "ansarullah")
TOLD = {
    "adopted_rung": "adopted",
    "decision_day": "day",
    "first_arrival_day": "first help on day",
    "delivered_men": "men sent",
    "incursions_through": "through",
    "villages_taken": "villages",
}
EARLY = {  # so that much of what can happen does within the days of a game
    "preparation_days": 1.0,
    "regroup_days": 3.0,
    "attack_incidents": 2.0,
    "inform_at": 0.03,
    "appeal_at": 0.05,
    "bilateral_at": 0.05,
    "mobilise_at": 0.1,
    "inspect_at": 0.1,
    "equipment_days": 6.0,
    "deploy_days": 1.5,
    "mobilise_days": 4.0,
    "force_men": 900.0,
    "reliability": 0.7,
}
CONTROLLED: tuple[tuple[int, str, str, float, str], ...] = (  # day, kind, who, amount, what
    (3, "share", "RUS", 0.4, ""),
    (4, "standing", "KAZ", 0.9, "stake"),
    (5, "weights", "members", 0.6, "reliability"),
    (6, "intent", "TLB", 0.6, ""),
    (8, "raid", "JAN", 3, ""),
    (9, "request", "TJK", 5, "force_noncombat"),
    (10, "equipment", "RUS", 0.3, ""),
    (12, "send", "RUS", 500, "guard"),
    (13, "accident", "TJK", 40, ""),
    (14, "refugees", "AFG", 900, ""),
    (15, "exercise", "RUS", 800, ""),
    (16, "aviation", "RUS", 0.5, ""),
    (18, "mobilise", "TJK", 300, ""),
    (20, "tell", "KAZ", 0, ""),
    (21, "statement", "RUS", 0, ""),
    (22, "news", "KAZ", 0, ""),
    (30, "withdraw", "TJK", 0, ""),
)

INSISTS = ((4, "request", "TJK", 6, "force_combat"),)
EXERCISES = ((2, "request", "TJK", 0, "exercise"), (12, "request", "TJK", 0, "mil_tech"))
UNITS = ("status", "order", "objective", "segment", "home", "cell", "men", "start", "lost", "left", "equipment")
FLIES = "[states.UZB]\nsorties = 5\n"  # a neighbour with aircraft


def border(folder: Path, kind: str) -> Path:
    """140 km with bands that mean to cross, posts, an army, and battalions of allies: hardly guarded and lost at once,
    guarded well, with villages, hills and two bands that stay, or with bands that never cross."""
    guarded, stirs = kind != "open", float(kind != "calm")
    men = {"open": 60, "guarded": 110, "peopled": 80, "calm": 900}[kind]
    units = [
        unit(f"local-{x}", "TLB", "local", x, HALF - 1, men, home=f"d{x * 3 // WIDTH}") for x in range(0, WIDTH, 2)
    ]
    units += [unit(f"main-{k}", "TLB", "main", 3 + 4 * k, 1, 200, home=f"d{k}") for k in range(3)]
    units += [unit(f"stays-{k}", "JAN", "local", 4 + 5 * k, HALF - 1, 70, home=f"d{1 + k}") for k in range(2)]
    units += [unit(f"post-{x}", "TJK", "post", x, HALF, 25, home=f"k{x * 2 // WIDTH}") for x in range(0, WIDTH, 3)]
    units += [unit(f"reserve-{k}", "TJK", "reserve", 7, 9, 200, status="on_call", quality=0.3) for k in range(3)]
    units += [unit(f"army-{k}", "TJK", "army", 3 + 3 * k, 8, 260) for k in range(3)]
    units += [unit(f"base-{k}", "RUS", "base", 7, 8, 300, quality=0.7) for k in range(3)]
    units += [unit(f"{c.lower()}-{k}", c, "contingent", 7, 9, 220, status="on_paper") for c in ALLIES for k in range(3)]
    if guarded:
        units += [unit(f"centre-{d}", "AFG", "district_centre", 2 + 5 * d, 2, 90, home=f"d{d}") for d in range(3)]
        units += [unit(f"police-{d}", "AFG", "border_police", 2 + 5 * d, 4, 40, home=f"d{d}") for d in range(3)]
        units += [unit("provincial", "AFG", "provincial", 7, 0, 300, home="capital")]
        units += [unit("mobile", "AFG", "mobile", 7, 1, 150, home="d1")]
    peopled = kind == "peopled"
    return write_border(
        folder,
        units,
        WIDTH,
        HALF,
        districts=3,
        detachments=2,
        days=DAYS if stirs else 3 * DAYS,
        commands={
            "taliban": {"intent_to_cross": 0.1 * stirs, "assault_share": 0.4, "depth_aim_km": 25.0},
            "ansarullah": {"intent_to_cross": 0.2 * stirs, "assault_share": 0.3, "aim": "hold"},
        },
        people={(x, HALF + 1 + x % 3): 400 + 100 * x for x in range(1, WIDTH, 3)} if peopled else None,
        heights={(x, y): 400.0 + 300.0 * (x % 4) for x in range(WIDTH) for y in range(HALF, 2 * HALF)}
        if peopled
        else None,
        injects=[
            _inject(*row) for row in {"open": CONTROLLED, "guarded": INSISTS, "peopled": (), "calm": EXERCISES}[kind]
        ],
        settings=FLIES if peopled else "",
    )


def _inject(day: int, kind: str, who: str, amount: float, what: str) -> Row:
    date = dt.date(2021, 6, 1) + dt.timedelta(days=day)
    return {"date": date, "kind": kind, "who": who, "what": what, "amount": amount, "note": ""}


@cache
def setting(kind: str) -> Scenario:
    """A border of this kind, read once."""
    with tempfile.TemporaryDirectory() as folder:
        return load_scenario(border(Path(folder) / kind, kind))


def parameters(kind: str, dice: Dice) -> dict[str, float]:
    """Parameters of a war: one in three is drawn within its range, those of EARLY are as there, the others as the file
    has them."""
    drawn = {
        name: p.low + dice(name) * (p.high - p.low)
        for name, p in setting(kind).file.parameters.items()
        if dice(name, "drawn") < 0.33
    }
    return drawn | EARLY


def of_war(model: BorderModel) -> tuple[str, Any]:
    """Outcomes in words; and every event, the row of outcomes, the series, promises, and what all see in the end."""
    row = model.outcomes()
    said = ", ".join(f"{words} {row[name]}" for name, words in TOLD.items() if row[name] not in (None, 0))
    events = [
        [e.kind, e.step, e.actor, e.subject, e.place, e.amount, e.clause, e.causes, e.reason]
        for e in model.events.since(0)
    ]
    a = model.alliance
    units = [model.forces.columns._asdict()[name].tolist() for name in UNITS]
    whole = [
        units,
        events,
        {k: v for k, v in row.items() if k not in ("digest", "scenario")},
        model.series().to_dict("list"),
        model.district_stability(),
        {code: [dict(s.observation()), s.trust, s.stands, s.side_payment] for code, s in a.states.items()},
        dict(model.border_troops.observation()),
        [dict(c.observation()) for c in model.commands],
        [[p.maker, p.to, str(p), p.due, p.open] for p in a.floor.promises.all],
    ]
    return f"{said}{', ' if said else ''}{len(events)} events", whole


def by_rule(kind: str) -> Iterator[Line]:
    """Wars in which all decide by rule: a border under each regime, with parameters of its own."""
    for seed, regime in product((1, 2), sorted(regime_names("cst"))):
        name = f"{regime} {seed}"
        model = BorderModel(setting(kind), regime, seed, None, parameters(kind, Dice(kind, name)))
        yield name, *of_war(model.run())


class Anyhow:
    """Answers anything that is allowed, by dice, every third time; else as its rule would."""

    def __init__(self, *start: object) -> None:
        self.dice, self.asked = Dice(*start), 0

    def decide(self, question: Question, observation: Observation) -> Answer:
        self.asked += 1
        return anything(question, Dice(*self.dice.start, self.asked))


def anything(question: Question, dice: Dice) -> Answer:
    """An answer that is allowed, by dice; as the rule has it two times in three."""
    if dice("as usual") < 0.66:
        return question.usual
    options = list(question.options)
    if options:
        return options[int(dice("option") * len(options))]
    return question.low + int(dice("number") * (question.high - question.low + 1))


def by_dice(kind: str) -> Iterator[Line]:
    """Wars in which every chair answers by dice, and states say, propose, amend, trade and promise by dice."""
    for n, regime in enumerate(sorted(regime_names("cst"))):
        name = regime
        model = BorderModel(setting(kind), regime, n, None, parameters(kind, Dice(kind, name, "dice")))
        for chair in model.chairs.values():
            chair.take(Anyhow(kind, name, chair.chair))
        told: list[Any] = []
        while not model.over:
            if model.steps % model.steps_per_day == 0:
                with model.at_dawn():
                    told += [
                        _acts(model, seat, Dice(kind, name, model.day, seat)) for seat in sorted(model.alliance.parties)
                    ]
            model.step()
        said, whole = of_war(model)
        yield name, said, [whole, told]


def filled(verb: Verb, dice: Dice) -> dict[str, Any]:
    """A form filled in by dice."""
    return {f.name: _filled(f, dice) for f in verb.fields if f.usual is None or dice(f.name, "fill") > 0.4}


def _filled(field: Field, dice: Dice) -> Any:
    options = list(field.options)
    match field.kind:
        case "number":
            return field.low + int(dice(field.name) ** 2 * (field.high - field.low + 1))
        case "words":
            return f"word {dice(field.name):.3f}"
        case "choice":
            return options[int(dice(field.name) * len(options))]
        case "choices":
            return "+".join(o for o in options if dice(field.name, o) > 0.7) or options[0]


def _acts(model: BorderModel, seat: str, dice: Dice) -> Any:
    """What a seat does of its own accord, if anything, and what it would hear if it only asked."""
    floor = model.alliance.floor
    verbs = floor.verbs(seat)
    told: list[Any] = [v.closed for v in verbs]
    ready = sorted((v for v in verbs if not v.closed), key=lambda v: dice(v.name))
    if dice("acts") < 0.8 or not ready:
        return told
    verb = ready[0]
    told.append([verb.as_dict(), filled(verb, dice)])
    try:
        terms = verb.check(filled(verb, dice))
        if verb.name in ("propose", "amend", "trade"):
            told.append(floor.sound(seat, verb.name, terms))
        floor.do(seat, verb.name, terms)
    except InputError as error:
        told.append(str(error))
    return told


def by_people() -> Iterator[Line]:
    """Games of two weeks in which people are asked, act, look back, branch, and are told how it went."""
    for n, regime in enumerate(("csto-2010", "lead-state", "majority")):
        name, days = regime, 16
        seats = PEOPLE[n : n + 3]
        game = Game(setting("guarded"), regime, n, days, parameters("guarded", Dice(name, "people")), seats)
        told: list[Any] = []
        asked = 0
        while not game.over or game.questions:
            if game.questions:
                asked += 1
                told += [[q.as_dict(), [q.waits_for(other) for other in game.questions]] for q in game.questions]
                told.append([dict(game.seen), [game.sees(seat)["facts"] for seat in seats]])
                game.answer(anything(game.questions[-1], Dice(name, asked)), to=game.questions[-1])
            else:
                game.advance("day")
        twin = game.branch(days // 2)
        told += [[as_data(o) for o in g.played] for g in (game, twin)]
        said, whole = of_war(game.model)
        yield name, f"{said}, {asked} questions", [whole, told, twin.digest]


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    **{f"by rule, {kind} border": partial(by_rule, kind) for kind in BORDERS},
    **{f"by dice, {kind} border": partial(by_dice, kind) for kind in BORDERS},
    "by people": by_people,
}


def lines(part: str) -> list[str]:
    """A part of it, a line a war."""
    return [f"{part}: {name}: {said} [{hashed(whole)}]" for name, said, whole in PARTS[part]()]


if __name__ == "__main__":
    text = "".join(f"{line}\n" for part in PARTS for line in lines(part))
    FILE.write_text(text, encoding="utf-8", newline="\n")
