"""The text that lies before the council, as sentences: what it gives, who moved what, where members stand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from panj.browser.story import told
from panj.browser.words import chair
from panj.treaty.ladder import Rung, titles

if TYPE_CHECKING:
    from collections.abc import Callable

    from panj.agents.alliance.case import Case
    from panj.browser.fog import Fog
    from panj.scenarios.schema import ScenarioFile
    from panj.treaty.text import Text

MANDATES = {"guard": "It guards posts and people, and does not fight.", "combat": "It fights."}
WAITS = {
    "REQUESTED": "The appeal has been lodged; what becomes of it is not decided yet.",
    "ASSESS": "The staff looks at what is needed. A draft follows.",
    "DRAFT": "The ministers draft a text.",
    "CSC_VOTE": "The council is called to vote.",
    "DEFERRED": "It is left to the next session.",
}
FAST = "The lead state is committed, so that it goes straight to the council."
# What members do about a text, as far as a seat may know of it.
MOVES = (
    "appeal",
    "proposal",
    "text",
    "amendment",
    "amended",
    "amendment_fell",
    "declaration",
    "promise",
    "trade_offer",
    "trade",
    "trade_refused",
    "promise_kept",
    "promise_broken",
)
SHOWN = 8  # moves, the latest


def draft_html(case: Case, fog: Fog, state: Callable[[str], str]) -> str:
    """The text of a case as a seat within the alliance reads it. `state` says of a chair whether it is asked, ready, or
    plays by rule."""
    floor, file = fog.model.alliance.floor, fog.model.setting.file
    p, lies = case.procedure, floor.lies(case)
    asks = f"{chair(file, p.requester)} asks for {Rung(p.asked.ask).title}."
    parts = [f"<p>{escape(asks)} {escape(FAST if p.fast and lies else WAITS.get(p.state, ''))}</p>"]
    if lies is None:
        parts.append("<p class='panj-note'>No text lies before the council yet.</p>")
    else:
        by = floor.laid.get(case.number)
        whose = f"<small>as {escape(chair(file, by))} has moved it</small>" if by else ""
        said = "".join(f"<li>{escape(s)}</li>" for s in sentences(lies, case, file))
        parts.append(f"<h4>The text {whose}</h4><ol class='panj-text'>{said}</ol>")
    for number, motion in enumerate(m for m in (*floor.motions, *floor.amendments) if m.case == case.number):
        what = "moves instead" if motion in floor.amendments else "proposes next"
        said = " ".join(sentences(motion.text, case, file))
        on = " It supports the text if it says so." if motion.backed else ""
        parts.append(f"<p><b>{number + 1}. {escape(chair(file, motion.by))} {what}:</b> {escape(said + on)}</p>")
    parts.append(f"<h4>Where members stand</h4><ul class='panj-list'>{_members(case, lies, file, state)}</ul>")
    begun = next((e.id for e in reversed(fog.model.events.of("appeal"))), 0)
    moves = [e for e in fog.model.events.since(begun) if e.kind in MOVES and fog.knows(e)][-SHOWN:]
    if moves:
        rows = "".join(f"<li>{told(e, fog)}</li>" for e in moves)
        parts.append(
            f"<details><summary>Who moved and promised what</summary><ul class='panj-list'>{rows}</ul></details>"
        )
    return "".join(parts)


def sentences(text: Text, case: Case, file: ScenarioFile) -> list[str]:
    """A text as people read it, a sentence for each thing that it says."""
    said = [f"{chair(file, case.procedure.requester)} is given {titles(text.measures)}."]
    if text.in_men:
        men = f"{text.men:,} men" if text.men else f"as many men as are wanted, {case.chamber.wanted(text):,} now"
        said.append(f"The force is of {men}. {MANDATES.get(text.top.entry.mandate, '')}".strip())
        if text.mandate:
            said.append(f"Its mandate is {text.mandate}.")
        said.append(f"It stands in the {text.place.title()} sector." if text.place else "It stands where need is.")
        said.append(f"It stays for {text.term} days." if text.term else "It stays until it is ended.")
    if text.limited:
        said.append("Only those who are willing decide on it and answer for it.")
    said += [f"{chair(file, p.giver)} promises {chair(file, p.taker)} {p.what}." for p in text.promises]
    return said


def _members(case: Case, lies: Text | None, file: ScenarioFile, state: Callable[[str], str]) -> str:
    """Members in a row each: whether they are ready, and what they have said to all of the text."""
    floor, chamber = case.alliance.floor, case.chamber
    rows = ""
    for code in chamber.seats():
        said = []
        if lies is not None and floor.promises.backs(code, lies, case.number):
            said.append("has promised its support")
        elif (statement := chamber.seated(code).statement) != "silence":
            said.append(f"says it is {statement}")
        men = floor.declared.get((case.number, code))
        if men is not None:
            said.append(f"would send {men:,} men")
        told_so = f": {', '.join(said)}" if said else ""
        rows += f"<li><b>{escape(chair(file, code))}</b>{escape(told_so)} <small>{escape(state(code))}</small></li>"
    return rows
