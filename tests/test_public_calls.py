"""Python's calls refuse what the shell refuses: whatever is given for whatever argument, an InputError or an answer."""

from __future__ import annotations

import datetime as dt
import inspect
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import panj
from panj.agents.seats.seat import ScriptSeat, StandingSeat
from panj.experiments import after_action
from panj.experiments.runs.store import open_series
from panj.model import game as games
from panj.scenarios import arguments

# What is given for an argument. Each argument names those that may be right for it; all others must be refused.
GIVEN: dict[str, Any] = {
    "nothing": None,
    "truth": True,
    "numpy's truth": np.bool_(True),
    "below nought": -1,
    "far below nought": -(10**30),
    "nought": 0,
    "half": 0.5,
    "huge": 10**30,
    "no number": math.nan,
    "numpy's no number": np.float64("nan"),
    "endless": math.inf,
    "complex": 1j,
    "word": "?",
    "empty": "",
    "with a zero byte": "a\0b",
    "bytes": b"x",
    "list": [1],
    "list of nothing": [None],
    "words": ("a",),
    "empty list": [],
    "table": {"a": 1},
    "empty table": {},
    "table of numbers": {1: 2},
    "day": dt.date(2021, 6, 1),
    "moment": dt.datetime(2021, 6, 1),
    "array": np.zeros((2, 2)),
    "function": len,
    "class": int,
    "object": object(),
}
WORD = ("word", "empty", "with a zero byte")
TRUTH = ("truth", "numpy's truth")
WHOLE = ("nought",)
NUMBER = ("nought", "half", "huge")
TABLE = ("nothing", "table", "empty table")
NAME = ("word", "words", "list", "list of nothing", "empty list")  # of what is looked for when it is played
OPEN = ("nothing",)
NONE = ("empty list", "empty table")  # of a list in which nothing need stand; of a table the names are taken


class Call(NamedTuple):
    """A public call, arguments that are right, and of each which of GIVEN may be right for it."""

    call: Callable[..., Any]
    right: dict[str, Any]
    fits: dict[str, tuple[str, ...]]
    of: Callable[..., Any] | None = None  # whose arguments these are, where `call` is a wrapping of it


def asking() -> panj.Game:
    """A game that stands at a question."""
    game = panj.Game("intro", seed=1, days=3, seats=["TJK"])
    game.advance("end")
    return game


def of_game(name: str, right: dict[str, Any], fits: dict[str, tuple[str, ...]]) -> Call:
    """A method of a game that stands at a question."""
    return Call(lambda **more: getattr(asking(), name)(**more), right, fits, getattr(panj.Game, name))


def of_sweep(name: str, right: dict[str, Any], fits: dict[str, tuple[str, ...]]) -> Call:
    """A method of a sweep of one game."""
    sweep = panj.Sweep("intro", ["none"], seeds=1, days=1)
    return Call(getattr(sweep, name), right, fits)


def seated(kind: Callable[..., Any]) -> Callable[..., None]:
    """Somebody sits down in a chair."""
    return lambda **more: panj.BorderModel("intro", seed=1, days=1).chairs["TJK"].take(kind(**more))


RUN = {"workers": 1, "scheduler": None, "series": False, "quiet": True, "yes": False, "patience": 60.0}
RUN_FITS = {
    "workers": OPEN,
    "scheduler": OPEN,
    **dict.fromkeys(("series", "quiet", "yes"), TRUTH),
    "patience": (),
    "out": ("word",),
}
WAR = {"scenario": "intro", "regime": "none", "seed": 1, "days": 1, "parameters": None}
WAR_FITS = {
    "scenario": (),
    "regime": OPEN,
    "seed": ("nothing", *WHOLE),
    "days": OPEN,
    "parameters": ("nothing", "empty table"),
}
RUNS = pd.DataFrame({"scenario": "intro", "regime": ["none", "x"], "seed": 1, "days": 1, "stability_mean": 1.0})
SWEEP_FITS = {
    "scenario": NAME,
    "regimes": NAME,
    "seeds": ("list",),
    "days": OPEN,
    **dict.fromkeys(("factors", "parameters", "named", "injects", "options"), TABLE),
    "design": (),
    "samples": OPEN,
    "design_seed": WHOLE,
    "points": ("nothing", "empty list"),
    "uncertain": OPEN,
    "precision": OPEN,
}


