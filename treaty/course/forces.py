"""Forces: which instrument covers a case, and one pool of men from which all procedures draw."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from panj.scenarios.load import HOME
from panj.treaty.ladder import Rung
from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding


@lru_cache(maxsize=1)
def _file() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((HOME / "treaty" / "forces.toml").read_text(encoding="utf-8"))


def paper_men() -> dict[str, int]:
    """Men whom each member could send at most."""
    return {code: int(str(men)) for code, men in _file()["men"].items()}


def men_else() -> int:
    """Men whom a state could send at most that has no figure of its own."""
    return int(str(_file()["men_else"]["men"]))


def instruments(book: Book, requester: str, measures: Collection[Rung], in_force: Collection[str]) -> list[Finding]:
    """The findings that name the forces and agreements under which adopted measures are carried out; `in_force`: the
    clauses that are law."""
    wanted = {r.name for r in measures}
    by_clause: dict[str, list[str]] = {}
    for f in book.forces:
        reaches = not f.region or requester in f.region
        if f.clause in in_force and reaches and not wanted.isdisjoint(f.measures):
            by_clause.setdefault(f.clause, []).append(f"{f.title} ({f.men} men)")
    return [Finding(c, True, f"May be used here: {', '.join(titles)}.") for c, titles in by_clause.items()]


class ForcePool:
    """Men by member that can be committed once, however many cases ask for them.

    Where a member's men stand in battalions (`battalions`: sizes in the order in which they would go), whole ones go.
    """

    def __init__(
        self, men: Mapping[str, int] | None = None, battalions: Mapping[str, Sequence[int]] | None = None
    ) -> None:
        self.battalions = battalions or {}
        self.otherwise = men_else() if men is None and battalions is None else 0  # of a state without a figure
        if men is None:
            men = {c: sum(b) for c, b in battalions.items()} if battalions is not None else paper_men()
        self.men = dict(men)
        self.committed: dict[tuple[str, str], int] = {}

    def sent(self, code: str) -> int:
        """Men of a member who are committed to some case."""
        return sum(n for (who, _), n in self.committed.items() if who == code)

    def available(self, code: str) -> int:
        """Men of a member who are not committed to any case."""
        return self.men.get(code, self.otherwise) - self.sent(code)

    def men_left(self, but: str) -> int:
        """Men whom all members but one could still send."""
        return sum(self.available(code) for code in self.men if code != but)

    def commit(self, code: str, case: str, men: int) -> int:
        """Commit up to `men` of a member's men to a case, to the nearest whole battalion; returns how many go."""
        if men < 0:
            raise ValueError(f"{code} cannot commit {men} men")
        gone = self.sent(code)
        sent = min(men, self.available(code))
        if sent and code in self.battalions:
            sizes = [0, *accumulate(self.battalions[code])]
            sent = min((size - gone for size in sizes if size >= gone), key=lambda n: (abs(n - sent), n))
        if sent:
            self.committed[code, case] = self.committed.get((code, case), 0) + sent
        return sent
