"""Conditions on runs as people write them: `stability_state_end in (failing, failed) and posts_lost > 4`.

Comparisons (== != < <= > >=, in, not in) of a column with numbers or words, joined by and, or, not and parentheses.
Words need quotes only where they hold a blank or one of these signs. `never` stands for an empty value: what did not
happen. An empty value fulfils no other comparison, so that `request_day > 10` leaves out runs without an appeal.

It is a small language of its own, read by its grammar; nothing of it is ever handed to Python.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from panj.model.record.stability import STATES
from panj.scenarios.errors import InputError, InWords

NEVER = "never"
LONGEST = 2000  # characters
DEEPEST = 50  # parentheses and nots inside one another
TOKEN = re.compile(r"\s*(?:(<=|>=|==|!=|[<>(),])|'([^']*)'|\"([^\"]*)\"|([\w.+][\w.+:/-]*|-[\d.][\w.+-]*))")
SIGNS: dict[str, Callable[..., NDArray[np.bool_]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
ALLOWED = 'comparisons joined by and, or, not: "stability_state_end in (failing, failed) and posts_lost > 4"'
ALWAYS = {"stability_state_end": STATES}  # words that a column may hold though no run here has them
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Token:
    """A piece of a condition: a sign or word as it stands; quoted text is never a keyword."""

    text: str
    quoted: bool = False


def where(runs: pd.DataFrame, condition: str, option: str = "--where") -> Mask:
    """Which runs fulfil a condition, one truth value a row. Raises InputError naming the place where it goes wrong."""
    reader = _Reader(runs, _tokens(condition, option), option)
    mask = reader.either()
    if reader.rest:
        raise reader.refuse(reader.rest[0].text)
    return mask


def _tokens(condition: str, option: str) -> list[Token]:
    if len(condition) > LONGEST:
        raise InputError(option, "", InWords(f"{len(condition)} characters"), f"up to {LONGEST}")
    out, at = [], 0
    while condition[at:].strip():
        found = TOKEN.match(condition, at)
        if found is None:
            raise InputError(option, f"character {at + 1}", condition[at:].strip()[:20], ALLOWED)
        sign, single, double, word = found.groups()
        quoted = single if single is not None else double
        out.append(Token(sign or word) if quoted is None else Token(quoted, quoted=True))
        at = found.end()
    return out


class _Reader:
    """Reads tokens from the front by the grammar: either = both {or both}; both = one {and one};
    one = not one | (either) | column comparison."""

    def __init__(self, runs: pd.DataFrame, tokens: list[Token], option: str) -> None:
        self.runs, self.rest, self.option, self.depth = runs, tokens, option, 0

    def refuse(self, found: str, allowed: str = ALLOWED) -> InputError:
        return InputError(self.option, "", found, allowed)

    def take(self) -> Token:
        if not self.rest:
            raise self.refuse("a condition that ends too early")
        return self.rest.pop(0)

    def next_is(self, word: str) -> bool:
        """Take the next token if it is this keyword or sign."""
        if self.rest and self.rest[0] == Token(word):
            self.rest.pop(0)
            return True
        return False

    def either(self) -> Mask:
        mask = self.both()
        while self.next_is("or"):
            mask = self.both() | mask
        return mask

    def both(self) -> Mask:
        mask = self.one()
        while self.next_is("and"):
            mask = self.one() & mask
        return mask

    def one(self) -> Mask:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refuse(f"more than {DEEPEST} parentheses inside one another", "a flatter condition")
        if self.next_is("not"):
            mask = ~self.one()
        elif self.next_is("("):
            mask = self.either()
            self.sign(")")
        else:
            mask = self.comparison()
        self.depth -= 1
        return mask

    def sign(self, wanted: str) -> None:
        if not self.next_is(wanted):
            raise self.refuse(self.rest[0].text if self.rest else "a condition that ends too early", f"{wanted} here")

    def comparison(self) -> Mask:
        name = self.take().text
        if name not in self.runs:
            raise InputError(self.option, "", name, f"a column of the runs: {', '.join(map(str, self.runs))}")
        column = self.runs[name]
        negated = self.next_is("not")
        if self.next_is("in"):
            self.sign("(")
            among = [self.take()]
            while self.next_is(","):
                among.append(self.take())
            self.sign(")")
            mask = np.zeros(len(column), bool)
            for value in among:
                mask |= compared(self, name, column, "==", value)
            return ~mask & column.notna().to_numpy() if negated else mask
        sign = self.take().text
        if negated or sign not in SIGNS:
            raise self.refuse(sign, f"one of {' '.join(SIGNS)}, in, not in after {name}")
        return compared(self, name, column, sign, self.take())


def compared(reader: _Reader, name: str, column: pd.Series, sign: str, value: Token) -> Mask:
    """One comparison; an empty value fulfils none but that with `never`."""
    there = column.notna().to_numpy()
    if value == Token(NEVER):
        if sign not in ("==", "!="):
            raise reader.refuse(f"{name} {sign} {NEVER}", f"{name} == {NEVER} or {name} != {NEVER}")
        return ~there if sign == "==" else there
    out = np.zeros(len(column), bool)
    if pd.api.types.is_numeric_dtype(column):
        try:
            wanted = float(value.text)
        except ValueError:
            raise reader.refuse(f"{name} {sign} {value.text}", f"a number after {name} {sign}") from None
        out[there] = SIGNS[sign](column[there].to_numpy(float), wanted)
        return out
    if sign not in ("==", "!="):
        raise reader.refuse(f"{name} {sign} {value.text}", f"== != in, not in for {name}, which holds words")
    known = sorted({str(v) for v in column.dropna().unique()} | set(ALWAYS.get(name, ())))
    if value.text not in known and len(known) <= 20:  # a slip of the pen must not pass for a rare thing
        raise reader.refuse(f"{name} {sign} {value.text}", f"a value of {name}: {', '.join(known)}")
    out[there] = SIGNS[sign](column[there].astype(str).to_numpy(), value.text)
    return out
