"""BorderModel: the border war under a treaty, as a mesa.Model. Its `step` reads like the list of what happens."""

from __future__ import annotations

import datetime as dt
import math
import secrets
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from mesa import Agent

from panj.agents.alliance.alliance import Alliance
from panj.agents.alliance.help import Arrivals
from panj.agents.alliance.requester import Requester
from panj.agents.command.border import BorderCommand, GarrisonCommand
from panj.agents.command.militants import MilitantCommand
from panj.agents.observer import Picture
from panj.agents.seats.seat import Seated
from panj.agents.units import Unit, unit_class
from panj.border.compiled import quick
from panj.border.control import lie_open
from panj.border.forces import Forces
from panj.border.ground import Ground, build_ground, detachment_names
from panj.border.inland.land import Land, build_land
from panj.border.inland.params import inland_parameters
from panj.border.inland.state import open_inland
from panj.border.inland.step import inland_step
from panj.border.kernel import ground_step
from panj.border.params import ground_parameters
from panj.border.sound import SOUND, said, unsound, unsound_cells
from panj.border.theatre import THROUGH, Theatre, open_theatre
from panj.model.injects import injects_by_day, play_inject
from panj.model.mesa_base import MesaBase
from panj.model.record.account import Account
from panj.model.record.chronicle import Chronicle
from panj.model.record.collect import DailyCollector
from panj.model.record.events import EventLog
from panj.model.refuge import Refuge
from panj.model.streams import Streams
from panj.scenarios.arguments import brief, whole
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario, load_scenario
from panj.scenarios.schema import SnowLine
from panj.treaty.law.regime import Regime, load_regime

if TYPE_CHECKING:
    import pandas as pd
    from mesa.discrete_space import OrthogonalMooreGrid

    from panj.agents.world import World


_ground_step, _inland_step, _lie_open = map(quick, (ground_step, inland_step, lie_open))
_unsound, _unsound_cells = map(quick, (unsound, unsound_cells))

LAYERS = ("government", "militants", "attackers", "defenders")
_GROUNDS: dict[Hashable, tuple[Scenario, Ground, Land]] = {}


