"""Names on the map: countries, provincial centres, crossings and border districts, each where it hides nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import ImageDraw, ImageFont

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

INK, NAME, HALO = "#333333", "#20306b", "#f4f1e8"
SMALLEST_COUNTRY = 40  # cells that a country must have on the map to be named

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Box = tuple[float, float, float, float]


class Name(NamedTuple):
    """A name for the sign in the middle of the cell (x, y); lengths in cells."""

    text: str
    x: float
    y: float
    gap: float  # from the middle of the sign to the name
    size: float


def font_of(scale: int, size: float = 0.72) -> Font:
    """The font that comes with Pillow, `size` cells high."""
    return ImageFont.load_default(size=size * scale)


def write_names(scenario: Scenario, draw: ImageDraw.ImageDraw, scale: int) -> None:
    """Write them all, the most important first; a name that finds no free place is left out."""
    height = scenario.file.grid.height

    def at(x: float, y: float) -> tuple[float, float]:
        return (x + 0.5) * scale, (height - y - 0.5) * scale

    for text, x, y in _countries(scenario):
        draw.text(at(x, y), text.upper(), INK, font_of(scale, 0.9), anchor="mm")
    taken = [_around(*at(x, y), 0.32 * scale) for x, y in _signs(scenario)]
    for name in _places(scenario):
        font = font_of(scale, name.size)
        for dx, dy, anchor in (
            (1, 0.3, "lt"),
            (0, 1, "mt"),
            (-1, 0.3, "rt"),
            (0, -1, "mb"),
            (1, -1, "lb"),
            (-1, -1, "rb"),
        ):
            px, py = at(name.x, name.y)
            where = (px + dx * name.gap * scale, py + dy * name.gap * scale)
            box = draw.textbbox(where, name.text, font, anchor=anchor)
            inside = box[0] > 0 and box[1] > 0 and box[2] < scenario.file.grid.width * scale and box[3] < height * scale
            if inside and not any(_meet(box, other) for other in taken):
                draw.text(where, name.text, NAME, font, anchor, stroke_width=max(1, scale // 12), stroke_fill=HALO)
                taken.append(box)
                break


def names_of(scenario: Scenario) -> list[Name]:
    """All names of the map, the most important first; those of countries have no sign and so no gap."""
    countries = [Name(text.upper(), x, y, 0.0, 0.9) for text, x, y in _countries(scenario)]
    return countries + _places(scenario)


def _places(scenario: Scenario) -> list[Name]:
    centres = [Name(d.name, d.x, d.y, 0.7, 0.85) for d in scenario.districts if d.kind == "provincial_centre"]
    crossings = [
        Name(s.crossing.replace("-", " ").title(), (s.near_x + s.far_x) / 2, (s.near_y + s.far_y) / 2, 0.8, 0.62)
        for s in scenario.segments
        if s.crossing
    ]
    border = [Name(d.name, d.x, d.y, 0.5, 0.62) for d in scenario.districts if d.kind == "border"]
    return centres + border + crossings


def _signs(scenario: Scenario) -> list[tuple[float, float]]:
    """Where signs stand that no name may hide behind: district centres and the border."""
    border = [((s.near_x + s.far_x) / 2, (s.near_y + s.far_y) / 2) for s in scenario.segments]
    return [(d.x, d.y) for d in scenario.districts] + border


def _countries(scenario: Scenario) -> list[tuple[str, int, int]]:
    """Countries that the file names, each in its cell that is farthest from any other and from the edge."""
    grid, names = scenario.file.grid, {code: s.name for code, s in scenario.file.states.items()}
    place = {code: [(c.x, c.y) for c in scenario.cells if c.country == code] for code in names}
    found = []
    for code, cells in place.items():
        if len(cells) >= SMALLEST_COUNTRY:
            own = np.array(cells)
            others = np.array([(c.x, c.y) for c in scenario.cells if c.country != code])
            away = ((own[:, None] - others) ** 2).sum(axis=2).min(axis=1)
            edge = np.minimum(own, [grid.width - 1, grid.height - 1] - own).min(axis=1) + 1
            x, y = cells[int(np.minimum(away, 4 * edge**2).argmax())]
            found.append((names[code], x, y))
    return found


def _around(x: float, y: float, r: float) -> Box:
    return (x - r, y - r, x + r, y + r)


def _meet(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
