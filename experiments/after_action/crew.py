"""Plays wars for a report on a second process or two, so that a page comes within seconds."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from typing import TypeVar

from panj.experiments.runs.executor import script_left_alone
from panj.experiments.runs.local import pool_in_words
from panj.model.game.game import Game
from panj.model.game.orders import Order
from panj.model.game.pairs import Advance, Conditions, Flip, Row, on_seed

MOST = 2  # processes: more would take longer to start than they save
_shared: list[Conditions] = []  # of this process
T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """Whoever plays the wars of one game's report; without a pool it is this process.

    Its wars come back in the order in which they were asked for, whoever has played them.
    """

    def __init__(self, shared: Conditions, pool: ProcessPoolExecutor | None) -> None:
        self.pool = pool
        if pool is None:
            _shared[:] = [shared]

    def courses(self, seed: int, orders: Sequence[Sequence[Order]], advance: Advance) -> list[Row]:
        """Outcomes of wars of one seed, one for each list of orders."""
        found = []
        for row in (self.pool.map if self.pool else map)(_course, repeat(seed, len(orders)), orders):
            found.append(row)
            advance(1)
        return found

    def over(
        self, seeds: Sequence[int], flips: list[Flip], advance: Advance
    ) -> Iterator[tuple[Row, list[tuple[Row, Row]]]]:
        """For each seed the war of the rules, and the two courses of each flip."""
        for found in (self.pool.map if self.pool else map)(_pairs, seeds, repeat(flips, len(seeds))):
            yield found
            advance(len(flips))

    def each(
        self, play: Callable[[Conditions, T], R], things: Sequence[T], advance: Advance = lambda _: None
    ) -> Iterator[R]:
        """What a function of a module makes of each of some things, under the shared conditions."""
        for found in (self.pool.map if self.pool else map)(_each, repeat(play, len(things)), things):
            yield found
            advance(1)


@contextlib.contextmanager
def crew(shared: Conditions, workers: int | None = None) -> Iterator[Crew]:
    """A crew of as many processes as asked for; two, or as many as the machine has, if left out."""
    workers = min(MOST, os.cpu_count() or 1) if workers is None else workers
    if workers == 1:
        yield Crew(shared, None)
        return
    fresh = multiprocessing.get_context("spawn")  # a fork of a server with threads may hang
    with script_left_alone(), pool_in_words(workers), ProcessPoolExecutor(workers, fresh, _open, (shared,)) as pool:
        try:
            yield Crew(shared, pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _open(shared: Conditions) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the first process answers it
    _shared[:] = [shared]


def _course(seed: int, orders: Sequence[Order]) -> Row:
    (shared,) = _shared
    game = Game(shared.scenario, shared.regime, seed, shared.days, shared.parameters, (), orders, lenient=True)
    game.advance("end")
    return shared.read(game.model)


def _pairs(seed: int, flips: list[Flip]) -> tuple[Row, list[tuple[Row, Row]]]:
    (shared,) = _shared
    return on_seed(shared, seed, flips)


def _each(play: Callable[[Conditions, T], R], thing: T) -> R:
    (shared,) = _shared
    return play(shared, thing)
