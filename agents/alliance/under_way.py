"""What is under way and what it does when it arrives: battalions, equipment, an exercise, people on their way home.

Effects on the field, by kind of help: a combat force goes where the need is, a guard force takes over quiet stretches
and frees local men; equipment widens what posts see and can do; an exercise puts the border on alert and shows force
to the other bank; a mission and shared information sharpen what states see, where reserves go and what patrols find.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from panj.agents.command.border import BY_NEED, COMBAT
from panj.border.forces import AWAY, FIELD, POST

if TYPE_CHECKING:
    from panj.agents.world import World


class Arrival(Protocol):
    """Something that takes effect when its clock has run."""

    def arrive(self, world: World, cause: int) -> None:
        """Take effect; `cause` is the event that put it under way."""


@dataclass(frozen=True, slots=True)
class Battalions:
    """Battalions of a power; `collective` men count as help of the alliance."""

    rows: tuple[int, ...]  # of the forces table
    who: str
    told: str = "arrival"  # kind of event that tells of it
    clause: str = ""
    collective: bool = False
    mandate: str = COMBAT
    sector: str = BY_NEED

    def arrive(self, world: World, cause: int) -> None:
        """They enter the field and are posted."""
        f = world.forces.columns
        rows = [r for r in self.rows if f.status[r] == AWAY]
        places = []
        for row in rows:
            f.status[row] = FIELD
            places.append(world.detachments[world.border_troops.post(row, self.mandate, self.sector)])
        men = sum(f.men[rows].tolist())
        if not men:
            return
        places = list(dict.fromkeys(places))
        world.tell(
            self.told, self.who, subject=world.setting.file.requester, place="+".join(places), amount=men,
            clause=self.clause, causes=(cause,),
            reason=f"{men} men of {world.setting.file.powers[self.who].name} arrive and go to"
            f" {', '.join(places).title()}.",
        )  # fmt: skip
        if self.collective:
            world.alliance.book.arrive(world.day, men)


@dataclass(frozen=True, slots=True)
class Equipment:
    """Equipment for the posts and for the hunt inside, aircraft too: `share` 0..1 of what is lacking."""

    who: str
    share: float
    clause: str = ""
    collective: bool = False

    def arrive(self, world: World, cause: int) -> None:
        """It reaches the posts."""
        f = world.forces.columns
        posts = (f.kind == POST) & (f.status == FIELD)
        f.equipment[posts] += (1.0 - f.equipment[posts]) * self.share
        lift(world, self.share)
        world.tell(
            "delivery", self.who, subject=world.setting.file.requester, amount=round(self.share, 4),
            clause=self.clause, causes=(cause,),
            reason=f"Equipment from {world.setting.file.states[self.who].name} reaches the posts: {self.share:.0%} of"
            " what they lack.",
        )  # fmt: skip
        if self.collective:
            world.alliance.book.arrive(world.day, 0)


def lift(world: World, share: float) -> None:
    """Equipment and aviation for the hunt inside: `share` 0..1 of what is lacking is made good."""
    world.inland.air[0] += (1.0 - world.inland.air[0]) * share


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise of some men for some days; `readiness` 0..1 is the alert that it keeps the border at."""

    who: str
    men: int
    days: float
    readiness: float
    clause: str = ""
    collective: bool = False

    def arrive(self, world: World, cause: int) -> None:
        """It begins in the sector most in danger: alert all along the border and a show of force there."""
        sector = world.border_troops.sector_in_danger()
        world.border_troops.begin_exercise(int(self.days), self.readiness, sector, self.men)
        world.tell(
            "exercise", self.who, subject=world.setting.file.requester, place=world.detachments[sector],
            amount=self.men, clause=self.clause, causes=(cause,),
            reason=f"An exercise with {self.men} men in the {world.detachments[sector].title()} sector, where"
            f" danger seems greatest; the border stays on alert for {self.days:.0f} days.",
        )  # fmt: skip
        if self.collective:
            world.alliance.book.arrive(world.day, 0)


@dataclass(frozen=True, slots=True)
class Homecoming:
    """People who sought refuge go home: soldiers are flown, civilians walk."""

    men: int
    who: str

    def arrive(self, world: World, cause: int) -> None:
        """They go, as many as are still there."""
        men = world.send_home(self.men)
        file = world.setting.file
        world.tell(
            "repatriation", file.requester, subject=file.beyond, amount=men, causes=(cause,),
            reason=f"{men} {self.who} go home.",
        )  # fmt: skip
