"""What is wrong with a book of law beside the form of its records: gaps, overlaps, names that lead nowhere, bad norms.

Each fault is one line with file, record and key, what was found and what may stand there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from panj.scenarios.errors import InputError, InWords
from panj.treaty.law.book import Book
from panj.treaty.law.membership import states
from panj.treaty.law.norms import norm_faults
from panj.treaty.law.questions import QUESTIONS, RULES
from panj.treaty.law.records import Clause, Source, fingerprint

File = Callable[[str], Path]


def faults(book: Book, file: File, today: dt.date | None = None) -> list[InputError]:
    """All that is wrong with a book whose records fit their forms; `file` names the file of a record by its label."""
    said = [*_treaty(book, file), *_twice(book, file)]
    for clause in book.clauses:
        place = file(f"clause {clause.id}")
        said += [
            InputError(place, f"clause {clause.id}, {key}".rstrip(", "), found, allowed)
            for key, found, allowed in clause_faults(clause, book)
        ]
    said += [*_members(book, file), *_forces(book, file)]
    day = today or dt.date.today()
    return said or list(_coverage(book, file, day)) or list(_settled(book, file, day))  # one may follow from the other


# -- clauses -----------------------------------------------------------------------------------------------------------
def clause_faults(clause: Clause, book: Book) -> Iterator[tuple[str, object, str]]:
    """What is wrong with one clause: key, what was found, what is allowed."""
    yield from _words(clause, book.sources)
    yield from _life(clause)
    yield from _questions(clause)
    if clause.kind != "condition" and not (clause.owed_by and clause.owed_to):
        yield "owed_by, owed_to", "nothing", f"who owes and to whom, because it is of the kind {clause.kind}"
    if bool(clause.rule) is bool(clause.not_modelled) and all(q in QUESTIONS for q in clause.questions):
        found = "both" if clause.rule else "nothing"
        yield "rule", found, "either the rule that carries it out, or `not_modelled` with the reason"
    elif clause.rule and clause.rule not in RULES:
        yield "rule", clause.rule, f"one of {', '.join(sorted(RULES))}"
    if clause.exception_to and clause.exception_to not in book.by_id:
        yield "exception_to", clause.exception_to, "a clause of the book"


def _words(clause: Clause, sources: dict[str, Source]) -> Iterator[tuple[str, object, str]]:
    key = clause.source.replace("-", "")
    if clause.source not in sources and key.isupper() and key.isalnum():
        yield "source", clause.source, "a source of [source], or in words where it was read"
    if (clause.wording in ("text", "report")) is not bool(clause.quote):
        allowed = (
            f"nothing, for the wording {clause.wording}"
            if clause.quote
            else f"the words, for the wording {clause.wording}"
        )
        yield "quote", clause.quote or "nothing", allowed
    if (clause.wording == "assumed") is not (clause.source == "assumed"):
        yield "wording", clause.wording, "`assumed` for what has no source, and for nothing else"
    if clause.sha256 and clause.sha256 != (hashed := fingerprint(clause.quote)):
        yield "sha256", clause.sha256, f"{hashed}, the hash of the quote"


def _life(clause: Clause) -> Iterator[tuple[str, object, str]]:
    if clause.until is not None and clause.until <= clause.since:
        yield "until", str(clause.until), f"a day after {clause.since}, on which it begins"
    if clause.signed is not None and clause.since < clause.signed:
        yield "from", str(clause.since), f"{clause.signed} or later: it is not in force before it is signed"


def _questions(clause: Clause) -> Iterator[tuple[str, object, str]]:
    for name in clause.questions:
        if name not in QUESTIONS:
            yield "questions", name, f"one of {', '.join(QUESTIONS)}"
            return
    if len({*clause.questions} - {"report"}) > 1:
        yield "questions", " and ".join(clause.questions), "one question a clause, `report` aside"
        return
    if clause.adds_to and (clause.questions or clause.adds_to not in QUESTIONS):
        yield "adds_to", clause.adds_to, f"one of {', '.join(QUESTIONS)}, of a clause that answers none itself"
        return
    questions = clause.questions or (clause.adds_to,)
    allowed = {norm for q in questions if q for norm in (*QUESTIONS[q].needs, *QUESTIONS[q].settles)}
    for norm in clause.settles:
        if norm not in allowed:
            known = ", ".join(sorted(allowed)) or "nothing"
            yield f"settles.{norm}", norm, f"norms that go with its question: {known}"
    for norm in (norm for q in clause.questions for norm in QUESTIONS[q].needs):
        if norm not in clause.settles:
            about = " and ".join(clause.questions)
            yield f"settles.{norm}", "nothing", f"a value of {norm}, which a clause on {about} settles"
    yield from (
        (f"settles.{key}", found, allowed)
        for key, found, allowed in norm_faults({k: v for k, v in clause.settles.items() if k in allowed})
    )


# -- the rest of the book ----------------------------------------------------------------------------------------------
def _treaty(book: Book, file: File) -> Iterator[InputError]:
    place, treaty = file("treaty"), book.treaty
    if "attack" not in treaty.articles:
        yield InputError(
            place, "treaty.articles", dict(treaty.articles), "`attack`, the number of the article on attacks"
        )
    for body in treaty.cannot_send_force:
        if body not in book.deciding:
            yield InputError(place, "treaty.cannot_send_force", body, f"one of {', '.join(book.deciding) or 'no body'}")
    for c in book.clauses:
        named = c.settles.get("deciding_body")
        if named is not None and named not in book.deciding:
            where = f"clause {c.id}, settles.deciding_body"
            yield InputError(
                file(f"clause {c.id}"), where, body, f"one of {', '.join(book.deciding)} (treaty.may_decide)"
            )


def _twice(book: Book, file: File) -> Iterator[InputError]:
    for name, ids in (("clause", [c.id for c in book.clauses]), ("force", [f.id for f in book.forces])):
        for one in sorted({i for i in ids if ids.count(i) > 1}):
            yield InputError(file(f"{name} {one}"), f"{name} {one}", InWords("two of this id"), "every id once")


def _members(book: Book, file: File) -> Iterator[InputError]:
    for m in book.members:
        place, where = file(f"membership {m.state}"), f"membership {m.state}"
        if m.state not in states():
            yield InputError(place, f"{where}, state", m.state, "a state's code, ISO 3166-1 alpha-3, such as TJK")
        if m.left is not None and m.left <= m.joined:
            yield InputError(place, f"{where}, left", str(m.left), f"a day after {m.joined}, on which it begins")
    rows = sorted(book.members, key=lambda m: (m.state, m.joined))
    for a, b in pairwise(rows):
        if a.state == b.state and (a.left is None or b.joined < a.left):
            found = InWords(f"two terms at once from {b.joined}")
            yield InputError(file(f"membership {a.state}"), f"membership {a.state}", found, "one term at a time")


def _forces(book: Book, file: File) -> Iterator[InputError]:
    for f in book.forces:
        place, where = file(f"force {f.id}"), f"force {f.id}"
        if f.clause not in book.by_id:
            yield InputError(place, f"{where}, clause", f.clause, "a clause of the book")
        for code in f.region:
            if code not in states():
                yield InputError(place, f"{where}, for", code, "states' codes, ISO 3166-1 alpha-3, such as TJK")


def _coverage(book: Book, file: File, today: dt.date) -> Iterator[InputError]:
    """A question that nobody answers, or that two answer, on the first day on which it is so."""
    for name, question in QUESTIONS.items():
        ever = book.versions(name)
        if not ever:
            needs = "".join(f" and settles {norm}" for norm in question.needs)
            yield InputError(
                file("treaty"),
                f'question "{name}"',
                InWords("no clause"),
                f"a clause that says {question.words}{needs}",
            )
            continue
        for day in [d for d in book.breaks() if d <= today]:
            found = book.answers(name, day)
            if len(found) == 1:
                continue
            who = " and ".join(c.id for c in found) if found else "no clause"
            place = file(f"clause {(found or ever)[0].id}")
            yield InputError(place, f'question "{name}" on {day}', who, f"one clause that says {question.words}")
            break


def _settled(book: Book, file: File, today: dt.date) -> Iterator[InputError]:
    """A norm that two clauses settle, on the first day on which they do."""
    for day in [d for d in book.breaks() if d <= today]:
        said = [(norm, c.id) for c in book.clauses if c.covers(day) for norm in c.settles]
        for norm in dict(said):
            by = [clause for one, clause in said if one == norm]
            if len(by) > 1:
                where = f"{norm} on {day}"
                yield InputError(file(f"clause {by[-1]}"), where, " and ".join(by), "one clause that settles it")
                return
