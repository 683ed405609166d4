"""What one browser window holds: the war it looks at, where it stands in time, whether it plays, and what it shows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import solara

from browser.boundary import offered
from browser.map.frame import Holdings
from browser.story import DECISIONS
from model import BorderModel
from scenarios.load import scenario_names
from treaty.regime import regime_names

START = {"scenario": "tajikistan-2021", "regime": "csto-2010", "seed": 1}
SEEDS = range(1, 101)
PACES = {"as fast as it goes": 0, "fast": 60, "steady": 200, "slow": 600}  # ms a step
PULSE = 0.25  # seconds between two looks at what is written beside the map while it plays


class ListedModel(BorderModel):
    """A war that a visitor may ask for: what the window sends is held against what the page offered."""

    def __init__(self, scenario: str, regime: str, seed: int) -> None:
        offered("scenario", scenario, scenario_names())
        offered("regime", regime, regime_names())
        super().__init__(scenario, regime, offered("seed", seed, SEEDS))
        self.holdings = Holdings(self)
        self._one_at_a_time = threading.Lock()  # Mesa's play steps in a thread of its own

    def step(self) -> None:
        """One step, if there is one left."""
        with self._one_at_a_time:
            if self.running:
                super().step()
                self.holdings.look(self)


class Window:
    """The reactive state of one window. Text beside the map is told to look again by `pulse`, the map by `frame`."""

    def __init__(self) -> None:
        self.model: solara.Reactive[Any] = solara.Reactive(ListedModel(**START))
        self.playing = solara.Reactive(False)
        self.pace = solara.Reactive("steady")
        self.frame = solara.Reactive(0)
        self.pulse = solara.Reactive(0)
        self.picked: solara.Reactive[Any] = solara.Reactive({})  # what of the map was clicked, as the window says
        self.seat = solara.Reactive("")  # whose eyes the window has; nobody's sees everything
        self._pulsed = 0.0

    # -- time ---------------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Play one step and show it."""
        self.go(lambda model: True)

    def go(self, there: Callable[[BorderModel], bool], most: int = 100_000) -> None:
        """Play at least one step, until the war is where it should be, at its end, or `most` steps further."""
        model = self.model.peek()
        for _ in range(most):
            model.step()
            if not model.running or there(model):
                break
        self.show()

    def day(self, days: int = 1) -> None:
        """Play to the end of this day, or of so many."""
        per_day = self.model.peek().steps_per_day
        self.go(lambda m: m.steps % per_day == 0, per_day)
        for _ in range(days - 1):
            self.go(lambda m: m.steps % per_day == 0, per_day)

    def day_back(self) -> None:
        """Stand where the war stood a day ago."""
        model = self.model.peek()
        self.rewind(model.steps - model.steps_per_day)

    def next_decision(self) -> None:
        """Play until something is asked, voted or decided."""
        model = self.model.peek()
        known = [len(model.events)]

        def decided(m: BorderModel) -> bool:
            news = m.events.since(known[0])
            known[0] = len(m.events)
            return any(e.kind in DECISIONS for e in news)

        self.go(decided)

    def end(self) -> None:
        """Play to the end."""
        self.go(lambda model: False)

    def rewind(self, step: int) -> None:
        """Stand where the war stood after a step: the same dice played again. Also forward."""
        old = self.model.peek()
        step = max(0, min(int(step), old.days * old.steps_per_day))
        self.playing.set(False)
        if step < old.steps:
            old = ListedModel(old.setting.name, old.regime.name, old.seed)
        while old.steps < step and old.running:
            old.step()
        self.model.set(old)
        self.show()

    # -- what is shown ------------------------------------------------------------------------------------------------
    def toggle(self) -> None:
        """Play or pause."""
        self.playing.set(not self.playing.peek() and self.model.peek().running)
        if self.playing.peek():
            self.step()

    def drawn(self, step: int) -> None:
        """The window has painted a step: the next one may come."""
        model = self.model.peek()
        if not self.playing.peek() or step != model.steps:
            return
        if model.running:
            self.step()
        else:
            self.playing.set(False)
            self.show()

    def show(self) -> None:
        """Tell the map, and from time to time the text, to look again."""
        self.frame.set(self.frame.peek() + 1)
        now = time.monotonic()
        if not self.playing.peek() or now - self._pulsed > PULSE:
            self._pulsed = now
            self.pulse.set(self.pulse.peek() + 1)
