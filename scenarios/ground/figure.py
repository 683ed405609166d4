"""Draws the ground: terrain, the border line by district, rivers, roads, towns, crossings and detachments."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from scenarios.ground.border import Line, starts
from scenarios.ground.frame import DLAT, DLON, EAST, HEIGHT, NORTH, SCENARIO, SOUTH, WEST, WIDTH, Point, read, table

TERRAIN = {"lowland": "#dce9c6", "hills": "#ecdcae", "gorge": "#b98d6b", "mountain": "#cdbfa8", "plateau": "#e8e6ef"}
ROAD = {"highway": ("#7f2704", 1.8), "road": ("#a63603", 1.0), "track": ("#a63603", 0.5)}
NAVY, GREEN = "#1b2a63", "#0b6b36"
COUNTRY = {"TJK": "TAJIKISTAN", "AFG": "AFGHANISTAN", "UZB": "UZBEKISTAN", "CHN": "CHINA", "PAK": "PAKISTAN"}
COUNTRY_AT = {
    "TJK": (71.6, 39.05),
    "AFG": (70.35, 36.42),
    "UZB": (67.2, 38.5),
    "CHN": (74.72, 38.2),
    "PAK": (73.2, 36.5),
}
TOWNS = (  # Tajik towns for orientation, from border_places.csv
    "Bokhtar", "Kŭlob", "Vanj", "Rŭshon", "Danghara",
)  # fmt: skip
LABEL_AT = {  # where the seats lie close together, labels stand aside [points]
    "imam-sahib": (-42, -12), "dasht-i-archi": (-50, -11), "khwaja-ghar": (5, -9), "dasht-e-qala": (6, -4),
    "khwaja-bahauddin": (6, 1), "darqad": (6, 1), "yangi-qala": (4, -8), "chah-ab": (-8, -12), "khwahan": (9, -9),
    "shahr-e-buzurg": (6, -3), "shekay": (6, -3), "kuf-ab": (6, -3), "shighnan": (-44, -3), "ishkashim": (-42, -12),
    "nusay": (-8, -13), "maimay": (-14, -14), "kunduz": (6, 3), "chahar-dara": (-38, -3), "baharak-takhar": (-30, 5),
    "hazar-sumuch": (-18, -10), "namak-ab": (5, -4), "bangi": (-16, -10), "khanabad": (-12, -10), "balkh": (-8, 4),
}  # fmt: skip
GUARD_AT = {"shamsiddin-shohin": (-92, 4)}
HALO = {"boxstyle": "round,pad=0.05", "fc": "white", "ec": "none", "alpha": 0.55}


def draw(path: Path) -> None:
    """Write the picture as PNG; axes in degrees."""
    cells = {(int(r["x"]), int(r["y"])): r for r in read(SCENARIO / "cells.csv")}
    fig, ax = plt.subplots(figsize=(15.5, 8.2))
    _terrain(ax, cells)
    _rivers_and_roads(ax, cells)
    _border(ax)
    _places(ax, cells)
    for code, name in COUNTRY.items():
        ax.text(*COUNTRY_AT[code], name, fontsize=11, color="0.35", ha="center", va="center", alpha=0.8)
    ax.set(xlim=(WEST, EAST), ylim=(SOUTH, NORTH), xlabel="longitude [°E]", ylabel="latitude [°N]")
    ax.set_aspect(1 / np.cos(np.radians(37.95)))
    ax.set_title(
        f"Ground of tajikistan-2021: {WIDTH} x {HEIGHT} cells of about 10 km; the border by district", fontsize=11
    )
    ax.text(
        0.995, 0.008, "Made with Natural Earth. Places: GeoNames, CC BY 4.0. Heights: ITU-R P.1511.",
        transform=ax.transAxes, ha="right", fontsize=7, color="0.3",
    )  # fmt: skip
    _legend(ax)
    fig.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(fig)


def _terrain(ax: Axes, cells: dict[tuple[int, int], dict[str, str]]) -> None:
    picture = np.ones((HEIGHT, WIDTH, 3))
    for (x, y), c in cells.items():
        rgb = np.array(matplotlib.colors.to_rgb(TERRAIN[c["terrain"]]))
        picture[y, x] = rgb if c["country"] in ("TJK", "AFG") else 0.35 * rgb.mean() + 0.6
    ax.imshow(picture, origin="lower", extent=(WEST, EAST, SOUTH, NORTH), interpolation="nearest")
    for (x, y), c in cells.items():  # frontiers of the cells' countries
        for i, j in ((1, 0), (0, 1)):
            o = cells.get((x + i, y + j))
            if o and o["country"] != c["country"]:
                lon, lat = WEST + (x + i) * DLON, SOUTH + (y + j) * DLAT
                ax.plot([lon, lon + j * DLON], [lat, lat + i * DLAT], color="0.45", lw=0.5, ls=":")


def _rivers_and_roads(ax: Axes, cells: dict[tuple[int, int], dict[str, str]]) -> None:
    for row in table("rivers.csv"):
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


def _border(ax: Axes) -> None:
    line = Line()
    rows = [r for r in table("districts.csv") if r["kind"] == "border"]
    begin = starts(line, rows)
    colours = [plt.get_cmap("tab10")(i % 10) for i in range(len(rows))]
    for k, start in enumerate(begin):
        end = begin[k + 1] if k + 1 < len(begin) else line.length
        s = [start, *line.s[bisect_right(line.s, start) : bisect_right(line.s, end)], end]
        lon, lat = zip(*(line.at(v) for v in s), strict=True)
        ax.plot(lon, lat, color="white", lw=4.6, zorder=3)
        ax.plot(lon, lat, color=colours[k], lw=3.2, zorder=4, solid_capstyle="butt")
    for name, at in (
        ("Panj", (69.02, 37.36)),
        ("Panj", (71.42, 38.12)),
        ("Pamir", (72.95, 37.36)),
        ("Zorkul", (73.7, 37.53)),
    ):
        ax.text(*at, name, fontsize=8, style="italic", color="#1f5f93", zorder=7)
    for r in table("crossings.csv"):
        ax.plot(float(r["lon"]), float(r["lat"]), "D", ms=6.5, mfc="white", mec="black", zorder=6)


def _places(ax: Axes, cells: dict[tuple[int, int], dict[str, str]]) -> None:
    rows = [r for r in table("districts.csv") if r["kind"] == "border"]
    colour = {r["district"]: plt.get_cmap("tab10")(i % 10) for i, r in enumerate(rows)}
    for r in table("districts.csv"):
        lon, lat = float(r["lon"]), float(r["lat"])
        centre, on_border = r["kind"] == "provincial_centre", r["kind"] == "border"
        mark, points = ("*", 11.0) if centre else ("o", 4.5 if on_border else 2.5)
        fill = colour.get(r["district"], NAVY)
        ax.plot(lon, lat, mark, ms=points, color=fill, mec="black", mew=0.4, zorder=6)
        size = 8.5 if centre else 7 if on_border else 5.5
        weight = "bold" if on_border or centre else "normal"
        _label(ax, r["name"], (lon, lat), LABEL_AT.get(r["district"], (3, -8)), size, NAVY, weight)
    for r in table("detachments.csv"):
        lon, lat = float(r["lon"]), float(r["lat"])
        ax.plot(lon, lat, "^", ms=8, color=GREEN, mec="white", zorder=6)
        name = r["name"].removesuffix(" detachment")
        _label(ax, name, (lon, lat), GUARD_AT.get(r["detachment"], (4, 5)), 7.5, GREEN)
    for r in table("border_places.csv"):
        if r["name"] in TOWNS:
            ax.plot(float(r["lon"]), float(r["lat"]), "s", ms=3, color="0.2", zorder=6)
            ax.annotate(
                r["name"], (float(r["lon"]), float(r["lat"])), xytext=(3, 3), textcoords="offset points", fontsize=6.5
            )
    ax.plot(68.779, 38.536, "s", ms=6, color="black", zorder=6)
    ax.annotate("Dushanbe", (68.779, 38.536), xytext=(5, 4), textcoords="offset points", fontsize=9)


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


def _legend(ax: Axes) -> None:
    handles: list[Patch | Line2D] = [Patch(fc=colour, ec="0.6", label=name) for name, colour in TERRAIN.items()]
    handles += [Line2D([], [], color=c, lw=w, label=name) for name, (c, w) in ROAD.items()]
    marks = (
        ("D", "white", "crossing"), ("^", GREEN, "Tajik border detachment"), ("*", NAVY, "provincial centre"),
        ("o", NAVY, "district seat"),
    )  # fmt: skip
    handles += [Line2D([], [], ls="", marker=m, mfc=c, mec="black", label=name) for m, c, name in marks]
    ax.legend(handles=handles, loc="upper left", fontsize=7, ncols=2, framealpha=0.9)
