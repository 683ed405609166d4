"""The account of a run: counts as they stand, the stability of the border day by day, and the row of outcomes."""

from __future__ import annotations

import math
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from panj.agents.alliance.help_book import gini
from panj.agents.observer import Picture
from panj.border.compiled import quick
from panj.border.forces import ALLY, FIELD, GOVERNMENT, HOME, MILITANT
from panj.border.inland import state as inland
from panj.border.inland.tally import known_inside
from panj.border.tally import ALLIED_MEN, MEN_AT_BORDER, TALLIES, WAITING_MEN, held_in_name, tally
from panj.border.theatre import ATTEMPTED, POSTS_LOST, REPELLED, SOLDIERS_REFUGE, THROUGH
from panj.model.record import stability
from panj.model.record.events import Event
from panj.model.record.outcomes import OUTCOMES
from panj.model.record.strain import BorderStrain
from panj.treaty.ladder import Rung

if TYPE_CHECKING:
    from panj.model.border_model import BorderModel

_tally, _held_in_name, _known_inside = quick(tally), quick(held_in_name), quick(known_inside)

IN_NAME_CELLS = 3  # a held stretch with no militants this near is held in name only; assumed

# Parameters of stability: weights of the strains, thresholds of the named states.
WEIGHTS = {term: f"stability_w_{term}" for term in stability.TERMS}
MARKS = {mark: f"stability_{mark}" for mark in ("failed", "failing", "stable", "rise")}

# Counts as they stand, by their names in the daily series; also attributes of the model.
COUNTS = (
    "border_share", "stability_index", "stability_state", "districts_fallen", "incursions_attempted",
    "incursions_repelled", "incursions_through", "posts_lost", "soldiers_refuge", "civilians_refuge", "losses_member",
    "losses_allies", "losses_militants", "losses_garrisons", "men_at_border", "allied_men", "seen_share",
    "threat_perceived", "adopted_rung",
)  # fmt: skip


