"""The trace of a ruling: every step with its clause, what was found and why, nested as the norms are.

As a tree for the reader, and as plain values for programs and pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding

SIGN = {True: "+", False: "-"}


def steps(findings: Sequence[Finding], book: Book) -> list[Finding]:
    """The findings from which a trace begins: a condition that stands below another finding stands there alone."""
    below = {_said(inner) for f in findings for inner in f.walk() if inner is not f}
    return [f for f in findings if _said(f) not in below or book.by_id[f.clause].kind != "condition"]


def _said(f: Finding) -> tuple[str, bool, str]:
    return f.clause, f.holds, f.reason


def to_json(findings: Iterable[Finding], book: Book) -> list[dict[str, Any]]:
    """Findings as plain values: clause, its article and words, whether it holds, why, the rule, the facts that the rule
    read, and the conditions that it rests on, in the same form."""
    out = []
    for f in findings:
        clause = book.by_id[f.clause]
        out.append(
            {
                "clause": f.clause,
                "article": clause.article,
                "gist": clause.gist,
                "quote": clause.quote,
                "kind": clause.kind,
                "holds": f.holds,
                "reason": f.reason,
                "rule": clause.rule,
                "facts": {k: _plain(v) for k, v in f.facts.items()},
                "conditions": to_json(f.conditions, book),
            }
        )
    return out


def _plain(value: object) -> object:
    if isinstance(value, (bool, int, float, str, list, dict)) or value is None:
        return value
    return str(value)


def tree(findings: Iterable[Finding], book: Book) -> str:
    """Findings as a tree of lines: + holds, - does not hold and because of which condition. What is told once with all
    that it rests on is only named the second time."""
    told: set[str] = set()
    return "\n".join(line for f in findings for line in _lines(f, book, "", "", told))


def _lines(f: Finding, book: Book, head: str, below: str, told: set[str]) -> Iterator[str]:
    failed = next((c for c in f.conditions if not c.holds), None)
    said = f.reason if f.holds else f"not fulfilled, because {_lower(f.reason)}"
    if failed is not None and not f.holds:
        said += f" ({failed.clause})"
    again = f.clause in told
    yield f"{head}{SIGN[f.holds]} {f.clause} [{book.by_id[f.clause].article}]: {'as above' if again else said}"
    if again:
        return
    told.add(f.clause)
    facts = ", ".join(f"{k} = {_shown(v)}" for k, v in f.facts.items())
    if facts:
        yield f"{below}{'|' if f.conditions else ' '}   facts: {facts}"
    for i, inner in enumerate(f.conditions):
        last = i == len(f.conditions) - 1
        branch, stem = ("`", " ") if last else ("|", "|")
        yield from _lines(inner, book, f"{below}{branch}-- ", f"{below}{stem}   ", told)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{k}:{v}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value)) or "none"
    return str(value) or "none"


def _lower(text: str) -> str:
    """The first word in small letters, unless it is a code."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
