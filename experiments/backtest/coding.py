"""How well the coded judgements are known: a second coding, the disagreement of both, and the error it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from panj.experiments.backtest.cases import JUDGED, SECOND_CODING, CodedCase, conventions, load_crises, usual_judgements
from panj.scenarios.reading import read_yaml

Floats = NDArray[np.float64]


def judgements(cases: Sequence[CodedCase]) -> Floats:
    """The judgements of each case, (cases, judgements), in the order of `JUDGED`."""
    return np.array([[getattr(c, name) for name in JUDGED] for c in cases])


@lru_cache(maxsize=1)
def second_coding() -> Mapping[str, tuple[float, ...]]:
    """The judgements coded once more from the anchors, by the case's id."""
    rows = read_yaml(SECOND_CODING)["judgements"]
    return {case: tuple(map(float, row)) for case, row in rows.items()}


@lru_cache(maxsize=1)
def disagreement() -> dict[str, float]:
    """Root mean square difference of the two codings of each judgement, over the crises of the program."""
    cases = load_crises()
    gap = judgements(cases) - np.array([second_coding()[c.id] for c in cases])
    return dict(zip(JUDGED, np.sqrt((gap**2).mean(axis=0)).tolist(), strict=True))


@lru_cache(maxsize=1)
def error() -> dict[str, float]:
    """Standard deviation of each judgement's error: the disagreement of both codings, but no less than that of a
    judgement known to within 0.2 either way, for the two coders are not independent."""
    least = float(conventions()["coding"]["error"]) / 3.0**0.5
    return {name: max(least, gap) for name, gap in disagreement().items()}


def spreads(cases: Sequence[CodedCase]) -> Floats:
    """Standard deviation of each judgement's error, (cases, judgements); of one that its file leaves out, how far the
    crises of the program differ in it."""
    return np.array([[usual_judgements()[n][1] if n in c.uncoded else error()[n] for n in JUDGED] for c in cases])
