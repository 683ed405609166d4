"""Those who seek refuge across the border: soldiers and civilians are let in while there is room, and go home later."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from panj.border.dice import poisson
from panj.model.record.events import Event

if TYPE_CHECKING:
    from panj.agents.world import World


class Refuge:
    """Who was let in and is still there; the ground lets soldiers in while `theatre.room` lasts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admits = "all"  # who is let in: all, soldiers, nobody
        self.hosted = 0  # people who are there now
        self.civilians: int = 0  # let in so far
        self.soldiers: list[tuple[int, int]] = []  # day, men let in
        self._capacity = math.floor(world.values["refuge_capacity"])
        self._districts = {d.district: d for d in world.setting.districts}

    def keep_room(self) -> None:
        """Say how many soldiers the ground may still let in."""
        left = 0 if self.admits == "nobody" else max(0, self._capacity - self.hosted)
        self.world.theatre.room[0] = left

    def take_in(self, event: Event) -> None:
        """Draw the consequences of what happened on the ground."""
        if event.kind == "soldiers_refuge":
            men = int(event.amount)
            self.soldiers.append((self.world.day, men))
            self._host(men, "interned soldiers", "repatriation_days", event.id)
        elif event.kind == "district_fell":
            self._admit_civilians(event.place, event.id)

    def _admit_civilians(self, district: str, cause: int) -> None:
        """Part of the people of a border district that has fallen make for the border."""
        w = self.world
        row = self._districts[district]
        luck = w.streams.uniform("civilians", w.hour, district, "mood")
        mean = row.people * w.values["civilians_share"] * -math.log1p(-luck)  # whole villages go or stay: exponential
        want = poisson(w.streams.uniform("civilians", w.hour, district, "families"), mean)
        if row.border_km <= 0 or want == 0:
            return
        room = w.theatre.room  # less the soldiers of this step already, in whatever order things are told
        taken = min(want, int(room[0])) if self.admits == "all" else 0
        room[0] -= taken
        self.civilians += taken
        number = w.tell(
            "civilians_refuge",
            w.far_power(False),
            subject=district,
            place=district,
            amount=taken,
            causes=(cause,),
            reason=f"{want} people of {row.name} make for the border after its fall; {taken} are let in.",
        )
        self._host(taken, "refugees", "civilians_stay_days", number)

    def seek(self, people: int, cause: int) -> None:
        """People make for the border otherwise than after a fall; as many are let in as there is room for."""
        w = self.world
        self.keep_room()
        taken = min(people, int(w.theatre.room[0])) if self.admits == "all" else 0
        w.theatre.room[0] -= taken
        self.civilians += taken
        said = f"{people} people make for the border; {taken} are let in."
        number = w.tell("civilians_refuge", w.far_power(False), amount=taken, causes=(cause,), reason=said)
        self._host(taken, "refugees", "civilians_stay_days", number)

    def _host(self, men: int, who: str, stay: str, cause: int) -> None:
        """Take people in; they go home after the usual days."""
        self.hosted += men
        self.world.send(self.world.values[stay], Homecoming(men, who), cause)

    def send_home(self, men: int) -> int:
        """Let up to so many go home; returns how many do."""
        gone = min(men, self.hosted)
        self.hosted -= gone
        return gone


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
            "repatriation",
            file.requester,
            subject=file.beyond,
            amount=men,
            causes=(cause,),
            reason=f"{men} {self.who} go home.",
        )
