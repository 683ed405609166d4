"""Verbs: what a seat can do of its own accord, told as forms, and the one place where what is filled in is checked.

A question comes to a seat; a verb the seat takes up itself: it says something, proposes or amends a text, offers a
trade, promises, or declares what it would send. A form lists its fields with all that may be filled in, so that a page
or a program needs to know nothing else. What is filled in is text or whole numbers: verbs, too, go into a JSON file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from panj.scenarios.errors import InputError

Term = str | int
EVERYBODY = "all"  # as whom something is said to
LONGEST = 600  # characters of what is said
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# What a seat can do, with what it means as a sentence.
VERBS: dict[str, str] = {
    "say": "Say something to one seat, to some, or to all.",
    "propose": "Propose a text.",
    "amend": "Move another text in place of the one that lies before the council.",
    "trade": "Offer another member a trade.",
    "promise": "Promise something to one member, to some, or to all.",
    "declare": "Declare how many men it would send towards a force.",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be filled in: one of `options` (choice), some of them joined by + (choices), a whole number from
    `low` to `high` [`unit`], or words. What is left out is `usual`; None: it must be filled in."""

    name: str
    text: str
    kind: Literal["choice", "choices", "number", "words"]
    usual: Term | None = None
    options: Mapping[str, str] = field(default_factory=dict)  # answer -> what it means
    low: int = 0
    high: int = 0
    unit: str = ""

    @property
    def allowed(self) -> str:
        """What may be filled in, in words."""
        match self.kind:
            case "number":
                return f"a whole number of {self.unit} from {self.low} to {self.high}"
            case "words":
                return f"1 to {LONGEST} characters, without control characters"
            case _:
                return ("one of " if self.kind == "choice" else "one or more of ") + ", ".join(self.options)

    def check(self, given: object, where: str) -> Term:
        """What was filled in, as it counts; raises InputError for what is not allowed."""
        if given is None and self.usual is not None:
            return self.usual
        found: Term | None = None
        match self.kind:
            case "number":
                if isinstance(given, int) and not isinstance(given, bool) and self.low <= given <= self.high:
                    found = given
            case "words":
                words = " ".join(given.split()) if isinstance(given, str) and not _CONTROL.search(given) else ""
                found = words if 0 < len(words) <= LONGEST else None
            case "choice":
                found = given if isinstance(given, str) and given in self.options else None
            case "choices":
                found = self._several(given)
        if found is None:
            raise InputError(where, self.name, given, self.allowed)
        return found

    def _several(self, given: object) -> str | None:
        """Names in the order of the options, joined by +."""
        several = given.split("+") if isinstance(given, str) else given
        if not isinstance(several, (list, tuple, set, frozenset)) or not several:
            return None
        if any(not isinstance(one, str) or one not in self.options for one in several):
            return None
        if EVERYBODY in several:
            return EVERYBODY if len(several) == 1 else None
        return "+".join(one for one in self.options if one in several)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb as it is open to a seat now: its form, or why it is closed."""

    name: str  # one of VERBS
    seat: str
    closed: str = ""  # why it cannot be done now; empty: it can
    fields: tuple[Field, ...] = ()

    @property
    def text(self) -> str:
        """What it means, as a sentence."""
        return VERBS[self.name]

    def check(self, terms: Mapping[str, object]) -> dict[str, Term]:
        """What was filled in, each field as it counts.

        Raises:
            InputError: when the verb is closed, a field is unknown or left out that has to be filled in, or holds what
                is not allowed.
        """
        where = f"{self.name} by {self.seat}"
        if self.closed:
            raise InputError(where, "", self.name, f"nothing of the kind now: {self.closed}")
        known = {f.name for f in self.fields}
        for name in terms:
            if name not in known:
                raise InputError(where, "", name, ", ".join(f.name for f in self.fields))
        return {f.name: f.check(terms.get(f.name), where) for f in self.fields}

    def left_out(self, terms: Mapping[str, object]) -> list[Field]:
        """The fields that have to be filled in and are not."""
        return [f for f in self.fields if f.usual is None and not terms.get(f.name)]

    def as_dict(self) -> dict[str, Any]:
        """The form as plain data for a page or a program."""
        return {"text": self.text} | asdict(self)