def calls(folder: Path) -> Iterator[tuple[str, Call]]:
    """Every public call."""
    game, saved = panj.Game("intro", seed=1, days=1), games.to_record(panj.Game("intro", seed=1, days=1))
    answered = {"step": 1, "seat": "TJK", "kind": "inform", "nth": 0, "answer": "yes", "by": ""}
    inject = {"kind": "statement", "who": "TJK", "what": "", "amount": 0.0, "note": ""}
    told = dict.fromkeys(("kind", "who", "what", "note"), WORD)
    regime = panj.load_regime("csto-2010")
    case = Path(__file__).parent / "catalogue" / "t03.toml"
    frame = ("nothing", "nought", "half", "huge")

    yield "BorderModel", Call(panj.BorderModel, WAR, WAR_FITS)
    more = {"seats": (), "orders": (), "lenient": False}
    fits = {"seats": NONE, "orders": NONE, "lenient": TRUTH}
    yield "Game", Call(panj.Game, WAR | more, WAR_FITS | fits)
    yield "Game.until", of_game("until", {"step": 1}, {"step": WHOLE})
    for name in ("sees", "take", "leave", "verbs"):
        yield f"Game.{name}", of_game(name, {"seat": "TJK"}, {"seat": ()})
    yield "Game.advance", of_game("advance", {"until": "step"}, {"until": ()})
    yield (
        "Game.answer",
        of_game("answer", {"answer": "yes", "by": "", "to": None}, {"answer": (), "by": WORD, "to": OPEN}),
    )
    for name in ("act", "sounds"):
        yield f"Game.{name}", of_game(name, {"seat": "TJK", "verb": "say"}, {"seat": (), "verb": ()})
    acted = {"step": 1, "seat": "TJK", "verb": "say", "terms": {"words": "x"}}
    fits: dict[str, tuple[str, ...]] = {"step": WHOLE, "seat": WORD, "verb": WORD, "terms": TABLE}
    yield "Acted", Call(games.Acted, acted, fits)
    day = ("nothing", *WHOLE)
    injected = of_game("inject", inject | {"day": None}, told | {"amount": NUMBER, "day": day})
    yield "Game.inject", injected
    yield "Game.play_to", of_game("play_to", {"step": 1}, {"step": WHOLE})
    yield "Game.look", of_game("look", {"step": 1}, {"step": ("nought", "below nought")})
    yield "Game.rewind", of_game("rewind", {"day": 0}, {"day": WHOLE})
    yield "Game.branch", of_game("branch", {"day": 0}, {"day": ("nothing", *WHOLE)})
    fits = {"step": (), "seat": WORD, "kind": WORD, "nth": WHOLE, "answer": (*WORD, "nought", "below nought")}
    fits["answer"] += ("huge", "far below nought")  # whether a number is allowed is the question's to say
    yield "Answered", Call(games.Answered, answered, fits | {"by": WORD})
    any_number = (*NUMBER, "below nought", "far below nought")
    yield "Injected", Call(games.Injected, {"step": 1, **inject}, told | {"step": WHOLE, "amount": any_number})
    for name in ("questioned", "later"):
        yield name, Call(getattr(games, name), {"game": game}, {"game": ()})
    kept = {"kept": NONE}
    right = {"data": saved, "source": folder / "x", "kept": ()}
    yield "from_data", Call(games.from_data, right, {"data": (), "source": ("word",)} | kept)
    right = {"text": "{}", "source": "x", "known": ("intro",)}
    known = {"known": ("list", "list of nothing", "words", "array", "table", "table of numbers", *NONE)}
    yield "from_text", Call(games.from_text, right, {"text": (), "source": ()} | known)
    right = {"path": folder / "none", "known": None}
    yield "load", Call(games.load, right, {"path": (), "known": (*OPEN, *known["known"])})
    yield "read_record", Call(games.read_record, {"path": folder / "none"}, {"path": ()})
    right = {"game": game, "path": folder / "game.json", "home": None}
    yield "save", Call(games.save, right, {"game": (), "path": ("word",), "home": ("nothing", "word")})
    yield "to_record", Call(games.to_record, {"game": game, "home": folder}, {"game": (), "home": ("word",)})
    yield "open_game", Call(after_action.open_game, {"path": folder / "none"}, {"path": ()})
    right = {"game": panj.Game("intro", seed=1, days=1), "workers": 1, "advance": print}
    fits = {"game": (), "workers": OPEN, "advance": ("function", "class")}
    yield "report", Call(after_action.report, right, fits)
    yield "wars", Call(after_action.wars, {"game": game}, {"game": ()})
    seat = {"orders": [(0, "inform", "yes")], "otherwise": None}
    fits = {"orders": NONE, "otherwise": OPEN}
    yield "ScriptSeat", Call(seated(ScriptSeat), seat, fits, ScriptSeat)
    seat = {"orders": {"inform": "yes"}, "otherwise": None}
    fits = {"orders": ("nothing", "empty table"), "otherwise": OPEN}
    yield "StandingSeat", Call(seated(StandingSeat), seat, fits, StandingSeat)
    chair = panj.BorderModel("intro", seed=1, days=1).chairs["TJK"]
    yield "chair.take", Call(chair.take, {"seat": None}, {"seat": ()})

    right = {"scenario": "intro", "regimes": ["none"], "seeds": 2, "days": 1, "factors": None, "parameters": None}
    right |= {"design": "grid", "samples": None, "design_seed": 1}
    right |= dict.fromkeys(("points", "named", "injects", "options", "uncertain", "precision"))
    yield "Sweep", Call(panj.Sweep, right, SWEEP_FITS)
    yield "Sweep.from_design", Call(panj.Sweep.from_design, {"design": folder / "x.toml"}, {"design": ()})
    for name in ("run", "play"):
        yield f"Sweep.{name}", of_sweep(name, {"out": folder / "out"} | RUN, RUN_FITS)
    yield "Sweep.forecast", of_sweep("forecast", {"out": folder, "workers": 1}, {"out": ("word",), "workers": OPEN})
    right = {"runs": RUNS, "outcome": "stability_mean", "baseline": "none", "half_width": None, "stopping": None}
    fits = {"runs": (), "outcome": ("nothing", *NONE), "baseline": ()}
    yield "compare", Call(panj.compare, right, fits | {"half_width": ("nothing", "half", "huge"), "stopping": OPEN})
    right = {"folder": folder, "all": False, "quiet": True, "columns": None, "where": None}
    yield "open_runs", Call(panj.open_runs, right, dict.fromkeys(right, ()))  # the folder is no store
    yield "open_series", Call(open_series, {"folder": folder}, {"folder": ()})
    right = {"folder": folder, "connection": None, "quiet": True}
    yield "open_relation", Call(panj.open_relation, right, dict.fromkeys(right, ()))
    right = {"name_or_path": "none", "named_in": None, "key": "regime"}
    fits = {"name_or_path": (), "named_in": ("nothing", "word"), "key": WORD}
    yield "load_regime", Call(panj.load_regime, right, fits)
    right = {"name_or_path": "intro", "named_in": None, "key": "scenario"}
    yield "load_scenario", Call(panj.load_scenario, right, fits)
    right = {"case": case, "draw": None, "pool": None, "spread": 0.0}
    fits = {"case": (), "draw": ("nothing", "function", "class"), "pool": OPEN, "spread": NUMBER}
    yield "adjudicate", Call(panj.adjudicate, right, fits)
    yield "Regime.on", Call(regime.on, {"date": dt.date(2021, 6, 1)}, {"date": ("day",)})
    yield "Regime.members_on", Call(regime.members_on, {"date": dt.date(2021, 6, 1)}, {"date": ("day",)})
    changes = panj.load_scenario("intro").parameters
    yield "Scenario.parameters", Call(changes, {"changes": None}, {"changes": ("nothing", "empty table")})
    factor = dict.fromkeys(("patrol_kmh",), frame)
    yield (
        "Scenario.parameters, a value",
        Call(lambda patrol_kmh: changes({"patrol_kmh": patrol_kmh}), {"patrol_kmh": 0.5}, factor),
    )


