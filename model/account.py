"""The account of a run: counts as they stand, the stability of the border day by day, and the row of outcomes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from border.forces import ALLY, FIELD, GOVERNMENT, HOME, MILITANT, POST
from border.ground import BORDER
from border.theatre import ATTEMPTED, POSTS_LOST, REPELLED, SOLDIERS_REFUGE, THROUGH
from model import stability
from model.help_book import HelpBook, gini
from model.outcomes import OUTCOMES

if TYPE_CHECKING:
    from model.border_model import BorderModel

IN_NAME_CELLS = 3  # a held stretch with no militants this near is held in name only; assumed


class Account:
    """Keeps the books; reads everything, decides nothing."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.help = HelpBook()
        self.border_share = 0.0
        self.peak = 0.0
        self.day_of_half: int | None = None
        self.civilians = 0
        self.hosted = 0
        self.incidents: list[tuple[int, float]] = []  # day, weight
        self.refuge: list[tuple[int, int]] = []  # day, soldiers
        self.whole = stability.Ledger()
        self.districts = [d for d, kind in enumerate(model.ground.d_kind.tolist()) if kind == BORDER]
        self.by_district = {d: stability.Ledger() for d in self.districts}
        self._held = b""
        self._km = [float(k) for k in model.ground.s_km]
        self._total_km = math.fsum(self._km)
        f = model.forces.columns
        self._posts = int((f.kind == POST).sum())
        self._reserve_men = int(f.start[(f.side == HOME) & (f.status != FIELD)].sum())

    # -- every step --------------------------------------------------------------------------------------------------
    def note(self, numbers: list[int]) -> None:
        """Draw the consequences of what the ground told in this step."""
        m = self.model
        for number in numbers:
            event = m.events[number]
            if event.kind == "soldiers_refuge":
                self.refuge.append((m.day, int(event.amount)))
                self.hosted += int(event.amount)
                m.arrivals.repatriate(int(event.amount), number)
            elif event.kind == "district_fell":
                self._civilians(event.place, number)
            elif event.kind in ("incursion_found", "post_attacked", "post_lost", "incursion_through"):
                self.incidents.append((m.day, 3.0 if event.kind == "incursion_through" else 1.0))

    def keep(self) -> None:
        """Bring the counts up to date; at the end of a day also the stability of the border."""
        m = self.model
        held = m.theatre.held.tobytes()
        if held != self._held:
            self._held = held
            self.border_share = round(
                math.fsum(k for k, h in zip(self._km, m.theatre.held.tolist(), strict=True) if h) / self._total_km, 9
            )
            self.peak = max(self.peak, self.border_share)
            if self.border_share >= 0.5 and self.day_of_half is None:
                self.day_of_half = m.day
        if m.steps % m.steps_per_day == 0:
            self._judge_stability()

    def _civilians(self, district: str, cause: int) -> None:
        m = self.model
        row = next(d for d in m.scenario.districts if d.district == district)
        if row.border_km <= 0:
            return
        want = math.floor(row.people * m.values["civilians_share"])
        room = max(0, math.floor(m.values["refuge_capacity"]) - self.hosted)
        taken = min(want, room)
        if want == 0:
            return
        self.civilians += taken
        self.hosted += taken
        number = m.tell(
            "civilians_refuge",
            m.far_power(False),
            subject=district,
            place=district,
            amount=taken,
            causes=(cause,),
            reason=f"{want} people of {row.name} make for the border after its fall; {taken} are let in.",
        )
        m.arrivals.repatriate(taken, number, civilian=True)

    # -- stability ---------------------------------------------------------------------------------------------------
    def _judge_stability(self) -> None:
        m = self.model
        v = m.values
        weights = {t: v[f"stability_w_{t}"] for t in stability.TERMS}
        marks = {
            "failed": v["stability_failed"],
            "failing": v["stability_failing"],
            "stable": v["stability_stable"],
            "rise": v["stability_rise"],
        }
        incidents = math.fsum(w * 0.5 ** ((m.day - day) / 7.0) for day, w in self.incidents)
        common = {
            "refuge": stability.saturating(float(self.hosted), v["refuge_capacity"] / 2.0),
            "reserves": self._reserves_used(),
        }
        whole = stability.Strain(
            control=self.border_share,
            incursions=stability.saturating(incidents, 5.0),
            posts=m.theatre.counts[POSTS_LOST] / max(1, self._posts),
            losses=stability.saturating(float(self.losses(HOME)), 100.0),
            **common,
        )
        self.whole.enter(stability.index(whole, weights), marks)
        held = m.theatre.held.tolist()
        for d in self.districts:
            km = [(k, held[s]) for s, k in enumerate(self._km) if m.ground.s_district[s] == d]
            total = math.fsum(k for k, _ in km)
            share = math.fsum(k for k, h in km if h) / total if total else 0.0
            strain = stability.Strain(share, whole.incursions, whole.posts, whole.losses, **common)
            self.by_district[d].enter(stability.index(strain, weights), marks)

    def _reserves_used(self) -> float:
        f = self.model.forces.columns
        waiting = int(f.men[(f.side == HOME) & (f.status != FIELD)].sum())
        return 0.0 if self._reserve_men == 0 else 1.0 - min(waiting, self._reserve_men) / self._reserve_men

    # -- counts ------------------------------------------------------------------------------------------------------
    def losses(self, side: int) -> int:
        """Men of a side lost in fights."""
        f = self.model.forces.columns
        return int(f.lost[f.side == side].sum())

    def in_name_share(self) -> float:
        """Share of the border that is held with no militants near: held in name only."""
        m = self.model
        f, g = m.forces.columns, m.ground
        cells = f.cell[(f.side == MILITANT) & (f.status == FIELD)]
        x, y = cells // g.height, cells % g.height
        empty = []
        for s, held in enumerate(m.theatre.held.tolist()):
            if held:
                fx, fy = divmod(int(g.s_far[s]), g.height)
                near = ((abs(x - fx) <= IN_NAME_CELLS) & (abs(y - fy) <= IN_NAME_CELLS)).any()
                if not near:
                    empty.append(self._km[s])
        return math.fsum(empty) / self._total_km

    def week(self, entries: list[tuple[int, Any]]) -> float:
        """Sum of dated amounts over the last seven days."""
        return math.fsum(float(a) for day, a in entries if self.model.day - day < 7)

    def now(self, name: str) -> Any:
        """A column of the daily series as it stands."""
        m = self.model
        counts = m.theatre.counts
        f = m.forces.columns
        match name:
            case "border_share":
                return self.border_share
            case "stability_index":
                return self.whole.history[-1] if self.whole.history else 100.0
            case "stability_state":
                return self.whole.states[-1] if self.whole.states else "stable"
            case "districts_fallen":
                return int(m.theatre.fallen.sum())
            case "incursions_attempted":
                return int(counts[ATTEMPTED])
            case "incursions_repelled":
                return int(counts[REPELLED])
            case "incursions_through":
                return int(counts[THROUGH])
            case "posts_lost":
                return int(counts[POSTS_LOST])
            case "soldiers_refuge":
                return int(counts[SOLDIERS_REFUGE])
            case "civilians_refuge":
                return self.civilians
            case "losses_member":
                return self.losses(HOME)
            case "losses_allies":
                return self.losses(ALLY)
            case "losses_militants":
                return self.losses(MILITANT)
            case "losses_garrisons":
                return self.losses(GOVERNMENT)
            case "men_at_border":
                return int(f.men[(f.side == HOME) & (f.status == FIELD) & (f.home >= 0)].sum())
            case "allied_men":
                return int(f.men[(f.side == ALLY) & (f.status == FIELD) & (f.home >= 0)].sum())
            case "seen_share":
                return m.requester.picture.border_share
            case "threat_perceived":
                return m.requester.threat
            case "adopted_rung":
                return max(self.help.adopted, default=0)
        raise AttributeError(name)

    # -- the row -----------------------------------------------------------------------------------------------------
    def outcomes(self) -> dict[str, Any]:
        """The row of outcomes as it stands."""
        m, h, w = self.model, self.help, self.whole
        others = [code for code in m.politics.members if code != m.scenario.file.requester]
        row: dict[str, Any] = {
            "scenario": m.scenario.name,
            "regime": m.regime.name,
            "seed": m.seed,
            "days": m.day + 1 if m.steps else 0,
            "border_share_end": self.border_share,
            "border_share_peak": self.peak,
            "days_to_half": self.day_of_half,
            "deepest_incursion_km": round(float(m.theatre.deepest[0]), 3),
            "losses_allies": self.losses(ALLY),
            "inform_day": h.inform_day,
            "consultation_day": h.consultation_day,
            "request_day": h.request_day,
            "ask_rung": h.ask_rung,
            "decision_day": h.decision_day,
            "adopted_rung": max(h.adopted, default=0),
            "bilateral_rung": max(h.bilateral, default=0),
            "measures": "+".join(m.politics.rung_name(r) for r in sorted(h.adopted)),
            "vetoes": h.vetoes,
            "pivotal": "+".join(sorted(h.pivotal)),
            "contributors": "+".join(sorted(h.contributors)),
            "burden_gini": gini([h.sent_men.get(code, 0) for code in others]),
            "promised_men": h.promised_men,
            "delivered_men": h.delivered_men,
            "first_arrival_day": h.first_arrival_day,
            "full_strength_day": h.full_strength_day,
            "stability_mean": math.fsum(w.history) / len(w.history) if w.history else None,
            "stability_end": w.history[-1] if w.history else None,
            "stability_state_end": w.states[-1] if w.states else None,
            "digest": m.digest,
        }
        row |= {f"days_{state}": w.days_in(state) for state in stability.STATES}
        return {name: row[name] if name in row else self.now(name) for name in OUTCOMES}
