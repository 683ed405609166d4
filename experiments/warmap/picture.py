"""The map as a picture: a scenario and a frame in, PNG bytes out. The same arrays give the same bytes.

Two layers, so that a step costs little: a backdrop that never changes (warmap.backdrop) and, over it, an overlay of
few flat colours with whatever moves. The page lays one on the other; `draw_map` does so for a report or the README.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageColor, ImageDraw
from PIL.PngImagePlugin import PngInfo

from panj.experiments.warmap.backdrop import ALARM, GOVERNMENT, MILITANT, PAPER, WATER, backdrop
from panj.experiments.warmap.frame import Frame, Place, stretch_lines
from panj.experiments.warmap.names import INK, font_of

if TYPE_CHECKING:
    from panj.scenarios.load import Scenario

SCALE = 24  # pixels a cell; the page shows it at about half of that, which smooths the edges
CLEAR, WHITE, DARK, OURS, THEIRS, STRIKE, RIVER, LAND, FIRST_POWER = range(9)
At = Callable[[Place], Place]  # cells to pixels
HEAD = 1.6  # cells of height above the map for the title of a whole picture


def overlay(scenario: Scenario, frame: Frame, scale: int = SCALE) -> Image.Image:
    """What moves, on a clear ground: the far bank, crossings, district centres, villages taken, units, rings."""
    grid = scenario.file.grid
    image = Image.new("P", (grid.width * scale, grid.height * scale), CLEAR)
    image.putpalette(_palette(scenario))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"

    def at(place: Place) -> Place:
        return place[0] * scale, (grid.height - place[1]) * scale

    _border(scenario, frame, draw, at, scale)
    _units(frame, draw, at, scale)
    for d, row in enumerate(scenario.districts):
        x, y = at((row.x + 0.5, row.y + 0.5))
        r = (0.5 if row.kind == "provincial_centre" else 0.3) * scale
        draw.rectangle((x - r, y - r, x + r, y + r), THEIRS if frame.fallen[d] else OURS, WHITE, max(1, scale // 10))
    for place in frame.taken:
        x, y = at(place)
        r = 0.6 * scale
        draw.rectangle((x - r, y - r, x + r, y + r), outline=STRIKE, width=max(2, scale // 6))
    for place in frame.rings:
        x, y = at(place)
        r = 0.95 * scale
        draw.ellipse((x - r, y - r, x + r, y + r), outline=STRIKE, width=max(2, scale // 6))
    return image


def _palette(scenario: Scenario) -> list[int]:
    powers = [p.colour for p in scenario.file.powers.values()]
    colours = [PAPER, PAPER, INK, GOVERNMENT, MILITANT, ALARM, WATER, "#d9cdb5", *powers]
    return [part for colour in colours for part in ImageColor.getrgb(colour)]


def _border(scenario: Scenario, frame: Frame, draw: ImageDraw.ImageDraw, at: At, scale: int) -> None:
    """The line, stretch by stretch in the colour of who holds its far bank; a rim shows river and lake; crossings."""
    rows = scenario.segments
    stretches = stretch_lines(scenario)
    lines = [[at(place) for place in line] for line in stretches]
    for s, line in zip(rows, lines, strict=True):
        draw.line(line, LAND if s.kind == "land" else RIVER, max(3, round(0.62 * scale)), joint="curve")
    for held, line in zip(frame.held.tolist(), lines, strict=True):
        draw.line(line, THEIRS if held else OURS, max(2, round(0.34 * scale)), joint="curve")
    for s, (_, middle, _) in zip(rows, stretches, strict=True):
        if s.crossing:
            draw.regular_polygon((*at(middle), 0.55 * scale), 4, rotation=45, fill=WHITE, outline=DARK)


def _units(frame: Frame, draw: ImageDraw.ImageDraw, at: At, scale: int) -> None:
    """A dot for each unit, its area by its men; those of one cell are spread by their row so as not to hide each other.

    A band inside the member's land is a cross; the village that it holds has a red frame (see `overlay`).
    """
    x = frame.x + 0.25 + 0.5 * (frame.row * 37 % 100) / 100.0
    y = frame.y + 0.25 + 0.5 * (frame.row * 61 % 100) / 100.0
    radius = np.minimum(0.5, 0.13 + np.sqrt(frame.men / 4000.0) * 0.6) * scale
    columns = (x.tolist(), y.tolist(), radius.tolist(), frame.owner.tolist(), frame.inside.tolist())
    for ux, uy, r, owner, inside in zip(*columns, strict=True):
        px, py = at((ux, uy))
        if inside:
            for way in (1, -1):
                draw.line((px - 2 * r, py - 2 * r * way, px + 2 * r, py + 2 * r * way), FIRST_POWER + owner, scale // 6)
        else:
            draw.ellipse((px - r, py - r, px + r, py + r), FIRST_POWER + owner, WHITE)


def png(image: Image.Image) -> bytes:
    """PNG bytes, which name the program; index 0 of an overlay is clear."""
    stream = io.BytesIO()
    about = PngInfo()
    about.add_text("Software", "Panj")
    clear = {"transparency": CLEAR} if image.mode == "P" else {}
    image.save(stream, "PNG", compress_level=1, pnginfo=about, **clear)
    return stream.getvalue()


def small_png(image: Image.Image) -> bytes:
    """PNG bytes in 256 colours, an eighth of what all take, for pages that carry their pictures with them. Cut by an
    octree, which keeps small marks in colours of their own."""
    stream = io.BytesIO()
    image.quantize(256, Image.Quantize.FASTOCTREE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_map(scenario: Scenario, frame: Frame, title: str, scale: int = SCALE) -> Image.Image:
    """The whole picture: title, backdrop with its legend, overlay."""
    ground, above = backdrop(scenario, scale), overlay(scenario, frame, scale)
    head = round(HEAD * scale)
    page = Image.new("RGB", (ground.width, ground.height + head), PAPER)
    page.paste(ground, (0, head))
    mask = Image.fromarray(np.where(np.asarray(above) == CLEAR, 0, 255).astype(np.uint8))
    page.paste(above.convert("RGB"), (0, head), mask)
    ImageDraw.Draw(page).text((0.5 * scale, head / 2), title, INK, font_of(scale, 0.95), anchor="lm")
    return page
