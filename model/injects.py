"""Injects: what the controller lets happen on a date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from panj.agents.alliance.help import Battalions, Exercise, Material, lift
from panj.agents.command.border import COMBAT
from panj.agents.command.militants import MilitantCommand
from panj.agents.seats.verbs import EVERYBODY
from panj.border.forces import FIELD
from panj.scenarios.errors import InputError
from panj.scenarios.injects import in_words
from panj.scenarios.load import Scenario
from panj.scenarios.schema import InjectRow
from panj.treaty.ladder import Rung, least

if TYPE_CHECKING:
    from collections.abc import Iterable

    from panj.agents.world import World


def injects_by_day(scenario: Scenario) -> dict[int, list[InjectRow]]:
    """Injects by days since the start, those of a day in file order."""
    days: dict[int, list[InjectRow]] = {}
    for inject in scenario.injects:
        days.setdefault((inject.date - scenario.file.start).days, []).append(inject)
    return days


def play_inject(world: World, commands: Iterable[MilitantCommand], row: InjectRow) -> None:
    """Let one inject happen now. The controller's note stands in the log's own entry and nowhere else."""
    happens = in_words(world.setting, row)
    said = f"{happens[:1].upper()}{happens[1:]}{f': {row.note}' if row.note else '.'}"
    event = world.tell("inject", "controller", subject=row.who, place=row.what, amount=row.amount, reason=said)
    match row.kind:
        case "mobilise":
            world.send(0.0, Battalions(_called(world, row), row.who, told="mobilised"), event)
        case "send":
            world.send(0.0, Battalions(_called(world, row), row.who, mandate=row.what or COMBAT), event)
        case "exercise":
            world.send(0.0, Exercise(row.who, int(row.amount), days=7, readiness=0.5), event)
        case "equipment":
            world.send(0.0, Material(row.who, least("material"), min(1.0, row.amount)), event)
        case "aviation":
            lift(world, row.amount)
        case "share":
            world.alliance.agree_to_share(row.amount)
        case "intent":
            for command in commands:
                if row.who in (command.data.owner, command.name):
                    command.set_intent(row.amount)
        case "request":
            _request(world, row, happens)
        case "statement":
            words = f"{row.who} says in public: {row.note}" if row.note else f"{happens}."
            world.tell("statement", row.who, causes=(event,), reason=words)
        case "news":
            world.tell("message", "controller", subject=EVERYBODY, causes=(event,), reason=row.note or f"{happens}.")
        case "tell":
            world.tell(
                "message", "controller", subject=row.who, causes=(event,), reason=row.note or "Nothing in writing."
            )
        case "raid":
            _raid(commands, row)
        case "refugees":
            world.seek_refuge(int(row.amount), event)
        case "accident":
            _accident(world, row, event)
        case "standing":
            world.alliance.states[row.who].stands[row.what] = row.amount
        case "weights":
            world.alliance.temper = replace(world.alliance.temper, **{row.what: row.amount})
        case "withdraw":
            for case in world.alliance.cases[-1:]:
                if case.procedure.open:
                    case.advance(case.procedure.withdraw)


def _raid(commands: Iterable[MilitantCommand], row: InjectRow) -> None:
    """Bands near ground that is held mean to cross today, whatever their commands meant."""
    left = int(row.amount)
    for command in commands:
        if row.who in (command.data.owner, command.name):
            left -= command.raid(left)


def _accident(world: World, row: InjectRow, event: int) -> None:
    """Men of a power are lost, in the largest of its units in the field and as many as it has."""
    f = world.forces.columns
    mine = ((f.owner == world.powers.index(row.who)) & (f.status == FIELD)).nonzero()[0]
    if not len(mine):
        return
    unit = int(mine[f.men[mine].argmax()])
    men = min(int(row.amount), int(f.men[unit]) - 1)
    f.men[unit] -= men
    f.lost[unit] += men
    name = world.setting.file.powers[row.who].name
    said = f"An accident costs {name} {men} men of {world.forces.titles[unit]}."
    world.tell("accident", row.who, subject=world.forces.names[unit], amount=men, causes=(event,), reason=said)


def _request(world: World, row: InjectRow, happens: str) -> None:
    """An appeal by order, once or again and again; who has not informed the alliance yet does so with it."""
    world.alliance.requester.appeal_by_order(Rung[row.what], f"{happens}.", row.amount)


def _called(world: World, row: InjectRow) -> tuple[int, ...]:
    """Rows of battalions of a power up to the men that an inject names."""
    if row.who not in world.powers:
        raise InputError(
            world.setting.folder / "injects.csv", str(row.date), row.who, f"one of {', '.join(world.powers)}"
        )
    rows, men = [], 0
    for role in ("reserve", "contingent", "base", "army"):
        for r in world.waiting(role, row.who):
            if men < row.amount:
                rows.append(r)
                men += int(world.forces.men[r])
    return tuple(rows)
