"""Adoption is one thing, delivery another: what is adopted is put under way here, with its clock and its chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.border_command import COMBAT, GUARD
from agents.states import LeadState, MemberState
from treaty.clocks import pert
from treaty.ladder import FORCE, Rung
from treaty.procedure import Procedure

if TYPE_CHECKING:
    from model.border_model import BorderModel

WAVE_MEN = 2500  # men whom one deployment clock brings; the next wave comes that much later


def carry_out(m: BorderModel, procedure: Procedure, event: int) -> None:
    """Put the measures of an adopted text under way; those who supported it carry it."""
    carriers = [c for c in procedure.responsible if c != procedure.requester and c in m.politics.members]
    if Rung.exercise in procedure.measures:
        _exercise(m, m.regime.lead_state, event, collective=True)
    if Rung.mil_tech in procedure.measures:
        _equipment(m, carriers, event)
    if procedure.force:
        _force(m, procedure, carriers, event)


def carry_out_alone(m: BorderModel, state: LeadState, rung: Rung, event: int) -> None:
    """Put a measure of the bilateral track under way."""
    if rung == Rung.exercise:
        joined = [p for p in m.politics.partners if p.invited()]
        for partner in joined:
            m.tell(
                "joins", partner.code, subject=state.code, causes=(event,), reason=f"{partner.code} joins the exercise."
            )
        _exercise(m, state.code, event, collective=False)
    elif rung == Rung.mil_tech:
        days = pert(10.0, 45.0, 400.0, m.streams.uniform("delivery", 0, state.code, "alone-days"))
        what = {"who": state.code, "amount": 0.3 * m.values["equipment_share"], "collective": False}
        m.arrivals.send(days, "equipment", what, event)
    elif rung in FORCE:
        _base(m, state, rung, event)


def _exercise(m: BorderModel, who: str, event: int, collective: bool) -> None:
    u = m.streams.uniform("delivery", 0, who, "exercise-days")
    what = {
        "who": who,
        "men": round(m.values["exercise_men"]),
        "days": m.values["exercise_days"],
        "readiness": 0.6,
        "collective": collective,
    }
    m.arrivals.send(pert(1.0, 10.0, 45.0, u), "exercise", what, event)


def _equipment(m: BorderModel, carriers: list[str], event: int) -> None:
    """Each carrier promises its share by means; whether and when it comes is another matter."""
    means = sum(m.politics.states[c].standing.means for c in carriers)
    for code in carriers:
        share = m.politics.states[code].standing.means / means
        kept = m.streams.uniform("delivery", len(m.politics.procedures), code, "kept") < m.values["delivery_share"]
        if not kept:
            m.tell(
                "not_delivered", code, subject=m.scenario.file.requester, clause="D-2013", causes=(event,),
                reason=f"{code} promised equipment and will not deliver it in time to matter.",
            )  # fmt: skip
            continue
        typical = m.values["equipment_days"]
        u = m.streams.uniform("delivery", len(m.politics.procedures), code, "days")
        what = {"who": code, "amount": share * m.values["equipment_share"], "clause": "D-2013", "collective": True}
        m.arrivals.send(pert(0.25 * typical, typical, 6.0 * typical, u), "equipment", what, event)
        m.account.help.contributors.add(code)


def _force(m: BorderModel, procedure: Procedure, carriers: list[str], event: int) -> None:
    """Contingents: each carrier sends its share of the force, as far as men are left on paper."""
    h = m.account.help
    total = round(m.values["force_men"])
    h.promise(total)
    if not procedure.lead_willing:
        return
    means = sum(m.politics.states[c].standing.means for c in carriers) or 1.0
    sent = 0
    for code in sorted(carriers, key=lambda c: (-m.politics.states[c].standing.means, c)):
        state = m.politics.states[code]
        assert isinstance(state, MemberState)
        want = state.contribute(total, means)
        rows, men = [], 0
        for row in m.arrivals.waiting(code, "contingent"):
            if men < want:
                rows.append(row)
                men += int(m.forces.men[row])
        for row in rows:
            wave = 1.0 + sent / WAVE_MEN
            u = m.streams.uniform("deploy", len(m.politics.procedures), m.forces.names[row], "days")
            days = pert(0.5, 1.0, 1.6, u) * m.values["deploy_days"] * wave
            mandate = COMBAT if Rung.force_combat in procedure.measures else GUARD
            what = {"rows": [row], "who": code, "clause": "CST-4", "collective": True, "mandate": mandate}
            m.arrivals.send(days, "battalions", what, event)
            sent += int(m.forces.men[row])
        if men:
            h.contributors.add(code)
            h.sent_men[code] = h.sent_men.get(code, 0) + men


def _base(m: BorderModel, state: LeadState, rung: Rung, event: int) -> None:
    """The base in the country moves battalions to the border: a third of it to guard, two thirds to fight."""
    f = m.forces.columns
    from border.forces import FIELD
    from border.forces import ROLES as UNIT_ROLES

    base = (f.owner == m.powers.index(state.code)) & (f.role == UNIT_ROLES.index("base")) & (f.status == FIELD)
    rows = [int(r) for r in base.nonzero()[0] if f.home[r] < 0]
    part = rows[: max(1, len(rows) * (2 if rung == Rung.force_combat else 1) // 3)] if rows else []
    for row in part:
        m.border_troops.post(row, COMBAT if rung == Rung.force_combat else GUARD)
    men = int(f.men[part].sum()) if part else 0
    m.tell(
        "base_moves", state.code, subject=m.scenario.file.requester, amount=men, causes=(event,),
        reason=f"{men} men of the base in the country march to the border.",
    )  # fmt: skip
