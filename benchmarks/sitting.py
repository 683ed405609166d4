"""One sitting of the council: the draft, all positions, what each gives; and what members say when a seat asks."""

from __future__ import annotations

from panj.agents.alliance.chamber import Chamber
from panj.benchmarks.measure import Finding, at_most, spread, timed
from panj.model import BorderModel
from panj.treaty.council.dealing import sound_text
from panj.treaty.council.sitting import Sitting
from panj.treaty.law.vote import SUPPORT

MOST_MS = 2.0
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


def findings(scenario: str, rounds: int) -> list[Finding]:
    """Milliseconds of a sitting by rule, and of asking everybody about a text that names its men."""
    chamber = before_a_vote(scenario)
    text = chamber.draft().text

    def sitting() -> None:
        for _ in range(TIMES):
            chamber.draft()
            said = chamber.ballots()
            Sitting.gifts(chamber, [b.code for b in said if b.position == SUPPORT])

    def asked() -> None:
        for _ in range(TIMES):
            sound_text(chamber, text, chamber.p.requester)

    per = 1000.0 / TIMES
    return [
        at_most(f"{name}, {scenario}", spread([per * timed(work) for _ in range(rounds)]), MOST_MS, "ms", note)
        for name, work, note in (
            ("a sitting", sitting, "draft, positions and gifts of all members"),
            ("a sounding", asked, "what all members would say to a text"),
        )
    ]
