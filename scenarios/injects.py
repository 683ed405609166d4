"""Injects: what the controller may let happen, to whom, how much of it, and each as a sentence."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from panj.scenarios.errors import InputError
from panj.scenarios.meant import HOME
from panj.scenarios.reading import read_toml
from panj.scenarios.schema import STANDING, InjectRow
from panj.scenarios.sense import MILITANT_GROUND, men_on_call

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

MOST_EXERCISING = 100_000  # men in an exercise: assumed
MANDATES = ("", "combat", "guard")  # what a battalion sent by an inject is to do
BODIES = ("border-command", "joint-staff", "ministers")  # seats besides those of states and militants' commands
MOST_RAIDERS, MOST_REFUGEES, MOST_KILLED = 50.0, 100_000.0, 1_000.0  # bands, people, men of one inject: assumed
LONGEST_WAIT = 365.0  # days until a member that was told to appeal asks again: assumed
UNBOUNDED = 1e6  # of an amount that counts for nothing

# Each kind as a sentence; who it names, what of it, and how much are filled in.
SENTENCES = {
    "mobilise": "up to {amount:,.0f} men of {who} reach the border",
    "send": "{who} sends up to {amount:,.0f} men to the border",
    "exercise": "{who} holds an exercise with {amount:,.0f} men",
    "equipment": "{who} gives equipment, {amount:.0%} of what the posts lack",
    "aviation": "{who} gives aircraft, {amount:.0%} of what the hunt inside lacks",
    "share": "the allies share at least {amount:.0%} of what they see",
    "intent": "the chance a day that a band of {who} tries to cross becomes {amount:.0%}",
    "request": "{who} appeals to the alliance",
    "withdraw": "{who} takes its appeal back",
    "statement": "{who} says something in public",
    "standing": "the {what} of {who} becomes {amount:g} of 1",
    "news": "all hear news about {who}",
    "tell": "{who} is told something that nobody else hears",
    "raid": "up to {amount:.0f} bands of {who} try to cross within a day",
    "refugees": "{amount:,.0f} people make for the border",
    "accident": "an accident costs {who} up to {amount:,.0f} men",
    "weights": "the weight {what} of the members' rule becomes {amount:g}",
}


class Happening(Protocol):
    """An inject, of a file or of an umpire."""

    @property
    def kind(self) -> str:
        """One of SENTENCES."""

    @property
    def who(self) -> str:
        """Code of a state or a power, a command, or `members`."""

    @property
    def what(self) -> str:
        """Mandate, rung, standing or weight, where the kind has one."""

    @property
    def amount(self) -> float:
        """Men, a share, or a value."""


class Takes(NamedTuple):
    """What an inject of a kind may name, and its amount."""

    who: tuple[str, ...]
    what: tuple[str, ...] = ()  # empty: it names nothing
    least: float = 0.0
    most: float = UNBOUNDED
    unit: str = ""  # of the amount; empty where it counts for nothing


def in_words(scenario: Scenario, inject: Happening) -> str:
    """An inject as a sentence without its full stop."""
    who, what = name_of(scenario, inject.who), inject.what.replace("_", " ")
    said = SENTENCES[inject.kind].format(who=who, what=what, amount=inject.amount)
    if inject.kind == "request" and inject.amount:
        days = "every day" if inject.amount == 1.0 else f"every {inject.amount:g} days"
        return f"{said}, and again {days} until it has what it asks for"
    return said


def name_of(scenario: Scenario, who: str) -> str:
    """What a state, a power, a command by its power, or all members are called."""
    owner = scenario.file.commands[who].owner if who in scenario.file.commands else who
    named = scenario.file.powers.get(owner) or scenario.file.states.get(owner)
    return named.name if named else who


def takes(scenario: Scenario, kind: str, who: str = "", what: str = "") -> Takes:
    """Whom an inject of a kind may name, what it may name, and its amount where these are given."""
    states, requester = tuple(sorted(scenario.file.states)), (scenario.file.requester,)
    match kind:
        case "mobilise" | "send":
            helpers = tuple(sorted(code for code, p in scenario.file.powers.items() if p.side not in MILITANT_GROUND))
            return Takes(helpers, MANDATES if kind == "send" else (), 0.0, men_on_call(scenario, who), "men")
        case "raid":
            owners = {c.owner for c in scenario.file.commands.values()}
            return Takes(tuple(sorted({*scenario.file.commands, *owners})), (), 1.0, MOST_RAIDERS, "bands")
        case "refugees":
            return Takes((scenario.file.beyond,), (), 1.0, MOST_REFUGEES, "people")
        case "accident":
            theirs = tuple(sorted(code for code, p in scenario.file.powers.items() if p.side not in MILITANT_GROUND))
            return Takes(theirs, (), 1.0, MOST_KILLED, "men")
        case "tell":
            return Takes((*states, *sorted(scenario.file.commands), *BODIES))
        case "intent":
            owners = {c.owner for c in scenario.file.commands.values()}
            return Takes(tuple(sorted({*scenario.file.commands, *owners})), (), 0.0, 1.0, "chance a day")
        case "request":
            return Takes(requester, tuple(_treaty("ladder")), 0.0, LONGEST_WAIT, "days until it asks again, 0: once")
        case "withdraw":
            return Takes(requester)
        case "equipment" | "share" | "aviation":
            return Takes(states, (), 0.0, 1.0, "share, 0 to 1")
        case "standing":
            return Takes(states, STANDING, 0.0, 1.0, "0 to 1")
        case "weights":
            weights = weight_ranges()
            weight = weights.get(what, {"low": 0.0, "high": UNBOUNDED, "unit": "its unit"})
            return Takes(("members",), tuple(weights), float(weight["low"]), float(weight["high"]), weight["unit"])
        case "exercise":
            return Takes(states, (), 0.0, MOST_EXERCISING, "men")
        case _:
            return Takes(states)


def check_inject(scenario: Scenario, row: InjectRow, path: str | Path, where: str) -> None:
    """Raises InputError unless the day is one of the scenario, who and what are there, and the amount makes sense."""
    last = scenario.file.start + dt.timedelta(days=scenario.file.days - 1)
    if not scenario.file.start <= row.date <= last:
        raise InputError(path, where, row.date, f"a day from {scenario.file.start} to {last}")
    allowed = takes(scenario, row.kind, row.who, row.what)
    if row.who not in allowed.who:
        raise InputError(path, f"{where}, who", row.who, f"one of {', '.join(allowed.who)}")
    if allowed.what and row.what not in allowed.what:
        raise InputError(path, f"{where}, what", row.what, f"one of {', '.join(w or 'nothing' for w in allowed.what)}")
    if not allowed.least <= row.amount <= allowed.most:
        raise InputError(path, f"{where}, amount", row.amount, f"{allowed.least:g} to {allowed.most:g}")


def weight_ranges() -> dict[str, Any]:
    """Weights of the members' rule: low, typical, high, unit and source of each."""
    weights: dict[str, Any] = _treaty("temper")["temper"]
    return weights


@lru_cache(maxsize=2)
def _treaty(name: str) -> dict[str, Any]:
    """One of the tables that the treaty's rules come with."""
    return read_toml(HOME / "treaty" / f"{name}.toml")
