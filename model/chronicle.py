"""Turns the lines that the ground kernel tells into events with names, places and reasons in plain English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from border.theatre import DEAL, DISTRICT_FELL, DISTRICT_RETAKEN, FALLBACK, FLIGHT, REFUGE_SOUGHT, TOLD

if TYPE_CHECKING:
    from model.border_model import BorderModel

_BY_DISTRICT = (DEAL, FALLBACK, FLIGHT, DISTRICT_FELL, DISTRICT_RETAKEN)


class Chronicle:
    """Keeps which line of the kernel became which event, so that causes can be named."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.event_of: list[int] = []

    def read(self) -> list[int]:
        """Write this step's lines as events; returns their ids."""
        m = self.model
        lines = int(m.theatre.told[0])
        if lines == 0:
            return []
        written = []
        for code, unit, place, amount, cause in m.theatre.log[:lines].tolist():
            known = self.event_of[cause] if 0 <= cause < len(self.event_of) else -1
            where = self._place(code, place)
            who = m.power_of(unit) if unit >= 0 else m.far_power(code == DISTRICT_FELL)
            number = m.tell(
                TOLD[code],
                who,
                subject=m.forces.names[unit] if unit >= 0 else where,
                place=where,
                amount=amount,
                causes=(known,),
                reason=self._reason(code, unit, place, amount),
            )
            self.event_of.append(number)
            written.append(number)
        return written

    def _place(self, code: int, place: int) -> str:
        m = self.model
        if code in _BY_DISTRICT:
            return m.scenario.districts[place].district
        if place < 0:
            return ""
        if TOLD[code] in ("broke_off", "destroyed"):
            return m.scenario.districts[place].district
        segment = m.scenario.segments[place]
        return segment.crossing or f"{segment.district}-km-{segment.from_km:.0f}"

    def _reason(self, code: int, unit: int, place: int, amount: int) -> str:
        m = self.model
        name = m.forces.titles[unit] if unit >= 0 else ""
        told = TOLD[code]
        if told in ("deal", "fall_back", "flee"):
            d = m.scenario.districts[place]
            odds = m.theatre.press[place] / max(m.theatre.guard[place], 1.0)
            heard = m.theatre.news[place]
            cut = "the road to the centre is cut" if m.theatre.isolated[place] else "the road to the centre is open"
            if m.theatre.effort[place] * m.theatre.reached[place] > 0.0:
                cut = f"it is under the main effort, {cut}"
            if m.theatre.supply[place] < 0.5:
                cut = f"it runs short of supplies, {cut}"
            way = {
                "deal": "its men go home by deal",
                "fall_back": f"{amount} men fall back on the provincial centre",
                "flee": f"{amount} men make for the border",
            }[told]
            return f"{name} in {d.name} gives up: odds {odds:.1f} to 1, fallen neighbours {heard:.1f}, {cut}; {way}."
        if code == DISTRICT_FELL:
            d = m.scenario.districts[place]
            return f"Nobody holds the centre of {d.name} and militants are there; {d.border_km:.0f} km of border."
        if code == DISTRICT_RETAKEN:
            return f"Government troops stand in the centre of {m.scenario.districts[place].name} again."
        if code == REFUGE_SOUGHT:
            return f"{amount} men of {name} cross the border and lay down their arms."
        return {
            "turned_away": f"There is no room for {amount} men of {name}: they lay down their arms and go home.",
            "incursion_attempt": f"{name} ({amount} men) tries to cross: its bank is held and its command means to.",
            "incursion_found": f"Patrols find {name} on the member's side.",
            "incursion_repelled": f"{name} is thrown back over the border; {amount} men are left.",
            "incursion_through": f"{name} ({amount} men) gets away into the country.",
            "post_lost": f"{name} is under half strength or outmatched and falls back; {amount} men are left.",
            "post_attacked": f"{name} is under attack and loses {amount}.",
            "broke_off": f"{name} is under half strength and breaks off with {amount} men.",
            "destroyed": f"{name} has nobody left.",
        }[told]