NAMES = [name for name, _ in calls(Path())]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Call]:
    """Every public call by its name."""
    return dict(calls(tmp_path_factory.mktemp("calls")))


def said_of(call: Callable[..., Any], given: dict[str, Any]) -> Any:
    """What a call raises, or returns."""
    try:
        return call(**given)
    except Exception as error:
        return error


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_for_an_argument_is_refused_in_a_line(name: str, table: dict[str, Call]) -> None:
    """Whatever cannot be right for an argument is refused at once with one line that says what may stand there: no
    TypeError, nothing that hangs, and nothing taken for what it is not, such as True for a number."""
    call, right, fits, _ = table[name]
    for argument in right:
        for what, value in GIVEN.items():
            if what in fits[argument]:
                continue
            said = said_of(call, right | {argument: value})
            assert isinstance(said, panj.InputError), f"{argument}, {what}: {said!r}"
            assert "\n" not in str(said)
            assert said.allowed


def test_every_public_call_and_argument_is_tried(table: dict[str, Call]) -> None:
    """Whatever the package offers by name is in the table with each of its arguments; what is no call is named here."""
    kinds = {"InputError", "MachineError", "Regime", "Scenario"}  # what calls raise and return
    assert set(panj.__all__) - kinds <= set(table)
    assert set(games.__all__) <= set(table)
    for kind in (panj.Game, panj.Sweep):
        methods = {n for n, f in vars(kind).items() if not n.startswith("_") and callable(getattr(kind, n))}
        needing = {n for n in methods if set(inspect.signature(getattr(kind, n)).parameters) - {"self"}}
        assert {f"{kind.__name__}.{n}" for n in needing} <= set(table)
    for name, (call, right, fits, of) in table.items():
        known = inspect.signature(of or call).parameters
        named = {n for n, one in known.items() if one.kind is not one.VAR_KEYWORD and n != "self"}
        assert named == set(right) == set(fits), name


@given(
    value=st.one_of(
        st.integers(), st.floats(), st.booleans(), st.fractions(), st.text(max_size=3), st.integers(-9, 9).map(np.int16)
    ),
    low=st.integers(-5, 5),
    more=st.integers(0, 9),
)
@example(True, 0, 1)
@example(Fraction(1, 2), 0, 1)
def test_numbers_of_a_range_are_taken_as_they_are_and_nothing_else_is(value: Any, low: int, more: int) -> None:
    """A whole number, or a number, of the range comes back with the same value as Python's own, whoever's kind it was;
    all else is refused, truth and what is no number among it."""
    is_number = isinstance(value, (int, float, Fraction, np.number)) and not isinstance(value, bool)
    within = is_number and math.isfinite(value) and low <= value <= low + more
    for check, kind, good in (
        (arguments.whole, int, within and isinstance(value, (int, np.integer))),
        (arguments.number, float, within),
    ):
        try:
            taken = check("x", value, low, low + more)
        except panj.InputError:
            assert not good
        else:
            assert good
            assert type(taken) is kind
            assert taken == float(value)
