"""Turns the lines that the ground kernel tells into events with names, places and reasons in plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panj.border.inland.land import village_names
from panj.border.inland.state import (
    TOLD_INSIDE,
    TURN_BEATEN,
    TURN_NOTHING,
    TURN_SNOW,
    TURN_STRUCK,
    TURN_WANT,
    VILLAGE_TAKEN,
)
from panj.border.theatre import DEAL, DISTRICT_FELL, DISTRICT_RETAKEN, FALLBACK, FLIGHT, TOLD

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

_KINDS = (*TOLD, *TOLD_INSIDE)
_BY_DISTRICT = (DEAL, FALLBACK, FLIGHT, DISTRICT_FELL, DISTRICT_RETAKEN)
_IN_DISTRICT = ("broke_off", "destroyed")  # of units, but the place is a district all the same

_BY_HUNTERS = ("destroyed", "band_slips")
_OVER = ("band_home", "band_passes", "band_disperses", "incursion_attempt")  # with which a hunt ends

_WAYS = {
    DEAL: "its men go home by deal",
    FALLBACK: "{amount} men fall back on the provincial centre",
    FLIGHT: "{amount} men make for the border",
}
_REASONS = {
    "soldiers_refuge": "{amount} men of {name} cross the border and lay down their arms.",
    "turned_away": "There is no room for {amount} men of {name}: they lay down their arms and go home.",
    "incursion_attempt": "{name} ({amount} men) tries to cross: its bank is held and its command means to.",
    "incursion_found": "Patrols find {name} on the member's side.",
    "incursion_repelled": "{name} is thrown back over the border; {amount} men are left.",
    "incursion_through": "{name} ({amount} men) gets away into the country.",
    "post_lost": "{name} is under half strength or outmatched and falls back; {amount} men are left.",
    "post_attacked": "{name} is under attack and loses {amount}.",
    "broke_off": "{name} is under half strength and breaks off with {amount} men.",
    "destroyed": "{name} has nobody left.",
    "village_taken": "{name} takes {where}; {amount} people are held.",
    "village_free": "{name} is gone from {where}; {amount} people who were held go home.",
    "people_flee": "{amount} people flee from {where} before {name}.",
    "people_return": "{amount} people who had fled come home to {where}.",
    "band_found": "{name} ({amount} men) is found inside the country.",
    "band_slips": "{name} breaks contact and slips away with {amount} men.",
    "band_hides": "{name} ({amount} men) hides among the people of {where}.",
    "band_rises": "{name} ({amount} men) comes out of hiding.",
    "band_home": "{name} is back over the border with {amount} men.",
    "band_passes": "{name} ({amount} men) passes on over another border.",
    "band_disperses": "{name} has nothing to eat and no way home: its {amount} men leave their arms.",
}
_TURNS = {
    TURN_STRUCK: "it has what it came for",
    TURN_BEATEN: "it was beaten",
    TURN_WANT: "it has nothing to eat",
    TURN_SNOW: "snow will soon close its way home",
    TURN_NOTHING: "it finds no village that it could take",
}


class Chronicle:
    """Keeps which line of the kernel became which event, so that causes can be named."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.event_of: list[int] = []
        self._districts = [d.district for d in model.setting.districts]
        names = village_names(model.setting)
        self.villages = [names[divmod(cell, model.ground.height)] for cell in model.land.village_cell.tolist()]
        self._stretches = [s.crossing or f"{s.district}-km-{s.from_km:.0f}" for s in model.setting.segments]

    def read(self) -> list[int]:
        """Write this step's lines as events; returns their ids."""
        theatre = self.model.theatre
        lines = int(theatre.told[0])
        return [self._write(*line) for line in theatre.log[:lines].tolist()] if lines else []

    def _write(self, code: int, unit: int, place: int, amount: int, cause: int) -> int:
        """One line as an event; returns its id."""
        m = self.model
        where = self._place(code, place)
        number = m.tell(
            _KINDS[code],
            m.power_of(unit) if unit >= 0 else self._whose(code),
            subject=m.forces.names[unit] if unit >= 0 else where,
            place=where,
            amount=amount,
            causes=self._causes(code, unit, cause),
            reason=self._reason(code, unit, place, amount),
        )
        self.event_of.append(number)
        return number

    def _causes(self, code: int, unit: int, cause: int) -> tuple[int, ...]:
        """The line before it as an event; of a band inside that is beaten also the order to the columns that did it."""
        m = self.model
        before = (self.event_of[cause],) if 0 <= cause < len(self.event_of) else ()
        hunted = m.border_troops.pursuit.told
        if unit in hunted and _KINDS[code] in _BY_HUNTERS:
            return (*before, hunted[unit])
        if unit in hunted and _KINDS[code] in _OVER:
            del hunted[unit]
        return before

    def _whose(self, code: int) -> str:
        """The power whose doing something is that no unit did."""
        m = self.model
        return m.setting.file.requester if code >= VILLAGE_TAKEN else m.far_power(code == DISTRICT_FELL)

    def _place(self, code: int, place: int) -> str:
        if code in _BY_DISTRICT:
            return self._districts[place]
        if place < 0:
            return ""
        if code >= VILLAGE_TAKEN:
            return self._stretches[place] if _KINDS[code] == "band_home" else self.villages[place]
        return self._districts[place] if TOLD[code] in _IN_DISTRICT else self._stretches[place]

    def _reason(self, code: int, unit: int, place: int, amount: int) -> str:
        m = self.model
        if code in _TURNS:
            return f"{m.forces.titles[unit]} ({amount} men) makes for the border: {_TURNS[code]}."
        if code not in _BY_DISTRICT:
            name = m.forces.titles[unit] if unit >= 0 else ""
            return _REASONS[_KINDS[code]].format(name=name, amount=amount, where=self._place(code, place))
        d = m.setting.districts[place]
        if code == DISTRICT_FELL:
            border = f"; {d.border_km:.0f} km of border" if d.border_km else ""
            return f"Nobody holds the centre of {d.name} and militants are there{border}."
        if code == DISTRICT_RETAKEN:
            return f"Government troops stand in the centre of {d.name} again."
        way = _WAYS[code].format(amount=amount)
        return f"{m.forces.titles[unit]} in {d.name} gives up: {self._plight(unit)}; {way}."

    def _plight(self, unit: int) -> str:
        """Why a garrison gives up, as things stood when it did."""
        odds, news, isolated, effort, supply = self.model.theatre.plight[unit].tolist()
        cut = "the road to the centre is cut" if isolated else "the road to the centre is open"
        if effort > 0.0:
            cut = f"it is under the main effort, {cut}"
        if supply < 0.5:
            cut = f"it runs short of supplies, {cut}"
        fallen = "neighbours have fallen" if news > 0.0 else "no neighbour has fallen"
        return f"odds {odds:.0f} to 1, {fallen}, {cut} [odds {odds:.1f}, fallen neighbours {news:.1f}]"
