"""One sitting of the council: the draft, all positions, what each gives; and what members say when a seat asks."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from panj.agents.alliance.chamber import Chamber
from panj.benchmarks.measure import Finding, at_most, spread
from panj.model import BorderModel
from panj.treaty.council.dealing import sound_text
from panj.treaty.council.sitting import Sitting
from panj.treaty.law.vote import SUPPORT

MOST_MS = {"a sitting": 2.0, "a sitting on a new day": 4.0, "a sounding": 1.5}
NOTES = {
    "a sitting": "draft, positions and gifts of all members",
    "a sitting on a new day": "the same, and what texts are worth and who would accept what is worked out anew",
    "a sounding": "what all members would say to a text",
}
TIMES = 50  # sittings a round


def before_a_vote(scenario: str) -> Chamber:
    """The council of a war in which an appeal is being dealt with."""
    model = BorderModel(scenario, seed=1)
    while model.running:
        model.step()
        case = model.alliance.pending
        if case is not None and case.chamber.texts():
            return case.chamber
    raise RuntimeError(f"nobody appeals in {scenario}, seed 1")


def questions(chamber: Chamber) -> dict[str, Callable[[], object]]:
    """What a council is put to, by its name in MOST_MS."""
    text = chamber.draft().text

    def sitting() -> None:
        chamber.draft()
        said = chamber.ballots()
        Sitting.gifts(chamber, [b.code for b in said if b.position == SUPPORT])

    def on_a_new_day() -> None:
        chamber._last = None  # what a member sees differs from day to day, so that nothing from before holds
        sitting()

    def sounding() -> None:
        sound_text(chamber, text, chamber.p.requester)

    return dict(zip(MOST_MS, (sitting, on_a_new_day, sounding), strict=True))


def milliseconds(scenario: str, rounds: int = 1) -> dict[str, list[float]]:
    """Processor time of each question, round by round."""
    asked = questions(before_a_vote(scenario))
    took: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds + 1):  # the first round warms up
        for name, work in asked.items():
            gc.collect()
            gc.disable()
            start = time.process_time()
            for _ in range(TIMES):
                work()
            took[name].append(1000.0 * (time.process_time() - start) / TIMES)
            gc.enable()
    return {name: each[1:] for name, each in took.items()}


def findings(scenario: str, rounds: int) -> list[Finding]:
    """Milliseconds of a sitting by rule, and of asking everybody about a text that names its men."""
    took = milliseconds(scenario, rounds)
    return [at_most(f"{name}, {scenario}", spread(took[name]), MOST_MS[name], "ms", NOTES[name]) for name in took]
