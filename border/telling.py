"""How the kernel tells what happened: numbered lines in a fixed log, each naming the line that caused it."""

from __future__ import annotations

from panj.border.compiled import rule
from panj.border.theatre import Theatre


@rule
def tell(theatre: Theatre, code: int, unit: int, place: int, amount: int, cause: int) -> int:
    """Write one line and return its sequence number. A full log drops the line and returns the cause."""
    row = theatre.told[0]
    if row >= theatre.log.shape[0]:
        return cause
    theatre.log[row, 0] = code
    theatre.log[row, 1] = unit
    theatre.log[row, 2] = place
    theatre.log[row, 3] = amount
    theatre.log[row, 4] = cause
    theatre.told[0] = row + 1
    number = theatre.told[1]
    theatre.told[1] = number + 1
    return number
