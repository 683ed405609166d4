"""The event log: what happened, who did it, why, and which earlier events caused it; and the digest of a run."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from panj.agents.kinds import OF_A_MEASURE
from panj.treaty.ladder import Rung

if TYPE_CHECKING:
    import pandas as pd

    from panj.model.border_model import BorderModel


class Event(NamedTuple):
    """One thing that happened; `causes` are ids of earlier events, `clause` the treaty clause it rests on, if any."""

    id: int
    step: int
    date: dt.date
    kind: str
    actor: str
    subject: str
    place: str
    amount: float
    clause: str
    causes: tuple[int, ...]
    reason: str

    @property
    def measure(self) -> Rung | None:
        """The measure that it is about; None where it is about none."""
        return Rung(int(self.amount)) if self.kind in OF_A_MEASURE and self.amount else None


class EventLog:
    """Events in order. Ids count from 0; the digest covers every field but the wording of the reason."""

    def __init__(self, model: BorderModel, title: str) -> None:
        self.model = model
        self._events: list[Event] = []
        self._by_kind: dict[str, list[Event]] = {}
        self.title = title
        self._begin()

    def _begin(self) -> None:
        self._hash = hashlib.blake2b(self.title.encode(), digest_size=16)
        self._hashed = 0  # events that the hash covers; the others are hashed when the digest is asked for

    def __getstate__(self) -> dict[str, Any]:
        """All but the running hash, which can neither be copied nor pickled and is made again from the events."""
        return {name: value for name, value in self.__dict__.items() if name not in ("_hash", "_hashed")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Stand where the copied or pickled log stood."""
        self.__dict__.update(state)
        self._begin()

    def add(
        self,
        kind: str,
        actor: str,
        *,
        subject: str = "",
        place: str = "",
        amount: float = 0,
        clause: str = "",
        causes: tuple[int, ...] = (),
        reason: str,
    ) -> int:
        """Write an event now and return its id."""
        m = self.model
        number = len(self._events)
        if causes and min(causes) < 0:
            causes = tuple(c for c in causes if c >= 0)
        event = Event(number, m.steps, m.date, kind, actor, subject, place, amount, clause, causes, reason)
        self._events.append(event)
        self._by_kind.setdefault(kind, []).append(event)
        return number

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __len__(self) -> int:
        return len(self._events)

    def __getitem__(self, number: int) -> Event:
        return self._events[number]

    def since(self, number: int) -> list[Event]:
        """Events from one of this number on, in order."""
        return self._events[number:]

    def of(self, *kinds: str) -> list[Event]:
        """Events of these kinds, in order."""
        return sorted((e for kind in set(kinds) for e in self._by_kind.get(kind, ())), key=attrgetter("id"))

    def causes_of(self, number: int) -> list[Event]:
        """The event and everything that led to it, earliest first."""
        todo, seen = [number], set()
        while todo:
            n = todo.pop()
            if n not in seen:
                seen.add(n)
                todo.extend(self._events[n].causes)
        return [self._events[n] for n in sorted(seen)]

    @property
    def digest(self) -> str:
        """Hash of the events so far, 32 hexadecimal digits."""
        self._hash.update("".join(map(_line, self._events[self._hashed :])).encode())
        self._hashed = len(self._events)
        return self._hash.hexdigest()

    def frame(self) -> pd.DataFrame:
        """The log as a table, one row an event; causes joined by +."""
        import pandas as pd

        rows = [e._replace(causes="+".join(map(str, e.causes))) for e in self._events]  # type: ignore[arg-type]
        return pd.DataFrame(rows, columns=list(Event._fields))


def _line(event: Event) -> str:
    """What the digest covers of an event."""
    where = f"{event.id}|{event.step}|{event.kind}|{event.actor}|{event.subject}|{event.place}"
    return f"{where}|{event.amount:.6g}|{event.clause}|{event.causes}\n"
