"""Heights and terrain classes, from the ITU-R P.1511 grid (1/12 degree, about one cell) in the package `itur`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from panj.tools.ground.frame import Cell, Frame

# Limits of the classes (assumed; chosen so that the four sectors which the foreign ministry names on the first ground
# come out, see docs/ground.md).
LOWLAND_BELOW_M, LOWLAND_SPREAD_M = 800.0, 350.0
MOUNTAIN_FROM_M, MOUNTAIN_RELIEF_M = 1900.0, 1300.0
PLATEAU_FROM_M, PLATEAU_RELIEF_M = 3500.0, 850.0
GORGE_FROM_M = 1000.0


def heights(frame: Frame) -> tuple[dict[Cell, float], dict[Cell, float]]:
    """Mean height of each cell and the spread within it [m], from nine points."""
    from itur.models.itu1511 import topographic_altitude

    cells = frame.every_cell()
    steps = [(i, j) for i in (-0.35, 0.0, 0.35) for j in (-0.35, 0.0, 0.35)]
    centres = [frame.centre_of(c) for c in cells]
    lon: NDArray[np.float64] = np.array([[at[0] + i * frame.dlon for i, _ in steps] for at in centres])
    lat: NDArray[np.float64] = np.array([[at[1] + j * frame.dlat for _, j in steps] for at in centres])
    metres = (
        topographic_altitude(lat.ravel(), lon.ravel()).to_value("m").reshape(frame.width * frame.height, len(steps))
    )
    mean = {c: float(m) for c, m in zip(cells, metres.mean(axis=1), strict=True)}
    return mean, {c: float(m) for c, m in zip(cells, np.ptp(metres, axis=1), strict=True)}


def relief(frame: Frame, height: dict[Cell, float]) -> dict[Cell, float]:
    """Highest less lowest mean height among a cell and its neighbours [m]."""
    near = {c: [height[o] for o in frame.around(c, 1)] for c in height}
    return {c: max(h) - min(h) for c, h in near.items()}


def terrain(
    frame: Frame, height: dict[Cell, float], spread: dict[Cell, float], gorge_bank: set[Cell]
) -> dict[Cell, str]:
    """Terrain class of each cell; `gorge_bank` are cells on a border river that runs between walls once it is high."""
    rough = relief(frame, height)
    smooth = {
        c: sum(rough[o] for o in frame.around(c, 1)) / len(frame.around(c, 1)) for c in height
    }  # no speckle of plateau
    out = {c: _class(h, spread[c], rough[c], smooth[c], c in gorge_bank) for c, h in height.items()}
    largest = _largest({c for c, name in out.items() if name == "plateau"})
    return {c: "mountain" if name == "plateau" and c not in largest else name for c, name in out.items()}


def _largest(cells: set[Cell]) -> set[Cell]:
    """The largest patch of cells that share sides: high valleys elsewhere are too small to be a plateau."""
    best: set[Cell] = set()
    left = set(cells)
    while left:
        patch, queue = set(), [min(left)]
        while queue:
            x, y = queue.pop()
            if (x, y) in left:
                left.remove((x, y))
                patch.add((x, y))
                queue += [(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]
        best = max(best, patch, key=len)
    return best


def _class(height: float, spread: float, rough: float, smooth: float, on_bank: bool) -> str:
    if on_bank and height >= GORGE_FROM_M:
        return "gorge"
    if height >= PLATEAU_FROM_M and smooth < PLATEAU_RELIEF_M:
        return "plateau"
    if height < LOWLAND_BELOW_M and spread < LOWLAND_SPREAD_M:
        return "lowland"
    return "mountain" if height >= MOUNTAIN_FROM_M or rough >= MOUNTAIN_RELIEF_M else "hills"
