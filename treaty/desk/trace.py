"""The trace of a ruling: every step with its clause, what was found and why, nested as the norms are.

As a tree for the reader, and as plain values for programs and pages. Readers are told what a condition or clause comes
to in the words of its kind, and nothing of what nobody raised; programs are told `holds` and all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from panj.treaty.law.book import Book
from panj.treaty.law.clauses import Finding
from panj.treaty.law.records import Clause

SIGN = {True: "+", False: "-"}
RESTS = {"text": "the text", "practice": "practice", "assumption": "our assumption"}


def steps(findings: Sequence[Finding], book: Book) -> list[Finding]:
    """The findings from which a trace begins: a condition that stands below another finding stands there alone."""
    below = {_said(inner) for f in findings for inner in f.walk() if inner is not f}
    return [f for f in findings if _said(f) not in below or book.by_id[f.clause].kind != "condition"]


def _said(finding: Finding) -> tuple[str, bool, str]:
    return finding.clause, finding.holds, finding.reason


def rests_on(clause: Clause) -> str:
    """What a finding under a clause rests on, and how its words are known."""
    how = {"text": " in its words", "report": " as reported", "read": ", read and not quoted", "assumed": ""}
    return RESTS[clause.basis] + how[clause.wording]


def shown(findings: Iterable[Finding]) -> list[Finding]:
    """What readers are told: findings that somebody or something raised."""
    return [f for f in findings if f.raised]


def about(finding: Finding, book: Book) -> dict[str, Any]:
    """What a finding comes to in words, and what it rests on: text, practice or our assumption, with wording and
    source."""
    clause = book.by_id[finding.clause]
    source = book.source(clause)
    return {
        "verdict": clause.verdict(finding.holds),
        "raised": finding.raised,
        "basis": clause.basis,
        "wording": clause.wording,
        "quote": clause.quote,
        "source": {"title": source.title, "url": source.url},
        "note": clause.note,
    }


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
                "kind": clause.kind,
                "holds": f.holds,
                **about(f, book),
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
    """Findings as a tree of lines: + met or applies, - not, and because of which condition. What is told once with all
    that it rests on is only named the second time."""
    told: set[str] = set()
    return "\n".join(line for f in shown(findings) for line in _lines(f, book, "", "", told))


def _lines(finding: Finding, book: Book, head: str, below: str, told: set[str]) -> Iterator[str]:
    clause, inner = book.by_id[finding.clause], shown(finding.conditions)
    failed = next((c for c in inner if not c.holds), None)
    verdict = clause.verdict(finding.holds)
    said = f"{verdict}. {finding.reason}" if finding.holds else f"{verdict}, because {lower(finding.reason)}"
    if failed is not None and not finding.holds:
        said += f" ({failed.clause})"
    again = finding.clause in told
    basis = RESTS[clause.basis]
    yield f"{head}{SIGN[finding.holds]} {finding.clause} [{clause.article}; {basis}]: {'as above' if again else said}"
    if again:
        return
    told.add(finding.clause)
    facts = ", ".join(f"{k} = {_shown(v)}" for k, v in finding.facts.items())
    if facts:
        yield f"{below}{'|' if inner else ' '}   facts: {facts}"
    for i, condition in enumerate(inner):
        last = i == len(inner) - 1
        branch, stem = ("`", " ") if last else ("|", "|")
        yield from _lines(condition, book, f"{below}{branch}-- ", f"{below}{stem}   ", told)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return " ".join(f"{k}:{v}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value)) or "none"
    return str(value) or "none"


def lower(text: str) -> str:
    """The first word in small letters, unless it is a code."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
