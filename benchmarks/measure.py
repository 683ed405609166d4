"""How things are measured: candidates in turn, round by round; the median of the ratios and their quartiles."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# Source of peak(), the most memory that a process has taken [MB]. On Linux that is VmHWM: ru_maxrss there begins with
# the peak of whoever started the process. Elsewhere ru_maxrss it is, in bytes on macOS, in KiB on others.
PEAK = """
def peak():
    import resource, sys
    from pathlib import Path
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text().splitlines()
        return 1.024e-3 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1e-6 if sys.platform == "darwin" else 1.024e-3)
"""


@dataclass(frozen=True)
class Finding:
    """One line of the table: a measured value with its spread, what it should be, and whether it is.

    `low` and `high` are the quartiles over the rounds (equal to `value` where one round was played). `holds` is None
    where it could not be measured here; `note` then says why.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    target: str
    holds: bool | None
    note: str

    @property
    def verdict(self) -> str:
        """`yes`, `no`, or `not measured`."""
        return "not measured" if self.holds is None else "yes" if self.holds else "no"


def in_turn(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each candidate in each round. A candidate returns what it took itself, so it can leave out set-up.

    The order is turned round from one round to the next, so that a machine that warms up or slows down favours none.
    """
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds):
        names = list(candidates)[:: 1 if turn % 2 == 0 else -1]
        for name in names:
            gc.collect()
            seconds[name].append(candidates[name]())
    return seconds


def timed(work: Callable[[], object]) -> float:
    """Seconds that a piece of work takes, without garbage collection under way."""
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def ratios(numerator: Sequence[float], denominator: Sequence[float]) -> tuple[float, float, float]:
    """Median, lower and upper quartile of the ratios, round by round."""
    return spread([a / b for a, b in zip(numerator, denominator, strict=True)])


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, lower and upper quartile (the value itself where there is only one)."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return median, low, high


def at_least(name: str, found: tuple[float, float, float], bound: float, note: str = "") -> Finding:
    """A ratio that should be at least `bound`."""
    return Finding(name, *found, "times", f"at least {bound:g}", found[0] >= bound, note)


def at_most(name: str, found: tuple[float, float, float], bound: float, unit: str = "times", note: str = "") -> Finding:
    """A value that should be at most `bound`."""
    return Finding(name, *found, unit, f"at most {bound:g}", found[0] <= bound, note)


def not_measured(name: str, target: str, why: str) -> Finding:
    """A line for what cannot be measured here."""
    return Finding(name, None, None, None, "", target, None, why)


def shown(value: float | None) -> str:
    """Three figures, or a dash."""
    return "-" if value is None else f"{value:.3g}"


def table(found: list[Finding]) -> str:
    """One line a finding: what, median (quartiles) unit, target, whether it is met, note."""
    cells = [("what", "median (quartiles)", "target", "met", "note")]
    for f in found:
        spread = f"{shown(f.value)} ({shown(f.low)} to {shown(f.high)}) {f.unit}"
        cells.append((f.name, spread if f.value is not None else "-", f.target, f.verdict, f.note))
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells)
