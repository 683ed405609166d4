"""What becomes of a case at the desk on later days: an appeal taken back, a consent revoked, a mandate that ends."""

from __future__ import annotations

from panj.treaty.course.procedure import Procedure
from panj.treaty.desk.case import Case
from panj.treaty.law.clauses import Finding
from panj.treaty.law.vote import SUPPORT, count


def ends_before(case: Case, day: float | None) -> float | None:
    """The day on which the appeal, or the consent to what it asks for, is taken back, if that is before the next step
    of the procedure or on its day."""
    days = [case.day(d) for d in (case.request.withdrawn, case.request.consent_revoked) if d is not None]
    first = min(days, default=None)
    return first if first is not None and (day is None or first <= day) else None


def take_back(procedure: Procedure, case: Case, day: float) -> None:
    """The requester takes back its appeal, or its consent, before anything has set out."""
    procedure.tick(day)
    withdrawn = case.request.withdrawn is not None and case.day(case.request.withdrawn) <= day
    if withdrawn:
        procedure.withdraw(day)
        return
    said = (
        f"{procedure.requester} takes back its consent on {case.request.consent_revoked}: no force comes to its ground."
    )
    procedure.find(Finding("CONSENT", False, said, {"revoked": str(case.request.consent_revoked)}))
    procedure.recall(day, said)


def follow_force(procedure: Procedure, case: Case) -> None:
    """A force that has set out: until its mandate ends, is renewed, or the requester takes back its consent."""
    mandate = case.mandate
    until = None if mandate is None else mandate.until
    renewable = None if mandate is None else mandate.renewed_until
    while procedure.state == "DEPLOY":
        end = None if until is None else max(procedure.day, case.day(until))
        gone = ends_before(case, end)
        if gone is not None:
            _leave(procedure, case, max(procedure.day, gone))
        elif end is None or until is None:
            return
        elif renewable is not None:
            _renew(procedure, case, end, renewable.isoformat())
            until, renewable = renewable, None
        else:
            said = f"The mandate ends on {until}: the force goes home."
            procedure.find(Finding("MANDATE", False, said, {"until": str(until)}))
            procedure.recall(end, said)


def _leave(procedure: Procedure, case: Case, day: float) -> None:
    what = "consent" if case.request.consent_revoked is not None else "appeal"
    date = case.request.consent_revoked or case.request.withdrawn
    said = f"{procedure.requester} takes back its {what} on {date}: the force has to leave."
    procedure.find(Finding("CONSENT", False, said, {"revoked": str(date)}))
    procedure.recall(day, said)


def _renew(procedure: Procedure, case: Case, day: float, until: str) -> None:
    """The body votes on a longer mandate; who is left out says what it said of the text. Not renewed, it ends."""
    assert case.mandate is not None
    procedure.come_to(day)
    said = {m: case.mandate.positions.get(m, procedure.votes.get(m, SUPPORT)) for m in procedure.members}
    result = count(procedure.regime, said, procedure.parties)
    consents = said.get(procedure.requester, SUPPORT) == SUPPORT
    passed = result.passed and bool(result.responsible) and consents
    why = result.finding.reason if consents else f"{procedure.requester} does not want it any longer."
    facts = {"until": until, "positions": dict(sorted(said.items()))}
    procedure.find(Finding("MANDATE", passed, f"{'Renewed' if passed else 'Not renewed'} until {until}: {why}", facts))
    procedure.renew(day, passed, f"The mandate is {'renewed' if passed else 'not renewed'} until {until}.")
    if not passed:
        procedure.recall(day, f"The mandate ends on {case.mandate.until} and is not renewed: the force goes home.")
