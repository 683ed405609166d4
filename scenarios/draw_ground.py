"""Draws the ground of a scenario: terrain, roads, border by district, towns, crossings, detachments."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np

from scenarios.load import load_scenario

COLOURS = {"lowland": "#dfe8c9", "hills": "#e6d9b0", "gorge": "#b78f6a", "mountain": "#c9b79c", "plateau": "#e9e4dc"}
ROAD_STYLE = {"highway": ("#8c2d04", 1.6), "road": ("#b35806", 1.0), "track": ("#bf8f5f", 0.6)}


def draw(path: Path, name: str = "tajikistan-2021") -> None:
    """Write the picture as PNG; axes in degrees."""
    s = load_scenario(name)
    grid = s.file.grid
    picture = np.ones((grid.height, grid.width, 3))
    lon, lat = np.zeros(grid.width), np.zeros(grid.height)
    at = {}
    for c in s.cells:
        lon[c.x], lat[c.y] = c.lon, c.lat
        at[c.x, c.y] = c
        rgb = np.array(matplotlib.colors.to_rgb(COLOURS[c.terrain]))
        here = c.country in (s.file.requester, s.file.beyond)
        picture[c.y, c.x] = rgb if here else 0.55 + 0.45 * np.full(3, rgb.mean())
        if c.country == s.file.requester:
            picture[c.y, c.x] = 0.75 * picture[c.y, c.x] + 0.25 * np.array([0.55, 0.8, 0.65])
    dx, dy = (lon[1] - lon[0]) / 2, (lat[1] - lat[0]) / 2
    fig, ax = plt.subplots(figsize=(13, 7.2))
    extent = (lon[0] - dx, lon[-1] + dx, lat[0] - dy, lat[-1] + dy)
    ax.imshow(picture, origin="lower", extent=extent, aspect=1.27, interpolation="nearest")
    for kind, (colour, width) in ROAD_STYLE.items():
        for (x, y), c in at.items():
            for i, j in ((1, 0), (0, 1), (1, 1), (1, -1)):
                o = at.get((x + i, y + j))
                if o and c.roads == kind and o.roads != "none" and o.country == c.country:
                    ax.plot([c.lon, o.lon], [c.lat, o.lat], color=colour, lw=width, alpha=0.7)
    colours = plt.get_cmap("tab20").colors
    order = list(dict.fromkeys(g.district for g in s.segments))
    for g in s.segments:
        a, b = at[g.tjk_x, g.tjk_y], at[g.afg_x, g.afg_y]
        x, y = (a.lon + b.lon) / 2, (a.lat + b.lat) / 2
        ax.plot(x, y, "s", ms=4.2, color=colours[order.index(g.district) % 20])
        if g.crossing:
            ax.plot(x, y, "D", ms=7, mfc="white", mec="black", zorder=5)
    for d in s.districts:
        c = at[d.x, d.y]
        big = d.kind == "provincial_centre"
        ax.plot(c.lon, c.lat, "*" if big else "o", ms=10 if big else 3.5, color="#20306b", zorder=6)
        ax.annotate(d.name, (c.lon, c.lat), xytext=(3, -7), textcoords="offset points", fontsize=6, color="#20306b")
    for u in s.units:
        if u.role == "detachment":
            c = at[u.x, u.y]
            ax.plot(c.lon, c.lat, "^", ms=7, color="#0b6b36", zorder=6)
            ax.annotate(
                u.home, (c.lon, c.lat), xytext=(3, 4), textcoords="offset points", fontsize=6.5, color="#0b6b36"
            )
    ax.set_xlabel("longitude [degrees east]")
    ax.set_ylabel("latitude [degrees north]")
    ax.set_title(
        f"{s.title}: {grid.width} x {grid.height} cells of about {grid.cell_km:.0f} km; border squares by district,\n"
        "diamonds crossings, triangles detachments, stars provincial centres, brown lines roads. "
        "Made with Natural Earth and GeoNames (CC BY 4.0).",
        fontsize=9,
    )
    fig.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    fig.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(fig)


if __name__ == "__main__":
    draw(Path(__file__).parent.parent / "docs/figures/ground.png")
