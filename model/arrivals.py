"""Things under way: mobilised, deployed and delivered, each with its clock; and what each does when it arrives.

Effects on the field, by kind of help: a combat force goes where the need is, a guard force takes over quiet stretches
and frees local men; equipment widens what posts see and can do; an exercise puts the border on alert and shows force
to the other bank; a mission and shared information sharpen what states see, where reserves go and what patrols find.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from agents.border_command import COMBAT
from border.forces import AWAY, FIELD, POST, ROLES
from scenarios.errors import InputError
from scenarios.schema import InjectRow

if TYPE_CHECKING:
    from model.border_model import BorderModel


class Item(NamedTuple):
    """Something under way; ordered by the step it is due, then by when it was sent."""

    due: int
    number: int
    kind: str
    what: dict[str, Any]
    cause: int


class Arrivals:
    """The queue of things under way."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.queue: list[Item] = []
        self._sent = 0
        self._capacity = math.floor(model.values["refuge_capacity"])
        self._exercises: list[tuple[int, float, int, float]] = []  # last day, readiness, sector, men

    def send(self, days: float, kind: str, what: dict[str, Any], cause: int = -1) -> None:
        """Put something under way that arrives in `days` (at the earliest in the next step)."""
        m = self.model
        due = m.steps + max(1, math.ceil(days * m.steps_per_day))
        heapq.heappush(self.queue, Item(due, self._sent, kind, what, cause))
        self._sent += 1

    def under_way(self, kind: str) -> list[Item]:
        """What of a kind is still under way."""
        return sorted(i for i in self.queue if i.kind == kind)

    def come_due(self) -> None:
        """Let everything arrive whose clock has run."""
        m = self.model
        while self.queue and self.queue[0].due <= m.steps:
            item = heapq.heappop(self.queue)
            getattr(self, f"_arrive_{item.kind}")(item)
        m.theatre.room[0] = max(0, self._capacity - m.account.hosted)

    # -- what arrives ------------------------------------------------------------------------------------------------
    def _arrive_battalions(self, item: Item) -> None:
        """Battalions enter the field and are posted; `collective` men count as help of the alliance."""
        m, what = self.model, item.what
        f = m.forces.columns
        rows = [r for r in what["rows"] if f.status[r] == AWAY]
        places = []
        for row in rows:
            f.status[row] = FIELD
            if what.get("to_border", True):
                places.append(m.detachments[m.border_troops.post(row, what.get("mandate", COMBAT))])
        men = sum(f.men[rows].tolist())
        if not men:
            return
        owner = what["who"]
        where = ", ".join(dict.fromkeys(places)) or "garrison"
        m.tell(
            what.get("kind", "arrival"),
            owner,
            subject=m.setting.file.requester,
            place="+".join(dict.fromkeys(places)),
            amount=men,
            clause=what.get("clause", ""),
            causes=(item.cause,),
            reason=f"{men} men of {m.setting.file.powers[owner].name} arrive and go to {where}.",
        )
        if what.get("collective"):
            m.account.help.arrive(m.day, men)

    def _arrive_equipment(self, item: Item) -> None:
        """Equipment reaches the posts: `amount` 0..1 of what they lack is made good."""
        m, what = self.model, item.what
        f = m.forces.columns
        posts = (f.kind == POST) & (f.status == FIELD)
        f.equipment[posts] += (1.0 - f.equipment[posts]) * what["amount"]
        m.tell(
            "delivery",
            what["who"],
            subject=m.setting.file.requester,
            amount=round(what["amount"], 4),
            clause=what.get("clause", ""),
            causes=(item.cause,),
            reason=f"Equipment from {m.setting.file.states[what['who']].name} reaches the posts:"
            f" {what['amount']:.0%} of what they lack.",
        )
        if what.get("collective"):
            m.account.help.arrive(m.day, 0)

    def _arrive_exercise(self, item: Item) -> None:
        """An exercise begins in the sector most in danger: alert all along the border and a show of force there."""
        m, what = self.model, item.what
        sector = m.border_troops.sector_in_danger()
        self._exercises.append((m.day + int(what["days"]), float(what["readiness"]), sector, float(what["men"])))
        m.tell(
            "exercise",
            what["who"],
            subject=m.setting.file.requester,
            place=m.detachments[sector],
            amount=what["men"],
            clause=what.get("clause", ""),
            causes=(item.cause,),
            reason=f"An exercise with {what['men']} men in the {m.detachments[sector]} sector, where danger seems"
            f" greatest; the border stays on alert for {what['days']:.0f} days.",
        )
        if what.get("collective"):
            m.account.help.arrive(m.day, 0)

    def _arrive_repatriation(self, item: Item) -> None:
        """People who sought refuge go home: soldiers are flown, civilians walk."""
        m = self.model
        men = min(int(item.what["men"]), m.account.hosted)
        m.account.hosted -= men
        m.tell(
            "repatriation",
            m.setting.file.requester,
            subject=m.setting.file.beyond,
            amount=men,
            causes=(item.cause,),
            reason=f"{men} {item.what['who']} go home.",
        )

    def repatriate(self, men: int, cause: int, civilian: bool = False) -> None:
        """People who sought refuge go home after the usual days: interned soldiers soon, civilians later."""
        who = "refugees" if civilian else "interned soldiers"
        days = self.model.values["civilians_stay_days" if civilian else "repatriation_days"]
        self.send(days, "repatriation", {"men": men, "who": who}, cause)

    def keep_alert(self) -> None:
        """What exercises under way do today: the highest alert counts, shows of force add up.

        The other bank sees the men of an exercise as if they stood spread over the stretches of its sector; as with
        guards, those of the stretches beside count too, hence the three.
        """
        if not self._exercises:
            return
        m = self.model
        self._exercises = [e for e in self._exercises if e[0] >= m.day]
        m.border_troops.exercise_alert = max((e[1] for e in self._exercises), default=0.0)
        m.theatre.show[:] = 0.0
        for _, _, sector, men in self._exercises:
            mine = m.ground.s_detachment == sector
            m.theatre.show[mine] += 3.0 * men / max(3, int(mine.sum()))

    # -- who can be called -------------------------------------------------------------------------------------------
    def waiting(self, owner: str, role: str) -> list[int]:
        """Rows of a power's battalions of a role that are still away and not under way."""
        m = self.model
        f = m.forces.columns
        coming = {r for i in self.queue if i.kind == "battalions" for r in i.what["rows"]}
        mask = (f.owner == m.powers.index(owner)) & (f.role == ROLES.index(role)) & (f.status == AWAY)
        return [r for r in mask.nonzero()[0].tolist() if r not in coming]

    # -- injects -----------------------------------------------------------------------------------------------------
    def inject(self, row: InjectRow) -> None:
        """Play one inject."""
        m = self.model
        number = m.tell(
            "inject", "controller", subject=row.who, place=row.what, amount=row.amount, reason=row.note or row.kind
        )
        match row.kind:
            case "mobilise":
                self.send(0.0, "battalions", {"rows": self._take(row), "who": row.who, "kind": "mobilised"}, number)
            case "send":
                what = {"rows": self._take(row), "who": row.who, "mandate": row.what or COMBAT}
                self.send(0.0, "battalions", what, number)
            case "exercise":
                self.send(
                    0.0, "exercise", {"who": row.who, "men": int(row.amount), "days": 7, "readiness": 0.5}, number
                )
            case "equipment":
                self.send(0.0, "equipment", {"who": row.who, "amount": min(1.0, row.amount)}, number)
            case "share":
                m.politics.shared = max(m.politics.shared, row.amount)
            case "intent":
                for command in m.commands:
                    if row.who in (command.data.owner, command.name):
                        command.set_intent(row.amount)
            case "request" | "withdraw" | "statement":
                m.politics.inject(row, number)

    def _take(self, row: InjectRow) -> list[int]:
        """Battalions up to the men an inject names."""
        m = self.model
        if row.who not in m.powers:
            raise InputError(m.setting.folder / "injects.csv", str(row.date), row.who, f"one of {', '.join(m.powers)}")
        rows, men = [], 0
        for role in ("reserve", "contingent", "base", "army"):
            for r in self.waiting(row.who, role):
                if men < row.amount:
                    rows.append(r)
                    men += int(m.forces.men[r])
        return rows
