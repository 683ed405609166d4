"""What agents need of the world they live in, and nothing else: the model offers it, agents know only this.

Whoever runs the agents elsewhere, in a test or in another model, needs to provide this and no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import mesa

from panj.agents.observer import Picture
from panj.border.forces import Forces
from panj.border.ground import Ground
from panj.border.inland.land import Land
from panj.border.inland.params import InlandParameters
from panj.border.inland.state import Inland
from panj.border.params import GroundParameters
from panj.border.theatre import Theatre
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import Scenario
from panj.treaty.law.regime import Regime

if TYPE_CHECKING:
    from panj.agents.alliance.alliance import Alliance
    from panj.agents.alliance.help import Arrival
    from panj.agents.command.border import BorderCommand
    from panj.agents.seats.seat import Seated


class Told(Protocol):
    """Something that happened, as agents may look at it; see model.events.Event."""

    @property
    def id(self) -> int:
        """Number in the log, from 0."""

    @property
    def step(self) -> int:
        """Step in which it happened."""

    @property
    def kind(self) -> str:
        """What kind of thing, see agents.kinds."""

    @property
    def subject(self) -> str:
        """Whom it befell: a unit's id, a state's code."""


class Log(Protocol):
    """What has happened so far."""

    def __len__(self) -> int: ...

    def since(self, number: int) -> Sequence[Told]:
        """Events from one of this number on, in order."""

    def of(self, *kinds: str) -> Sequence[Told]:
        """Events of these kinds, in order."""


class Dice(Protocol):
    """Draws with an address: the same address gives the same number, whenever it is asked for."""

    @property
    def seed(self) -> int:
        """Root of every draw."""

    def uniform(self, subsystem: str, step: int, who: str, which: str) -> float:
        """One draw in [0, 1)."""


class Teller(Protocol):
    """Writes an event now and returns its number."""

    def __call__(
        self,
        kind: str,
        actor: str,
        *,
        subject: str = "",
        place: str = "",
        amount: float = 0,
        clause: str = "",
        causes: tuple[int, ...] = (),
        reason: str,
    ) -> int: ...


class World(Protocol):
    """The world of the agents."""

    # -- what is laid down before the game -----------------------------------------------------------------------------
    @property
    def setting(self) -> Scenario:
        """The scenario: states, powers, observers, districts, units."""

    @property
    def law(self) -> Regime:
        """The treaty regime of the game, whatever the day."""

    @property
    def regime(self) -> Regime:
        """The treaty rules in force today."""

    @property
    def values(self) -> Mapping[str, float]:
        """The scenario's parameters, in the units that its file gives."""

    @property
    def rules(self) -> GroundParameters:
        """Parameters of the ground rules."""

    @property
    def inland_rules(self) -> InlandParameters:
        """Parameters of the rules inside the border."""

    @property
    def powers(self) -> Sequence[str]:
        """Codes of the powers with units, in the order of the forces table's `owner`."""

    @property
    def detachments(self) -> Sequence[str]:
        """Names of the border detachments, each with a sector of the border, west to east."""

    @property
    def front_names(self) -> Sequence[str]:
        """Names of the militants' fronts, in the order of the ground's `d_front`."""

    # -- the clock -----------------------------------------------------------------------------------------------------
    @property
    def days(self) -> int:
        """Days that the game lasts."""

    @property
    def hour(self) -> int:
        """Hours from the start of the war to the beginning of this step."""

    @property
    def steps(self) -> int:
        """Steps begun so far."""

    @property
    def steps_per_day(self) -> int:
        """Steps of a day."""

    @property
    def day(self) -> int:
        """Days since the start, from 0."""

    @property
    def date(self) -> dt.date:
        """Today."""

    # -- what there is to look at --------------------------------------------------------------------------------------
    @property
    def ground(self) -> Ground:
        """Cells, districts and stretches of border, with the hours of march between them."""

    @property
    def forces(self) -> Forces:
        """Every unit in numpy columns; whoever commands units writes their orders here."""

    @property
    def theatre(self) -> Theatre:
        """What changes on the ground besides the units."""

    @property
    def land(self) -> Land:
        """The member's land: villages and the ways to them."""

    @property
    def villages(self) -> Sequence[str]:
        """Names of the member's villages, in the order of the land's `village_cell`."""

    @property
    def inland(self) -> Inland:
        """What changes inside the border: bands, villages, columns."""

    @property
    def busy_inside(self) -> bool:
        """Whether bands are inside the member's land, or what they did there is not over."""

    @property
    def grid(self) -> Mapping[tuple[int, int], Any]:
        """The ground as a Mesa grid: (x, y) -> cell."""

    @property
    def events(self) -> Log:
        """What has happened so far."""

    @property
    def alliance(self) -> Alliance:
        """States, bodies and the cases before them."""

    @property
    def chairs(self) -> Mapping[str, Seated]:
        """Everybody who decides, by the name of the chair: states' codes, bodies, commands."""

    @property
    def border_troops(self) -> BorderCommand:
        """The member's command along its border."""

    def power_of(self, row: int) -> str:
        """Code of the power that a unit belongs to."""

    def far_power(self, militant: bool) -> str:
        """Code of the first power of the militants, or of the government beyond the border."""

    def truth(self) -> tuple[float, float, Picture]:
        """The border as it is, for observers to see through their faults: share held in fact, share held in name only,
        and the counts of the week."""

    def waiting(self, role: str, owner: str = "") -> list[int]:
        """Rows of battalions of a role that are still away and not under way: those of a power, or of all."""

    def coming_men(self) -> int:
        """Men of all battalions under way to the border."""

    # -- what agents can do --------------------------------------------------------------------------------------------
    @property
    def streams(self) -> Dice:
        """The dice."""

    @property
    def tell(self) -> Teller:
        """Write down that something happened, who did it, why, and what caused it."""

    def send(self, days: float, what: Arrival, cause: int = -1) -> None:
        """Put something under way that takes effect in `days`, at the earliest in the next step."""

    def hurry(self, who: str, share: float, cause: int) -> None:
        """Equipment that somebody has under way comes in a share of the time left, because of an event."""

    def admit(self, who: str) -> None:
        """Say who is let in that flees over the border: all, soldiers or nobody."""

    def seek_refuge(self, people: int, cause: int) -> None:
        """So many people make for the border, because of an event."""

    def send_home(self, men: int) -> int:
        """Let up to so many of those who sought refuge go home; returns how many do."""


class Actor(mesa.Agent):
    """A Mesa agent that knows its world by the protocol."""

    model: World

    def __init__(self, model: World) -> None:
        super().__init__(model)

    def remove(self) -> None:
        """Refused, except for units: a game without one of its states, bodies or commands has no rules.

        Raises:
            InputError: always.
        """
        raise InputError(
            type(self).__name__, "remove()", InWords("an agent that every game needs"), "units, see agents.units"
        )
