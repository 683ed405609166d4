"""One moment of the war as bytes for map.js, and what of it a seat may see: the fog is made here, not in the window.

Little-endian, in this order: step u32; numbers of stretches, districts, units, rings and villages held u16; holder u8
and day since u16 of each stretch; the same of each district; then of the units row u16, x u16, y u16, power u8,
inside u8 (0 no, 1 yes, 2 and more its aim, if that is known), men u16, each as one array; then x and y of each ring
in half cells, u16; then of each village that a band holds x, y, the band's row and the people held, u16.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from panj.border.forces import MILITANT
from panj.border.inland.state import AIMS
from panj.browser.fog import EVERYTHING, Eyes
from panj.experiments.warmap.frame import BandInside, Frame, bands_inside, frame_of

if TYPE_CHECKING:
    from panj.model import BorderModel

BEFORE = 0xFFFF  # held since before the start
LARGEST = 0xFFFF


class Holdings:
    """Who holds what and since when, followed from step to step; remembers the days past, for seats that learn late."""

    def __init__(self, model: BorderModel) -> None:
        self.held = model.theatre.held.astype(np.uint8)
        self.fallen = model.theatre.fallen.astype(np.uint8)
        self.held_since = np.full(len(self.held), BEFORE, np.uint16)
        self.fallen_since = np.full(len(self.fallen), BEFORE, np.uint16)
        self.days: deque[Known] = deque([self.now()], maxlen=32)
        self._day = model.day

    def look(self, model: BorderModel) -> None:
        """Take in the moment in which the model stands; to be called after each step."""
        day = model.day
        if day != self._day:
            self.days.append(self.now())
            self._day = day
        held, fallen = model.theatre.held, model.theatre.fallen
        self.held_since[held != self.held] = day
        self.fallen_since[fallen != self.fallen] = day
        self.held, self.fallen = held.astype(np.uint8), fallen.astype(np.uint8)

    def now(self) -> Known:
        """A copy of what is held now."""
        return Known(self.held.copy(), self.held_since.copy(), self.fallen.copy(), self.fallen_since.copy())

    def late(self, days: int) -> Known:
        """What somebody knows who learns it so many days late."""
        return self.now() if days <= 0 else self.days[max(0, len(self.days) - days)]


class Known(NamedTuple):
    """Who holds what, as somebody knows it: stretches and districts, 1 for militants, and the day since when."""

    held: NDArray[np.uint8]
    held_since: NDArray[np.uint16]
    fallen: NDArray[np.uint8]
    fallen_since: NDArray[np.uint16]


def seen(model: BorderModel, eyes: Eyes) -> tuple[Frame, NDArray[np.bool_], list[BandInside]]:
    """The frame, which of its units the eyes see, and the bands inside that they see."""
    frame = frame_of(model)
    known = np.isin(model.forces.columns.side[frame.row], list(eyes.sides))
    bands = [b for b in bands_inside(model) if b.seen or MILITANT in eyes.sides]
    return frame, known | np.isin(frame.row, [b.row for b in bands]), bands


def encode(model: BorderModel, holdings: Holdings, eyes: Eyes = EVERYTHING) -> bytes:
    """The bytes of the moment in which the model stands, as far as the eyes see."""
    frame, visible, bands = seen(model, eyes)
    known = holdings.now() if eyes.all else holdings.late(eyes.late)
    rings = frame.rings if eyes.all else ()
    aims = {b.row: 2 + AIMS.index(b.aim) for b in bands} if MILITANT in eyes.sides else {}
    held = [(b.x, b.y, b.row, min(b.held, LARGEST)) for b in bands if b.village]
    row, x, y = (a[visible].astype("<u2") for a in (frame.row, frame.x, frame.y))
    owner, inside = (a[visible].astype(np.uint8) for a in (frame.owner, frame.inside))
    inside = np.array([aims.get(int(r), i) for r, i in zip(row, inside, strict=True)], np.uint8)
    men = np.minimum(frame.men[visible], LARGEST).astype("<u2")
    parts = [
        np.array([model.steps], "<u4"),
        np.array([len(known.held), len(known.fallen), len(row), len(rings), len(held)], "<u2"),
        *(known.held, known.held_since.astype("<u2"), known.fallen, known.fallen_since.astype("<u2")),
        *(row, x, y, owner, inside, men),
        (np.array(rings, float).reshape(-1, 2) * 2).astype("<u2"),
        np.array(held, "<u2"),
    ]
    return b"".join(part.tobytes() for part in parts)


def names(model: BorderModel, eyes: Eyes = EVERYTHING) -> dict[str, str]:
    """Names of the units whose names the eyes know, by row."""
    side = model.forces.columns.side
    return {str(row): title for row, title in enumerate(model.forces.titles) if int(side[row]) in eyes.sides}
