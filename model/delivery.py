"""What was adopted is put under way: consignments of treaty.delivery become things that arrive at the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.border_command import COMBAT, GUARD
from agents.states import LeadState
from border.forces import FIELD
from border.forces import ROLES as UNIT_ROLES
from treaty.clocks import pert
from treaty.delivery import Consignment, Experience, deliver, experience
from treaty.ladder import FORCE, Rung
from treaty.procedure import Procedure

if TYPE_CHECKING:
    from model.border_model import BorderModel


def known(m: BorderModel) -> Experience:
    """Clocks and shares of delivery in this scenario; what it does not set is in scenarios/treaty/delivery.toml."""
    usual, v = experience(), m.values
    equipment, deploy = v["equipment_days"], v["deploy_days"]
    return Experience(
        reliability=v["reliability"],
        late_share=usual.late_share,
        exercise_days=usual.exercise_days,
        equipment_days=(0.25 * equipment, equipment, 6.0 * equipment),
        force_days=(0.5 * deploy, deploy, 1.6 * deploy),
        men_per_wave=usual.men_per_wave,
        alone_days=usual.alone_days,
        alone_share=usual.alone_share,
    )


def carry_out(m: BorderModel, procedure: Procedure, event: int) -> None:
    """Put the measures of an adopted text under way; those who supported it carry it."""
    number = m.politics.procedures.index(procedure)
    chamber = m.politics.chamber(procedure)
    carriers = [c for c in procedure.responsible if c != procedure.requester and c in chamber.seated]
    men = chamber.shares(round(m.values["force_men"]), carriers) if procedure.force else {}
    m.account.help.promise(sum(men.values()))
    sent = deliver(
        procedure.measures, men, givers={c: chamber.members[c].means for c in carriers},
        case=f"{procedure.requester}-{number}", pool=m.politics.pool(), day=float(m.day),
        lead_willing=procedure.lead_willing, known=known(m),
        draw=lambda who, which: m.streams.uniform("delivery", number, who, which),
    )  # fmt: skip
    for consignment in sent:
        _dispatch(m, consignment, event, m.regime.lead_state if m.regime.lead_state in carriers else carriers[0])


def _dispatch(m: BorderModel, c: Consignment, event: int, leader: str) -> None:
    """One consignment on its way, or the word that it will not come."""
    h = m.account.help
    wait = 0.0 if c.day is None else c.day - m.day
    if c.measure == Rung.exercise:
        if c.contributor == leader:  # one exercise, whoever takes part
            _exercise(m, leader, wait, event, collective=True)
        h.contributors.add(c.contributor)
    elif c.day is None:
        what = f"{c.promised:.0f} men" if c.measure in FORCE else "equipment"
        m.tell(
            "not_delivered", c.contributor, subject=m.setting.file.requester, amount=c.promised,
            clause="FORCES" if c.measure in FORCE else "D-2013", causes=(event,),
            reason=f"{c.contributor} promised {what} and will not deliver.",
        )  # fmt: skip
        m.politics.disappoint(c.contributor, event)
    elif c.measure == Rung.mil_tech:
        amount = c.sent * m.values["equipment_share"]
        what_ = {"who": c.contributor, "amount": amount, "clause": "D-2013", "collective": True}
        m.arrivals.send(wait, "equipment", what_, event)
        h.contributors.add(c.contributor)
    else:
        _march(m, c, wait, event)


def _march(m: BorderModel, c: Consignment, wait: float, event: int) -> None:
    """The battalions that the pool gave set out."""
    rows, men = [], 0
    for row in m.arrivals.waiting(c.contributor, "contingent"):
        if men < c.sent:
            rows.append(row)
            men += int(m.forces.men[row])
    mandate = COMBAT if c.measure == Rung.force_combat else GUARD
    what = {"rows": rows, "who": c.contributor, "clause": "CST-6", "collective": True, "mandate": mandate}
    m.arrivals.send(wait, "battalions", what, event)
    h = m.account.help
    h.contributors.add(c.contributor)
    h.sent_men[c.contributor] = h.sent_men.get(c.contributor, 0) + men


def carry_out_alone(m: BorderModel, state: LeadState, rung: Rung, event: int) -> None:
    """Put a measure of the bilateral track under way."""
    usual = known(m)
    if rung == Rung.exercise:
        joined = [p for p in m.politics.partners if p.invited()]
        for partner in joined:
            m.tell(
                "joins", partner.code, subject=state.code, causes=(event,), reason=f"{partner.code} joins the exercise."
            )
        days = pert(*usual.exercise_days, m.streams.uniform("delivery", -1, state.code, "exercise-days"))
        _exercise(m, state.code, days, event, collective=False)
    elif rung == Rung.mil_tech:
        days = pert(*usual.alone_days, m.streams.uniform("delivery", -1, state.code, "equipment-days"))
        amount = usual.alone_share * m.values["equipment_share"]
        m.arrivals.send(days, "equipment", {"who": state.code, "amount": amount, "collective": False}, event)
    elif rung in FORCE:
        _base(m, state, rung, event)


def _exercise(m: BorderModel, who: str, wait: float, event: int, collective: bool) -> None:
    what = {
        "who": who,
        "men": round(m.values["exercise_men"]),
        "days": m.values["exercise_days"],
        "readiness": 0.6,
        "collective": collective,
    }
    m.arrivals.send(wait, "exercise", what, event)


def _base(m: BorderModel, state: LeadState, rung: Rung, event: int) -> None:
    """The base in the country moves battalions to the border: a third of it to guard, two thirds to fight."""
    f = m.forces.columns
    base = (f.owner == m.powers.index(state.code)) & (f.role == UNIT_ROLES.index("base")) & (f.status == FIELD)
    rows = [int(r) for r in base.nonzero()[0] if f.home[r] < 0]
    part = rows[: max(1, len(rows) * (2 if rung == Rung.force_combat else 1) // 3)] if rows else []
    for row in part:
        m.border_troops.post(row, COMBAT if rung == Rung.force_combat else GUARD)
    men = int(f.men[part].sum()) if part else 0
    m.tell(
        "base_moves", state.code, subject=m.setting.file.requester, amount=men, causes=(event,),
        reason=f"{men} men of the base in the country march to the border.",
    )  # fmt: skip
