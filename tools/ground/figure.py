"""Draws the ground: terrain, the border line by district, rivers, roads, towns, crossings and detachments."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from panj.tools.ground.border import Line, starts
from panj.tools.ground.frame import Frame, Point, read

TERRAIN = {"lowland": "#dce9c6", "hills": "#ecdcae", "gorge": "#b98d6b", "mountain": "#cdbfa8", "plateau": "#e8e6ef"}
ROAD = {"highway": ("#7f2704", 1.8), "road": ("#a63603", 1.0), "track": ("#a63603", 0.5)}
NAVY, GREEN = "#1b2a63", "#0b6b36"
HALO = {"boxstyle": "round,pad=0.05", "fc": "white", "ec": "none", "alpha": 0.55}


def draw(frame: Frame, path: Path) -> None:
    """Write the picture of a finished ground as PNG; axes in degrees. Labels: [figure] of ground.toml."""
    cells = {(int(r["x"]), int(r["y"])): r for r in read(frame.scenario / "cells.csv")}
    fig, ax = plt.subplots(figsize=frame.facts["figure"]["size"])
    _terrain(frame, ax, cells)
    _rivers_and_roads(frame, ax, cells)
    _border(frame, ax)
    _places(frame, ax)
    for name, at in frame.facts["figure"]["countries"].items():
        ax.text(at[0], at[1], name, fontsize=11, color="0.35", ha="center", va="center", alpha=0.8)
    ax.set(
        xlim=(frame.west, frame.east), ylim=(frame.south, frame.north), xlabel="longitude [°E]", ylabel="latitude [°N]"
    )
    ax.set_aspect(1 / np.cos(np.radians(frame.facts["grid"]["middle"])))
    ax.set_title(
        f"Ground of {frame.scenario.name}: {frame.width} x {frame.height} cells of about 10 km; the border by district",
        fontsize=11,
    )
    ax.text(
        0.995,
        0.008,
        "Made with Natural Earth. Places: GeoNames, CC BY 4.0. Heights: ITU-R P.1511.",
        transform=ax.transAxes,
        ha="right",
        fontsize=7,
        color="0.3",
    )
    _legend(ax, frame.facts["figure"]["guards"], frame.facts["figure"].get("legend", "upper left"))
    fig.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(fig)


def _terrain(frame: Frame, ax: Axes, cells: dict[tuple[int, int], dict[str, str]]) -> None:
    picture = np.ones((frame.height, frame.width, 3))
    for (x, y), c in cells.items():
        rgb = np.array(matplotlib.colors.to_rgb(TERRAIN[c["terrain"]]))
        picture[y, x] = rgb if c["country"] in (frame.near, frame.far) else 0.35 * rgb.mean() + 0.6
    ax.imshow(
        picture, origin="lower", extent=(frame.west, frame.east, frame.south, frame.north), interpolation="nearest"
    )
    for (x, y), c in cells.items():  # frontiers of the cells' countries
        for i, j in ((1, 0), (0, 1)):
            o = cells.get((x + i, y + j))
            if o and o["country"] != c["country"]:
                lon, lat = frame.west + (x + i) * frame.dlon, frame.south + (y + j) * frame.dlat
                ax.plot([lon, lon + j * frame.dlon], [lat, lat + i * frame.dlat], color="0.45", lw=0.5, ls=":")


def _rivers_and_roads(frame: Frame, ax: Axes, cells: dict[tuple[int, int], dict[str, str]]) -> None:
    for row in frame.table("rivers.csv"):
        lon, lat = zip(*(map(float, p.split()) for p in row["points"].split(";")), strict=True)
        ax.plot(lon, lat, color="#4a90c2", lw=0.9, alpha=0.8)
    for (x, y), c in cells.items():
        for i, j in ((1, 0), (0, 1), (1, 1), (1, -1)):
            o = cells.get((x + i, y + j))
            if o and o["country"] == c["country"] and "none" not in (c["roads"], o["roads"]):
                if i and j and "none" not in (cells[x + i, y]["roads"], cells[x, y + j]["roads"]):
                    continue  # no diagonals across a block of road cells
                colour, width = ROAD[max((c["roads"], o["roads"]), key=list(ROAD).index)]
                ends = [float(c["lon"]), float(o["lon"])], [float(c["lat"]), float(o["lat"])]
                ax.plot(*ends, color=colour, lw=width, alpha=0.75, solid_capstyle="round")


def _border(frame: Frame, ax: Axes) -> None:
    line = Line(frame)
    rows = [r for r in frame.table("districts.csv") if r["kind"] == "border"]
    begin = starts(line, rows)
    colours = [plt.get_cmap("tab10")(i % 10) for i in range(len(rows))]
    for k, start in enumerate(begin):
        end = begin[k + 1] if k + 1 < len(begin) else line.length
        s = [start, *line.s[bisect_right(line.s, start) : bisect_right(line.s, end)], end]
        lon, lat = zip(*(line.at(v) for v in s), strict=True)
        ax.plot(lon, lat, color="white", lw=4.6, zorder=3)
        ax.plot(lon, lat, color=colours[k], lw=3.2, zorder=4, solid_capstyle="butt")
    for water in frame.facts["figure"].get("water", []):
        ax.text(water["at"][0], water["at"][1], water["name"], fontsize=8, style="italic", color="#1f5f93", zorder=7)
    for r in frame.table("crossings.csv"):
        ax.plot(float(r["lon"]), float(r["lat"]), "D", ms=6.5, mfc="white", mec="black", zorder=6)


def _places(frame: Frame, ax: Axes) -> None:
    aside, said = frame.facts["figure"].get("aside", {}), frame.facts["figure"]
    rows = [r for r in frame.table("districts.csv") if r["kind"] == "border"]
    colour = {r["district"]: plt.get_cmap("tab10")(i % 10) for i, r in enumerate(rows)}
    for r in frame.table("districts.csv"):
        lon, lat = float(r["lon"]), float(r["lat"])
        centre, on_border = r["kind"] == "provincial_centre", r["kind"] == "border"
        mark, points = ("*", 11.0) if centre else ("o", 4.5 if on_border else 2.5)
        fill = colour.get(r["district"], NAVY)
        ax.plot(lon, lat, mark, ms=points, color=fill, mec="black", mew=0.4, zorder=6)
        size = 8.5 if centre else 7 if on_border else 5.5
        weight = "bold" if on_border or centre else "normal"
        _label(ax, r["name"], (lon, lat), aside.get(r["district"], (3, -8)), size, NAVY, weight)
    for r in frame.table("detachments.csv"):
        lon, lat = float(r["lon"]), float(r["lat"])
        ax.plot(lon, lat, "^", ms=8, color=GREEN, mec="white", zorder=6)
        name = r["name"].removesuffix(" detachment")
        _label(ax, name, (lon, lat), aside.get(r["detachment"], (4, 5)), 7.5, GREEN)
    for r in frame.table("border_places.csv"):
        if r["name"] in said["towns"]:
            ax.plot(float(r["lon"]), float(r["lat"]), "s", ms=3, color="0.2", zorder=6)
            ax.annotate(
                r["name"], (float(r["lon"]), float(r["lat"])), xytext=(3, 3), textcoords="offset points", fontsize=6.5
            )
    for r in frame.table("villages.csv"):
        lon, lat = float(r["lon"]), float(r["lat"])
        ax.plot(lon, lat, "s", ms=3.5, mfc="#c0392b", mec="black", mew=0.3, zorder=6)
        _label(ax, r["name"], (lon, lat), aside.get(r["name"], (3, 3)), 5.5, "0.15")
    capital = said["capital"]
    ax.plot(*capital["at"], "s", ms=6, color="black", zorder=6)
    ax.annotate(capital["name"], capital["at"], xytext=(5, 4), textcoords="offset points", fontsize=9)


def _label(
    ax: Axes, text: str, at: Point, aside: tuple[float, float], size: float, colour: str, weight: str = "normal"
) -> None:
    """A name beside a place, `aside` in points."""
    ax.annotate(
        text,
        at,
        xytext=aside,
        textcoords="offset points",
        fontsize=size,
        color=colour,
        weight=weight,
        bbox=HALO,
        zorder=7,
    )


def _legend(ax: Axes, guards: str, where: Any) -> None:
    handles: list[Patch | Line2D] = [Patch(fc=colour, ec="0.6", label=name) for name, colour in TERRAIN.items()]
    handles += [Line2D([], [], color=c, lw=w, label=name) for name, (c, w) in ROAD.items()]
    marks = (
        ("D", "white", "crossing"),
        ("^", GREEN, guards),
        ("*", NAVY, "provincial centre"),
        ("o", NAVY, "district seat"),
    )
    handles += [Line2D([], [], ls="", marker=m, mfc=c, mec="black", label=name) for m, c, name in marks]
    ax.legend(handles=handles, loc=where, fontsize=7, ncols=2, framealpha=0.9)