class Account:
    """Keeps the books; reads everything, decides nothing."""

    def __init__(self, model: BorderModel) -> None:
        self.model = model
        self.border_share = 0.0
        self.peak = 0.0
        self.day_of_half: int | None = None
        self.reserve_days = 0  # man-days of reservists called
        self.whole = stability.Ledger()
        v = model.values
        self._weights = {term: v[name] for term, name in WEIGHTS.items()}
        self._marks = {mark: v[name] for mark, name in MARKS.items()}
        self._held = b""
        self._km: list[float] = model.ground.s_km.tolist()
        self._total_km = math.fsum(self._km)
        self.strain = BorderStrain(model)
        self._by_district = {d: stability.Ledger() for d in self.strain.districts}
        self._days_judged = 0
        self._present = np.zeros(len(model.ground.country), np.int8)
        self._in_name = np.zeros(len(self._km), np.int8)
        self._in_name_share = (b"", 0.0)  # stretches last found held in name only, and their share of the border
        self._men = np.zeros(TALLIES, np.int64)
        f = model.forces.columns
        self._reserve_men = int(f.start[(f.side == HOME) & (f.status != FIELD)].sum())

    # -- every step --------------------------------------------------------------------------------------------------
    def note(self, event: Event) -> None:
        """Take in what happened on the ground."""
        self.strain.note(event)

    def keep(self) -> None:
        """Bring the counts up to date; at the end of a day also the stability of the border."""
        m = self.model
        held = m.theatre.held.tobytes()
        if held != self._held:
            self._held = held
            self._measure_control()
        if m.steps % m.steps_per_day == 0:
            self._judge_stability()

    def _measure_control(self) -> None:
        """Share of kilometres in militants' hands."""
        self.border_share = round(math.fsum(compress(self._km, self._held)) / self._total_km, 9)
        self.peak = max(self.peak, self.border_share)
        if self.border_share >= 0.5 and self.day_of_half is None:
            self.day_of_half = self.model.day

    # -- stability ---------------------------------------------------------------------------------------------------
    def _judge_stability(self) -> None:
        self.reserve_days += max(0, self._reserve_men - self.tally()[WAITING_MEN])
        self.strain.close_day(self.border_share, self._held, self.model.refuge.hosted)
        self.whole.enter(self.strain.whole(self.strain.days[-1]), self._weights, self._marks)

    @property
    def by_district(self) -> dict[int, stability.Ledger]:
        """Stability of each border district, by its index; judged when asked for, which most runs never do."""
        for day in self.strain.days[self._days_judged :]:
            for d, strain in self.strain.by_district(day).items():
                self._by_district[d].enter(strain, self._weights, self._marks)
        self._days_judged = len(self.strain.days)
        return self._by_district

    def district_stability(self) -> dict[str, tuple[float, str]]:
        """Index and named state of each border district as of the last whole day, by district."""
        names = [d.district for d in self.model.setting.districts]
        return {
            names[d]: (ledger.history[-1], ledger.states[-1]) if ledger.history else (100.0, "stable")
            for d, ledger in self.by_district.items()
        }

    # -- counts ------------------------------------------------------------------------------------------------------
    def tally(self) -> list[int]:
        """Men by side and place as they stand, see `panj.border.tally`."""
        _tally(self.model.forces.columns, self._men)
        return self._men.tolist()

    def in_name_share(self) -> float:
        """Share of the border that is held with no militants near: held in name only."""
        m = self.model
        if 1 not in m.theatre.held.tobytes():
            return 0.0
        _held_in_name(m.ground, m.forces.columns, m.theatre, IN_NAME_CELLS, self._present, self._in_name)
        marks = self._in_name.tobytes()
        if marks != self._in_name_share[0]:
            self._in_name_share = marks, math.fsum(compress(self._km, marks)) / self._total_km
        return self._in_name_share[1]

    def truth(self) -> tuple[float, float, Picture]:
        """The border as it is: share held in fact, share held in name only, and the counts of the week."""
        in_name = self.in_name_share()
        counts = Picture(
            refuge_week=self.week(self.model.refuge.soldiers),
            incidents_week=self.week(self.strain.incidents),
            inside=self.known_inside(),
        )
        return self.border_share - in_name, in_name, counts

    def known_inside(self) -> float:
        """Men of the bands inside the member's land of which somebody knows."""
        m = self.model
        if not m.busy_inside:
            return 0.0
        return float(_known_inside(m.forces.columns, m.inland, m.hour, 24.0 * m.inland_rules.track_days))

    def week(self, entries: list[tuple[int, Any]]) -> float:
        """Sum of dated amounts, oldest first, over the last seven days."""
        first, recent = self.model.day - 6, []
        for day, amount in reversed(entries):
            if day < first:
                break
            recent.append(amount)
        return math.fsum(recent)

    def now(self, name: str) -> Any:
        """A count of the daily series as it stands."""
        if name not in COUNTS:
            raise AttributeError(name)
        return self.count()[name]

    def count(self) -> dict[str, Any]:
        """All counts of the daily series as they stand, see `COUNTS`."""
        m = self.model
        counts = m.theatre.counts.tolist()
        men = self.tally()
        requester = m.alliance.requester
        return {
            "border_share": self.border_share,
            "stability_index": self.whole.history[-1] if self.whole.history else 100.0,
            "stability_state": self.whole.states[-1] if self.whole.states else "stable",
            "districts_fallen": m.theatre.fallen.tobytes().count(1),
            "incursions_attempted": counts[ATTEMPTED],
            "incursions_repelled": counts[REPELLED],
            "incursions_through": counts[THROUGH],
            "posts_lost": counts[POSTS_LOST],
            "soldiers_refuge": counts[SOLDIERS_REFUGE],
            "civilians_refuge": m.refuge.civilians,
            "losses_member": men[HOME],
            "losses_allies": men[ALLY],
            "losses_militants": men[MILITANT],
            "losses_garrisons": men[GOVERNMENT],
            "men_at_border": men[MEN_AT_BORDER],
            "allied_men": men[ALLIED_MEN],
            "seen_share": requester.picture.border_share,
            "threat_perceived": requester.threat,
            "adopted_rung": max(m.alliance.book.adopted, default=0),
        }

    # -- the row -----------------------------------------------------------------------------------------------------
    def outcomes(self) -> dict[str, Any]:
        """The row of outcomes as it stands."""
        m, h, w = self.model, self.model.alliance.book, self.whole
        others = [code for code in m.alliance.members if code != m.setting.file.requester]
        row: dict[str, Any] = {
            "scenario": m.setting.name,
            "regime": m.regime.name,
            "seed": m.seed,
            "days": m.day + 1 if m.steps else 0,
            "border_share_end": self.border_share,
            "border_share_peak": self.peak,
            "days_to_half": self.day_of_half,
            "deepest_incursion_km": round(float(m.theatre.deepest[0]), 3),
            "inform_day": h.inform_day,
            "consultation_day": h.consultation_day,
            "request_day": h.request_day,
            "ask_rung": h.ask_rung,
            "decision_day": h.decision_day,
            "adopted_rung": max(h.adopted, default=0),
            "bilateral_rung": max(h.bilateral, default=0),
            "measures": "+".join(Rung(r).name for r in sorted(h.adopted)),
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
            "stability_pressure_mean": stability.part(w.mean_strain, self._weights, stability.PRESSURE),
            "stability_hold_mean": stability.part(w.mean_strain, self._weights, stability.HOLD),
            "reserve_days": self.reserve_days,
        }
        row |= self._inside()
        row |= {f"days_{state}": w.days_in(state) for state in stability.STATES}
        row |= self.count()
        return {name: row[name] for name in OUTCOMES}

    def _inside(self) -> dict[str, Any]:
        """The columns of the war inside the border."""
        c = self.model.inland.counts.tolist()
        over = c[inland.LAST_OUT] >= 0 and c[inland.NOW_INSIDE] == 0
        return {
            "bands_inside_peak": c[inland.PEAK],
            "band_days_inside": round(c[inland.BAND_HOURS] / 24.0, 6),
            "villages_taken": c[inland.TAKEN],
            "people_held_days": round(c[inland.HELD_HOURS] / 24.0, 6),
            "people_displaced": c[inland.DISPLACED],
            "last_band_out_day": c[inland.LAST_OUT] // 24 if over else None,
            "losses_inside": c[inland.LOST_INSIDE],
        }