class BorderModel(MesaBase):
    """One game. `BorderModel(scenario, regime, seed)` steps like any Mesa model; `run()` plays it to the end.

    Args:
        scenario: name of a scenario, path of a scenario folder, or a loaded Scenario.
        regime: name of a treaty regime, path of a regime file, or a loaded Regime; None takes the scenario's own.
        seed: root of every draw, a whole number from 0; None takes one from the operating system, see `seed`.
        days: days to play; None takes the scenario's own.
        parameters: changes to the scenario's parameters, name -> value, within their ranges.

    Raises:
        InputError: when something is unknown or out of range, in one line.

    A subclass may give kinds or roles of units a class of its own: `unit_rules = {"mobile": Patrol}`; if that class has
    a `step`, it is called for its units before the ground moves, see agents.units.

    A step past the last day does nothing. A model can be copied (`copy.deepcopy`) and pickled between any two steps;
    the copy plays on to the same digest. Reporters added to `datacollector` are collected.
    """

    SHARED = ("setting", "ground", "land", "law", "rules", "inland_rules")
    unit_rules: ClassVar[Mapping[str, type[Unit]]] = {}

    @brief
    def __init__(
        self,
        scenario: str | Path | Scenario = "tajikistan-2021",
        regime: str | Path | Regime | None = None,
        seed: int | None = None,
        days: int | None = None,
        parameters: dict[str, float] | None = None,
    ) -> None:
        self.seed: int = secrets.randbits(31) if seed is None else whole("seed", seed, 0, 2**63 - 1)
        self.setting: Scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        super().__init__(rng=self.seed % 2**32)
        file = self.setting.file
        self.law = regime if isinstance(regime, Regime) else load_regime(file.regime if regime is None else regime)
        self.days = file.days if days is None else whole("days", days, 1, 3650)
        self.values = self.setting.parameters(parameters)
        self.streams = Streams(self.seed)
        self._step_hours = file.step_hours
        self.steps_per_day = 24 // file.step_hours
        self._dawn = 0  # 1 while the next step is looked at from its beginning, see at_dawn
        self._date = (0, file.start)  # the day that `date` was last asked on, and its date
        self.powers = list(file.powers)
        self._first_power = {p.side: code for code, p in reversed(file.powers.items())}
        self.detachments = detachment_names(self.setting)
        self.front_names = sorted({d.front for d in self.setting.districts})

        self.rules = ground_parameters(self.values, file.step_hours, file.grid.cell_km, str(self.setting.folder))
        self.inland_rules = inland_parameters(self.values, str(self.setting.folder))
        self.ground, self.land = _ground(self.setting, self.rules.foot_kmh, self.rules.road_kmh)
        units = sorted(self.setting.units, key=lambda u: u.unit)  # so that the order of the file does not matter
        self.forces = Forces(units, self.setting, self.ground)
        self.layers = {name: np.zeros((file.grid.width, file.grid.height)) for name in LAYERS}
        self.theatre: Theatre = open_theatre(self.ground, len(self.forces), self.layers)
        _lie_open(self.ground, self.forces.columns, self.theatre)
        self.inland = open_inland(self.land, len(self.forces), self.inland_rules.village_stores)
        self._through = 0  # bands that had got away when the war inside was last played
        self.busy_inside = False  # whether bands are inside, or what they did there is not over

        self.events = EventLog(self, f"{self.setting.name}|{self.law.name}|{self.seed}")
        self.tell = self.events.add  # writes an event now; returns its id
        self.chronicle = Chronicle(self)
        self.villages = self.chronicle.villages
        self._injects = injects_by_day(self.setting)
        kinds = [unit_class(self.unit_rules, self.forces, row) for row in range(len(self.forces))]
        self.units: list[Unit] = [kind(self, row) for row, kind in enumerate(kinds)]
        self.commands = [MilitantCommand(self, name, data) for name, data in file.commands.items()]
        self.garrisons = GarrisonCommand(self)
        self.border_troops = BorderCommand(self)
        self.own_rules = [u for u in self.units if type(u).step is not Agent.step]
        self.arrivals = Arrivals(self)
        self.send = self.arrivals.send
        self.hurry = self.arrivals.hurry
        self.waiting = self.arrivals.waiting
        self.refuge: Refuge = Refuge(self)
        self.alliance: Alliance = Alliance(self)
        self.account: Account = Account(self)
        self.datacollector = DailyCollector(self.steps_per_day)

    # -- one step ----------------------------------------------------------------------------------------------------
    def step(self) -> None:
        """Injects, arrivals; daily: observe, politics, command; then the ground and the account."""
        day_begins = self.day_begins
        if day_begins:
            self.play_injects()
        self.arrivals.come_due()
        self.refuge.keep_room()
        if day_begins:
            self.alliance.observe()
            self.alliance.deliberate()
            self.command()
        for unit in self.own_rules:
            unit.step()
        self.fight()
        self.account.keep()
        self.datacollector.collect(self)
        if self.over:
            self.running = False

    def play_injects(self) -> None:
        """What the controller put into the scenario for today."""
        for inject in self._injects.get(self.day, ()):
            play_inject(self, self.commands, inject)

    def command(self) -> None:
        """Militants pick objectives; garrisons and border troops get orders."""
        close_ways(self)
        for command in self.commands:
            command.step()
        self.garrisons.step()
        self.border_troops.step()

    def fight(self) -> None:
        """The ground: collapse, fight, move, cross, in that order; see border.kernel."""
        self.refuse_unsound()
        self.play_ground()
        if self.busy_inside or self.theatre.counts.item(THROUGH) != self._through:
            self.play_inland()
        for number in self.chronicle.read():
            self.refuge.take_in(self.events[number])
            self.account.take_in(self.events[number])
        if self.over:
            self.refuse_unsound()

    def refuse_unsound(self) -> None:
        """Raise InputError where a unit or the ground has a value that is no number: it would be taken for calm."""
        row = _unsound(self.forces.columns, self.theatre, self.inland)
        if row == SOUND and (self.day_begins or self.over):
            row = _unsound_cells(self.theatre)
        if row == SOUND:
            return
        if row >= 0:
            name, value = said(self.forces.columns, self.inland, row)
            raise InputError(f"unit {self.forces.names[row]}", name, value, "a finite number")
        raise InputError("state of the ground", "", InWords("a value that is no number"), "finite numbers")

    def play_ground(self) -> None:
        """One step of the kernel."""
        _ground_step(self.ground, self.forces.columns, self.theatre, self.rules, self.seed, self.steps)

    def play_inland(self) -> None:
        """One step of the war inside; played once a band has got away and until nothing is left of what it did."""
        self._through = self.theatre.counts.item(THROUGH)
        self.busy_inside = _inland_step(
            self.ground,
            self.forces.columns,
            self.theatre,
            self.land,
            self.inland,
            self.rules,
            self.inland_rules,
            self.seed,
            self.steps,
        )

    def run(self) -> BorderModel:
        """Play to the end."""
        while self.running:
            self.step()
        return self

    @property
    def over(self) -> bool:
        """Whether the last step has been played."""
        return bool(self.steps >= self.days * self.steps_per_day)

    # -- time --------------------------------------------------------------------------------------------------------
    @property
    def day(self) -> int:
        """Days since the start, from 0."""
        begun = self.steps - 1 + self._dawn
        return begun // self.steps_per_day if begun > 0 else 0

    @contextmanager
    def at_dawn(self) -> Iterator[None]:
        """What happens within the block, between two steps, happens at the beginning of the next one."""
        self._dawn = 1
        try:
            yield
        finally:
            self._dawn = 0

    @property
    def hour(self) -> int:
        """Hours from the start of the war to the beginning of this step."""
        begun = self.steps - 1 + self._dawn
        return begun * self._step_hours if begun > 0 else 0

    @property
    def day_begins(self) -> bool:
        """Whether this is the first step of a day."""
        return (self.steps - 1 + self._dawn) % self.steps_per_day == 0

    @property
    def date(self) -> dt.date:
        """Today."""
        day = self.day
        if self._date[0] != day:
            self._date = (day, self.setting.file.start + dt.timedelta(days=day))
        return self._date[1]

    @property
    def regime(self) -> Regime:
        """The treaty regime as it is today: the law may change while a war is on."""
        return self.law.on(self.date)

    # -- who and what ------------------------------------------------------------------------------------------------
    def deregister_agent(self, agent: Agent) -> None:
        """Let an agent go; a unit with a rule of its own is not called any more."""
        super().deregister_agent(agent)
        self.own_rules = [unit for unit in self.own_rules if unit is not agent]

    @property
    def chairs(self) -> dict[str, Seated]:
        """Everybody who decides, by the name of the chair: states' codes, bodies, commands."""
        return {agent.chair: agent for agent in self.agents if isinstance(agent, Seated) and agent.matters}

    @property
    def requester(self) -> Requester:
        """The member whose border it is."""
        return self.alliance.requester

    def truth(self) -> tuple[float, float, Picture]:
        """The border as it is, for observers; see model.account."""
        return self.account.truth()

    def coming_men(self) -> int:
        """Men of all battalions under way to the border."""
        return int(self.forces.men[self.arrivals.battalions()].sum())

    def admit(self, who: str) -> None:
        """Say who is let in that flees over the border: all, soldiers or nobody."""
        self.refuge.admits = who

    def seek_refuge(self, people: int, cause: int) -> None:
        """So many people make for the border, because of an event."""
        self.refuge.seek(people, cause)

    def send_home(self, men: int) -> int:
        """Let up to so many of those who sought refuge go home; returns how many do."""
        return self.refuge.send_home(men)

    def power_of(self, row: int) -> str:
        """Code of the power that a unit belongs to."""
        return self.powers[self.forces.columns.owner[row]]

    def far_power(self, militant: bool) -> str:
        """Code of the first power of the militants, or of the government beyond the border."""
        return self._first_power["militant" if militant else "government"]

    @cached_property
    def grid(self) -> OrthogonalMooreGrid:
        """The ground as a Mesa grid. Its property layers are the arrays that the kernel uses, shared and not copied.

        Made when first asked for, because a run without a map does not need 2,800 cell objects.
        """
        from panj.model.mesa_base import make_grid

        return make_grid(self)

    # -- what a run leaves -------------------------------------------------------------------------------------------
    @property
    def digest(self) -> str:
        """Hash of the events so far."""
        return self.events.digest

    def outcomes(self) -> dict[str, Any]:
        """The row of outcomes, columns as in model.outcomes.OUTCOMES; None where something never happened."""
        return self.account.outcomes()

    def district_stability(self) -> dict[str, tuple[float, str]]:
        """Stability index and named state of each border district, as of the last whole day."""
        return self.account.district_stability()

    def series(self) -> pd.DataFrame:
        """One row a day."""
        return self.datacollector.get_model_vars_dataframe()

    def count(self, name: str) -> Any:
        """A count of the daily series as it stands."""
        return self.account.now(name)

    # -- copies ------------------------------------------------------------------------------------------------------
    def __getstate__(self) -> dict[str, Any]:
        """All but the map, which is made again when asked for, and the layers, which are the theatre's own arrays."""
        return {name: value for name, value in super().__getstate__().items() if name not in ("grid", "layers")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Stand where the copied or pickled model stood."""
        super().__setstate__(state)
        size = self.ground.width, self.ground.height
        self.layers = {name: getattr(self.theatre, name).reshape(size) for name in LAYERS}


def _ground(scenario: Scenario, foot_kmh: float, road_kmh: float) -> tuple[Ground, Land]:
    """The ground of a scenario and the member's land on it, built once and shared by every model of it, whatever else
    is changed."""
    tables = (scenario.cells, scenario.segments, scenario.districts, scenario.units)
    file = scenario.file
    goals = tuple(c.transit_to for c in file.commands.values())
    key = (*map(id, tables), file.grid, file.requester, file.beyond, goals, foot_kmh, road_kmh)
    if key not in _GROUNDS:
        if len(_GROUNDS) > 16:
            _GROUNDS.clear()
        ground = build_ground(scenario, foot_kmh, road_kmh)
        _GROUNDS[key] = (scenario, ground, build_land(scenario, ground, foot_kmh, road_kmh))
    return _GROUNDS[key][1:]


# -- the season --------------------------------------------------------------------------------------------------------
def snow_line_m(lines: Sequence[SnowLine], date: dt.date) -> float:
    """Height above which ways are closed on a date [m]: none before the first, even change between two of the lines."""
    if not lines or date < lines[0].date:
        return math.inf
    for before, after in pairwise(lines):
        if date < after.date:
            share = (date - before.date) / (after.date - before.date)
            return before.above_m + share * (after.above_m - before.above_m)
    return lines[-1].above_m


def close_ways(world: World) -> None:
    """Tell the land from which height on its ways are closed today, and by when bands must have left."""
    lines = world.setting.file.snow
    if lines:
        ahead = dt.timedelta(days=world.values["winter_margin_days"])
        world.inland.snow_m[0] = snow_line_m(lines, world.date)
        world.inland.closing_m[0] = min(snow_line_m(lines, world.date), snow_line_m(lines, world.date + ahead))
