"""The moving picture of the README: the default war, a frame every second day.

    python -m panj.tools.moving_picture

writes docs/figures/war.webp. The same version draws the same bytes on one machine.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from panj.experiments.edge import edge
from panj.experiments.warmap.frame import frame_of
from panj.experiments.warmap.picture import draw_map
from panj.experiments.words import dated
from panj.model import BorderModel

FIGURE = Path(__file__).parents[1] / "docs" / "figures" / "war.webp"
SCENARIO, REGIME, SEED = "tajikistan-2021-incursion", "csto-2010", 1
EVERY, SCALE = 2, 11  # days, pixels a cell
FRAME_MS, LAST_MS = 160, 2500


def main() -> None:
    """Play the war and write the picture."""
    war = BorderModel(SCENARIO, REGIME, SEED)
    frames: list[Image.Image] = []
    while war.running:
        for _ in range(EVERY * war.steps_per_day):
            if war.running:
                war.step()
        title = f"{war.setting.title}: {dated(war.date, '%B %Y')}, regime {REGIME}, seed {SEED}"
        frames.append(draw_map(war.setting, frame_of(war), title, SCALE))
    times = [FRAME_MS] * (len(frames) - 1) + [LAST_MS]
    frames[0].save(FIGURE, save_all=True, append_images=frames[1:], duration=times, loop=0, quality=55, method=6)
    print(f"{FIGURE}: {len(frames)} frames, {FIGURE.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    edge(main)
