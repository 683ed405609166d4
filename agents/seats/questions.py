"""Questions: a decision that is due, told as data, and the one place where answers are checked.

A question says who is asked, on which day, what may be answered and what each answer means, the facts and the clause it
rests on, and what the seat's own rule would answer and why. An answer is one of the options by its name or, where a
number is asked for, a whole number; so a question, an answer, and a whole game's orders go into a JSON file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from panj.scenarios.errors import InputError

Answer = str | int
Fact = str | int | float | bool | None

# Matters on which a seat can be asked, with the question as a sentence.
MATTERS: dict[str, str] = {
    "inform": "Does the member inform the alliance of what happens at its border?",
    "mobilise": "Does the member call its reserves to the border?",
    "request": "What does the member ask the alliance for, at most?",
    "article": "On which article of the treaty does the appeal rest?",
    "weaker": "Would the member sign a text weaker than what it asks for?",
    "commit": "Does the lead state commit itself beforehand to carry what is asked for?",
    "vote": "How does the member vote on the text?",
    "amendment": "How does the member vote on the amendment?",
    "trade": "Does the member take the trade that it is offered?",
    "deliver": "Does the member deliver what it has promised?",
    "contribute": "How many men does the member send of its share of the force?",
    "bilateral": "Which measure does the lead state give on its own?",
    "pay": "Does the member pay what the lead state wants for its help?",
    "consent": "Does the member let a state give this measure on its soil?",
    "refuge": "Whom does the member let in who flees over the border?",
    "withdraw": "Does the member take its appeal back?",
    "mandate": "Does the mandate of the alliance's force go on?",
    "keep": "Does the command keep its promise that none of its bands crosses this week?",
    "parley": "Are there talks between the member and the militants?",
    "share": "How much of what it sees does the member share with its allies?",
    "statement": "What does the member say in public of aid?",
    "station": "Where does the member's contingent stand?",
    "recall": "Does the member's contingent stay?",
    "pledge": "What does the lead state pledge in talks with the member's ministers, at most?",
    "price": "What does the lead state want for its help?",
    "offer": "To whom does the lead state offer something for its support?",
    "finding": "What does the staff find needed at most?",
    "draft": "How far does the ministers' draft go, and with what mandate?",
    "front": "Against which front does the main effort go?",
    "press": "Does the offensive go on?",
    "intent": "Do the bands mean to cross the border this week?",
    "aims": "What do bands that cross mean to do?",
    "effort": "In which sector do the battalions gather this week?",
    "hunt": "Who goes after the bands inside the country this week?",
    "exercise": "Does the neighbour join the exercise?",
    "strike": "Does the neighbour strike bands inside the member's land from the air?",
}
YES_NO = {"yes": "It does.", "no": "It does not."}

# Questions that wait for the answers to others, which decide whether and how they are asked. All else that is due in
# one step is asked at the same time, and answered without knowing what the others say.
_APPEAL = frozenset(("inform", "withdraw", "request", "article", "weaker"))
_BARGAIN = frozenset(("finding", "price", "pay", "offer", "trade", "statement"))
_TEXT = _APPEAL | _BARGAIN | {"commit", "pledge", "draft", "amendment"}
WAITS: dict[str, frozenset[str]] = {
    "request": frozenset(("inform", "withdraw")),
    "article": frozenset(("request",)),
    "weaker": frozenset(("request",)),
    "commit": _APPEAL | {"statement"},
    "consent": frozenset(("bilateral",)),
    "exercise": frozenset(("bilateral", "consent")),
    "pledge": _APPEAL | {"bilateral", "consent"},
    "finding": _APPEAL,
    "price": frozenset(("finding", "withdraw")),
    "pay": frozenset(("price",)),
    "offer": frozenset(("price", "pay")),
    "draft": _APPEAL | _BARGAIN,
    "amendment": _TEXT,  # also for one that was moved before it
    "vote": _TEXT,
    "contribute": _TEXT | {"vote", "recall"},
    "station": frozenset(("contribute",)),
    "parley": frozenset(("parley",)),
    "keep": frozenset(("parley",)),
    "intent": frozenset(("parley", "keep")),
    "aims": frozenset(("parley", "keep", "intent")),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A decision that is due. With `options` (answer -> what it means) one of them is to be named; without, a whole
    number from `low` to `high` [`unit`]."""

    kind: str  # one of MATTERS
    seat: str  # who is asked: a state's code, a body, a command
    day: int  # days since the start
    usual: Answer  # what the seat's own rule answers
    why: str  # the rule's reason
    options: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    unit: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)  # what it is about; nothing the seat may not know
    clause: str = ""  # the treaty clause it rests on, if any

    @property
    def text(self) -> str:
        """The question as a sentence."""
        return MATTERS[self.kind]

    @property
    def allowed(self) -> str:
        """What may be answered, in words."""
        if self.options:
            return ", ".join(self.options)
        return f"a whole number of {self.unit} from {self.low} to {self.high}"

    def check(self, answer: object) -> Answer:
        """The answer as it counts.

        Raises:
            InputError: when it is none of the options, or no whole number in the range.
        """
        if self.options:
            if isinstance(answer, str) and answer in self.options:
                return answer
        elif isinstance(answer, int) and not isinstance(answer, bool) and self.low <= answer <= self.high:
            return answer
        raise InputError(f"answer of {self.seat}", f"{self.kind}, day {self.day}", answer, self.allowed)

    def waits_for(self, other: Question) -> bool:
        """Whether it cannot be asked before another one that is open has been answered."""
        same = other.kind == self.kind and other.facts == self.facts and other.seat != self.seat
        return other.kind in WAITS.get(self.kind, ()) and not (same and self.kind == "amendment")

    def as_dict(self) -> dict[str, Any]:
        """The question as plain data for a page or a file."""
        return {"text": self.text} | asdict(self)
