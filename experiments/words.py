"""Names and numbers of the program as words that people read: on the page, in reports, in what commands print."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from panj.treaty.ladder import ENTRIES

if TYPE_CHECKING:
    from panj.model.record.events import Event
    from panj.scenarios.schema import ScenarioFile

FIGURES = re.compile(r"\s*\[[^\[\]]*\]")  # what a rule weighed, in a reason: for who reads the log, not for a story
COUNTED = re.compile(r"\b(\d+)\.0(?= )|\b(\d{4,})(?= (?:men|people|persons|soldiers|civilians|reservists)\b)")
NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")  # a name of the program
QUIET = frozenset(  # kinds of event that would drown the others in a story; they are all in the log
    ("ballot", "deal", "fall_back", "flee", "repatriation", "reserves_arrive", "soldiers_refuge", "contribution")
)
ALONE = {"men": "man", "people": "person", "soldiers": "soldier", "reservists": "reservist", "civilians": "civilian"}
ONE = re.compile(rf"(?<![\d,.])1 ({'|'.join(ALONE)})\b")
NAMELESS = re.compile(r"\bvillage-\d+-\d+\b")  # a village that the scenario gives no name
ODD = {"company": "companies", "man": "men"}  # plurals that do not end in s alone


def count(number: int, one: str) -> str:
    """So many of something: "no posts", "1 post", "1,200 posts". The one rule of plurals of all that people read."""
    return f"{f'{number:,}' if number else 'no'} {one if number == 1 else ODD.get(one, f'{one}s')}"


def begun(sentence: str) -> str:
    """A sentence with a capital at its beginning; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]


def times(number: int) -> str:
    """How often: "never", "once", "twice", "5 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")


def dated(day: dt.date, rest: str) -> str:
    """A date as people read it: "8 June" for "%B", "8 Jun 2021" for "%b %Y", on every system."""
    return f"{day.day} {day:{rest}}"


def spaced(name: str) -> str:
    """A name of the program as words; not yet HTML."""
    return name.replace("_", " ")


def measure(name: str) -> str:
    """A measure, or any other name or answer, as words; a number as it is written: "1,642"."""
    if name.isascii() and name.isdecimal():
        return f"{int(name):,}"
    return ENTRIES[name].title if name in ENTRIES else spaced(name)


def listed(names: str) -> str:
    """Names that are joined by +, as words: "political support, a mission"."""
    return ", ".join(map(measure, names.split("+")))


def chair(file: ScenarioFile, name: str) -> str:
    """Who sits or acts, as words: a state or power by its name, a command by whose it is, a body by its own."""
    if name in file.states or name in file.powers:
        return _name(file, name)
    if name in file.commands:
        return file.powers[file.commands[name].owner].name
    return name.replace("-", " ").replace("_", " ").title().replace(" Of ", " of ")


def plain(text: str, file: ScenarioFile, figures: bool = False) -> str:
    """A reason as people read it: states and powers by name, numbers of people as they are written, and no figures of
    the rules, unless they are asked for."""
    text = _codes(file).sub(lambda found: _name(file, found[0]), text if figures else FIGURES.sub("", text))
    text = NAME.sub(lambda found: spaced(found[0]), NAMELESS.sub("a village", text))
    text = ONE.sub(lambda found: f"1 {ALONE[found[1]]}", text)
    return COUNTED.sub(lambda found: f"{int(found[1] or found[2]):,}" if found[2] else found[1], text)


def reason_of(event: Event, file: ScenarioFile, figures: bool = False) -> str:
    """The reason of an event as `plain` has it; what an umpire wrote stays as it is."""
    return event.reason if event.kind == "inject" else plain(event.reason, file, figures)


def weighed(reason: str) -> list[str]:
    """What a rule weighed, in its reason: the figures that `plain` leaves out, each without its brackets."""
    return [found.strip()[1:-1] for found in FIGURES.findall(reason)]


def _name(file: ScenarioFile, code: str) -> str:
    return file.states[code].name if code in file.states else file.powers[code].name


def _codes(file: ScenarioFile) -> re.Pattern[str]:
    """Finds the codes of states and powers that are written in capitals; other text has none such."""
    return re.compile(rf"\b(?:{'|'.join(sorted({*file.states, *file.powers}))})\b")
