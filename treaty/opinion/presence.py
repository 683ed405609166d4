"""Force that a state sends on its own: whether the other state has asked for it, or an agreement covers it."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from panj.scenarios.load import HOME
from panj.treaty.ladder import FORCE, Rung
from panj.treaty.law.clauses import Finding
from panj.treaty.law.membership import Code


class Base(BaseModel):
    """An agreement on forces of one state on another's territory."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    of: Code
    host: Code = Field(alias="in")
    since: dt.date = Field(alias="from")
    until: dt.date | None = None
    defends: bool = Field(description="whether it names the security of the host among its aims")
    source: str


@lru_cache(maxsize=1)
def bases() -> tuple[Base, ...]:
    """The agreements, scenarios/treaty/bases.toml."""
    rows = tomllib.loads((HOME / "treaty" / "bases.toml").read_text(encoding="utf-8"))["base"]
    return tuple(Base(**row) for row in rows)


def base_agreement(of: str, host: str, date: dt.date) -> Base | None:
    """The agreement on a base of one state in another that is in force on a day, if there is one."""
    between = [b for b in bases() if (b.of, b.host) == (of, host)]
    return next((b for b in between if b.since <= date and (b.until is None or date < b.until)), None)


def presence(
    sender: str,
    host: str,
    measures: Iterable[Rung],
    date: dt.date,
    *,
    invited: bool,
    objects: bool = False,
    revoked: dt.date | None = None,
) -> Finding | None:
    """Whether force that `sender` sends to `host` on its own is lawful there; None where it sends none.

    `invited`: the recognised government of the host asked for help; `objects`: it is against it; `revoked`: the day on
    which it took back its consent.
    """
    force = sorted(FORCE.intersection(measures))
    if not force or sender == host:
        return None
    base = base_agreement(sender, host, date)
    said = f"{host} has a base agreement with {sender}" if base else f"{host} has no base agreement with {sender}"
    agreement = Finding("BASE", base is not None, f"{said} on that date.", {"of": sender, "in": host})
    objects = objects or revoked is not None
    consent = invited and not objects
    facts = {"sender": sender, "host": host, "asked": invited, "objects": objects, "base": base is not None}
    what = " and ".join(r.title for r in force)
    if objects:
        reason = f"{sender} sends {what} against the word of {host}: no consent."
        if revoked is not None:
            reason = f"{host} takes back its consent on {revoked}: from then on {sender} has {what} there without it."
        if base:
            reason += " The base agreement lets forces be there; it does not replace consent to their use."
    elif consent:
        reason = f"{sender} sends {what} at the request of {host}: consent."
    elif base and base.defends:
        reason = f"{host} has not asked for {what}; {sender} rests it on the base agreement, which names its security."
    else:
        reason = f"{sender} sends {what} that {host} has not asked for, and no agreement covers it."
    lawful = consent or (not objects and base is not None and base.defends)
    said = f"{host} {'objects to it' if objects else 'has asked for it' if consent else 'has not asked for it'}."
    said = f"{host} took back its consent on {revoked}." if revoked is not None else said
    by_consent = Finding("CONSENT", consent, said, {"asked": invited, "objects": objects})
    return Finding("UN-2-4", lawful, reason, facts, (by_consent, agreement))
