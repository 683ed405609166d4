"""How the kernel tells what happened: numbered lines in a fixed log, each naming the line that caused it."""

from __future__ import annotations

from panj.border.compiled import rule
from panj.border.theatre import Theatre


@rule
def tell(t: Theatre, code: int, unit: int, place: int, amount: int, cause: int) -> int:
    """Write one line and return its sequence number. A full log drops the line and returns the cause."""
    row = t.told[0]
    if row >= t.log.shape[0]:
        return cause
    t.log[row, 0] = code
    t.log[row, 1] = unit
    t.log[row, 2] = place
    t.log[row, 3] = amount
    t.log[row, 4] = cause
    t.told[0] = row + 1
    number = t.told[1]
    t.told[1] = number + 1
    return number
