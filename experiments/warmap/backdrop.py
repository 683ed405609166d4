"""The part of the map that never changes: relief, roads, country borders, legend; names are in warmap.names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter

from panj.border.ground import TERRAINS
from panj.experiments.warmap.names import INK, font_of, write_names

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

GOVERNMENT, MILITANT, PAPER, ALARM = "#2f6fb3", "#1a1a1a", "#ffffff", "#f57c00"
TERRAIN = np.array([[224, 233, 203], [230, 218, 178], [184, 146, 110], [202, 185, 158], [234, 229, 221]], float)
MEMBER_TINT = np.array([150.0, 205.0, 165.0])
ROAD, WATER, COUNTRY = "#a0714f", "#7fb2dd", "#8d8d8d"
ROAD_WIDTH = {"track": 0.07, "road": 0.12, "highway": 0.18}  # shares of a cell
ROUNDED = 0.55  # cells over which the corners of areas are rounded
LEGEND = 2.2  # cells of height below the map


def land(scenario: Scenario, scale: int) -> Image.Image:
    """Relief, roads and country borders without a word, `scale` pixels a cell, north up."""
    image = Image.fromarray(_relief(scenario, scale))
    draw = ImageDraw.Draw(image)
    for a, b, width in _roads(scenario):
        draw.line([_at(scenario, a, scale), _at(scenario, b, scale)], fill=ROAD, width=max(1, round(width * scale)))
    _country_borders(scenario, image, scale)
    return image


@lru_cache(maxsize=8)
def backdrop(scenario: Scenario, scale: int) -> Image.Image:
    """The unchanging ground with names and, below, a legend. Do not draw on it: take a copy."""
    grid = scenario.file.grid
    ground = land(scenario, scale)
    write_names(scenario, ImageDraw.Draw(ground), scale)
    page = Image.new("RGB", (grid.width * scale, round((grid.height + LEGEND) * scale)), PAPER)
    page.paste(ground, (0, 0))
    _legend(scenario, page, scale)
    return page


def _at(scenario: Scenario, place: tuple[float, float], scale: int) -> tuple[float, float]:
    """Pixel of the middle of a cell."""
    return (place[0] + 0.5) * scale, (scenario.file.grid.height - place[1] - 0.5) * scale


def _relief(scenario: Scenario, scale: int) -> NDArray[np.uint8]:
    """Colour by class of terrain, shaded as if lit from the north-west; the member tinted, other lands pale."""
    grid = scenario.file.grid
    shape = (grid.height, grid.width)
    height, colour = np.zeros(shape), np.zeros((*shape, 3))
    home, away = np.zeros(shape, bool), np.zeros(shape, bool)
    for c in scenario.cells:
        at = (grid.height - 1 - c.y, c.x)
        height[at] = c.elevation_m
        colour[at] = TERRAIN[TERRAINS.index(c.terrain)]
        home[at] = c.country == scenario.file.requester
        away[at] = c.country not in (scenario.file.requester, scenario.file.beyond)
    size = (grid.width * scale, grid.height * scale)
    fine = np.asarray(Image.fromarray(height.astype(np.float32)).resize(size, Image.Resampling.BICUBIC))
    down, right = np.gradient(fine, grid.cell_km * 1000.0 / scale)
    light = np.clip(1.0 - 1.1 * (down + right), 0.8, 1.12)  # the slope that falls away from the light is darker
    smooth = Image.fromarray(colour.astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
    pixels = np.asarray(smooth, np.float64) * light[..., None]
    home, away = (_smooth(m, size) > 0.5 for m in (home, away))
    pixels[home] = 0.72 * pixels[home] + 0.28 * MEMBER_TINT
    pixels[away] = 0.3 * pixels[away] + 0.7 * 240.0
    return np.clip(pixels, 0, 255).astype(np.uint8)


def _smooth(cells: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.float64]:
    """How far each pixel of a picture of that size belongs to an area of cells, 0..1, so that its edge is a curve."""
    fine = np.asarray(Image.fromarray(cells.astype(np.float32)).resize(size, Image.Resampling.BICUBIC), np.float64)
    return gaussian_filter(fine, ROUNDED * size[1] / cells.shape[0])


def _roads(scenario: Scenario) -> list[tuple[tuple[int, int], tuple[int, int], float]]:
    """Lines between neighbouring cells with roads of one country; across a corner only where no side leads round it."""
    road = {(c.x, c.y): (ROAD_WIDTH[c.roads], c.country) for c in scenario.cells if c.roads != "none"}
    lines = []
    for (x, y), (width, country) in road.items():
        for dx, dy in ((1, 0), (0, 1), (1, 1), (1, -1)):
            other = road.get((x + dx, y + dy))
            round_the_corner = dx and dy and ((x + dx, y) in road or (x, y + dy) in road)
            if other is not None and other[1] == country and not round_the_corner:
                lines.append(((x, y), (x + dx, y + dy), min(width, other[0])))
    return lines


def _country_borders(scenario: Scenario, image: Image.Image, scale: int) -> None:
    """Lines where two countries meet, but for the border that is played over."""
    grid = scenario.file.grid
    codes = sorted({c.country for c in scenario.cells})
    cells = np.zeros((grid.height, grid.width), int)
    for c in scenario.cells:
        cells[grid.height - 1 - c.y, c.x] = codes.index(c.country)
    size = (grid.width * scale, grid.height * scale)
    shares = [_smooth(cells == n, size) for n in range(len(codes))]
    land = np.argmax(shares, axis=0)
    played = [codes.index(code) for code in (scenario.file.requester, scenario.file.beyond) if code in codes]
    land[np.isin(land, played)] = -1
    edge = np.zeros(land.shape, bool)
    edge[:, 1:] |= land[:, 1:] != land[:, :-1]
    edge[1:] |= land[1:] != land[:-1]
    line = Image.fromarray(edge).filter(ImageFilter.MaxFilter(1 + 2 * max(0, round(scale / 24))))
    image.paste(COUNTRY, mask=line)


def _legend(scenario: Scenario, page: Image.Image, scale: int) -> None:
    """What the signs mean: the far bank, district centres, crossings, rings, bands inside, units by power."""
    draw, font = ImageDraw.Draw(page), font_of(scale)
    owners = {u.owner for u in scenario.units}
    signs = [
        ("far bank and district centres: government", "square", GOVERNMENT),
        ("militants", "square", MILITANT),
        ("crossing", "diamond", PAPER),
        ("fighting or a fall within a day", "ring", ALARM),
        ("band inside", "cross", MILITANT),
        ("village taken", "frame", ALARM),
        *((f"units: {p.name}", "dot", p.colour) for code, p in scenario.file.powers.items() if code in owners),
    ]
    x, y, r = 0.5 * scale, (scenario.file.grid.height + 0.65) * scale, 0.3 * scale
    for text, sign, colour in signs:
        wide = draw.textlength(text, font=font) + 1.6 * scale
        if x + wide > page.width:
            x, y = 0.5 * scale, y + scale
        box = (x, y - r, x + 2 * r, y + r)
        match sign:
            case "square":
                draw.rectangle(box, fill=colour)
            case "diamond":
                draw.regular_polygon((x + r, y, 1.2 * r), 4, rotation=45, fill=colour, outline=INK)
            case "cross":
                draw.line((x, y - r, x + 2 * r, y + r), colour, max(2, scale // 8))
                draw.line((x, y + r, x + 2 * r, y - r), colour, max(2, scale // 8))
            case "frame":
                draw.rectangle(box, outline=colour, width=max(2, scale // 8))
            case "ring":
                draw.ellipse(box, outline=colour, width=max(2, scale // 8))
            case _:
                draw.ellipse(box, fill=colour)
        draw.text((x + 2.5 * r, y), text, INK, font, anchor="lm")
        x += wide
