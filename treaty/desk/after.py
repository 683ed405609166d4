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


def take_back(p: Procedure, case: Case, day: float) -> None:
    """The requester takes back its appeal, or its consent, before anything has set out."""
    p.tick(day)
    withdrawn = case.request.withdrawn is not None and case.day(case.request.withdrawn) <= day
    if withdrawn:
        p.withdraw(day)
        return
    said = f"{p.requester} takes back its consent on {case.request.consent_revoked}: no force comes to its ground."
    p.find(Finding("CONSENT", False, said, {"revoked": str(case.request.consent_revoked)}))
    p.recall(day, said)


def follow_force(p: Procedure, case: Case) -> None:
    """A force that has set out: until its mandate ends, is renewed, or the requester takes back its consent."""
    mandate = case.mandate
    until = None if mandate is None else mandate.until
    renewable = None if mandate is None else mandate.renewed_until
    while p.state == "DEPLOY":
        end = None if until is None else max(p.day, case.day(until))
        gone = ends_before(case, end)
        if gone is not None:
            _leave(p, case, max(p.day, gone))
        elif end is None or until is None:
            return
        elif renewable is not None:
            _renew(p, case, end, renewable.isoformat())
            until, renewable = renewable, None
        else:
            said = f"The mandate ends on {until}: the force goes home."
            p.find(Finding("MANDATE", False, said, {"until": str(until)}))
            p.recall(end, said)


def _leave(p: Procedure, case: Case, day: float) -> None:
    what = "consent" if case.request.consent_revoked is not None else "appeal"
    date = case.request.consent_revoked or case.request.withdrawn
    said = f"{p.requester} takes back its {what} on {date}: the force has to leave."
    p.find(Finding("CONSENT", False, said, {"revoked": str(date)}))
    p.recall(day, said)


def _renew(p: Procedure, case: Case, day: float, until: str) -> None:
    """The body votes on a longer mandate; who is left out says what it said of the text. Not renewed, it ends."""
    assert case.mandate is not None
    p.come_to(day)
    said = {m: case.mandate.positions.get(m, p.votes.get(m, SUPPORT)) for m in p.members}
    result = count(p.regime, said, p.parties)
    consents = said.get(p.requester, SUPPORT) == SUPPORT
    passed = result.passed and bool(result.responsible) and consents
    why = result.finding.reason if consents else f"{p.requester} does not want it any longer."
    facts = {"until": until, "positions": dict(sorted(said.items()))}
    p.find(Finding("MANDATE", passed, f"{'Renewed' if passed else 'Not renewed'} until {until}: {why}", facts))
    p.renew(day, passed, f"The mandate is {'renewed' if passed else 'not renewed'} until {until}.")
    if not passed:
        p.recall(day, f"The mandate ends on {case.mandate.until} and is not renewed: the force goes home.")
