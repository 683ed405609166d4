"""The draws of a ruling that is sampled: by seed, run and who draws what."""

from __future__ import annotations

from collections.abc import Callable

from panj.model.streams import Streams


def dice(seed: int, run: int, subsystem: str = "desk") -> Callable[[str, str], float]:
    """Draws by (who, which) for one run under a seed."""
    streams = Streams(seed)

    def draw(who: str, which: str) -> float:
        return streams.uniform(subsystem, run, who, which)

    return draw
