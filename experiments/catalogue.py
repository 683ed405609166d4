"""The catalogue of cases: a numbered document made from the case files, and a runner that judges any implementation.

An implementation is a command that is given a case file as its last argument and prints the documented JSON of a
ruling, or leaves with exit status 2 where it refuses the file. Ours is judged without a process of its own.
"""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from panj.experiments.progress import progress
from panj.experiments.tables import print_rows
from panj.experiments.words import count
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.load import HOME
from panj.scenarios.reading import read_toml
from panj.treaty.desk.case import Case, load_case
from panj.treaty.desk.desk import adjudicate
from panj.treaty.desk.expect import Expect
from panj.treaty.refusal import read_form

PLACES = (HOME / "catalogue", HOME.parent / "tests" / "catalogue")  # where an installed program has it, and a checkout
SECONDS = 60  # that an implementation may take over one case
Judge = Callable[[Path], dict[str, Any] | None]


@dataclass(frozen=True)
class Entry:
    """One numbered case: its file and what it must come to."""

    path: Path
    case: Case

    @property
    def expect(self) -> Expect:
        """What it must come to."""
        assert self.case.expect is not None
        return self.case.expect

    @property
    def number(self) -> tuple[str, int, str]:
        """Its place in the document."""
        digits = "".join(ch for ch in self.case.case.id if ch.isdigit())
        return self.case.case.id.rstrip("0123456789"), int(digits or 0), self.path.stem


def entries(folder: Path | None = None) -> list[Entry]:
    """Cases of a folder that say what they must come to, by number. Raises InputError where there is none, or a file
    that cannot be read as one."""
    found, unreadable = sorted_out(folder)
    for refusal in unreadable.values():
        raise refusal
    return found


def sorted_out(folder: Path | None = None) -> tuple[list[Entry], dict[Path, InputError]]:
    """Cases of a folder that say what they must come to, by number; and the files that cannot be read as one, with why.

    Raises InputError for a folder without either.
    """
    place = folder or next((p for p in PLACES if p.is_dir()), PLACES[-1])
    found, unreadable = [], {}
    for path in sorted(place.glob("*.toml")):
        try:
            if "expect" in read_toml(path):
                found.append(Entry(path, read_form(path, Case)))
        except InputError as refusal:
            unreadable[path] = refusal
    if not found and not unreadable:
        raise InputError(
            place, "", InWords("no case with a table [expect]"), "a folder of cases, such as tests/catalogue"
        )
    return sorted(found, key=lambda e: e.number), unreadable


# -- judging -----------------------------------------------------------------------------------------------------------
def ours(path: Path) -> dict[str, Any] | None:
    """Our own ruling as JSON, with its trace; None where the file is refused."""
    try:
        ruling = adjudicate(load_case(path))
    except InputError:
        return None
    return ruling.to_json() | {"trace": ruling.trace()}


def theirs(command: str) -> Judge:
    """Another implementation, by the command that starts it."""
    words = shlex.split(command)

    def judge(path: Path) -> dict[str, Any] | None:
        try:
            done = subprocess.run([*words, str(path)], capture_output=True, text=True, timeout=SECONDS, check=False)
        except OSError as error:
            raise InputError("--implementation", "", command, f"a command that can be run ({error.strerror})") from None
        except subprocess.TimeoutExpired:
            return {"error": f"no answer within {SECONDS} seconds"}
        if done.returncode == 2:
            return None
        try:
            said = json.loads(done.stdout)
        except ValueError:
            return {"error": f"exit status {done.returncode} and no JSON"}
        return said if isinstance(said, dict) else {"error": "JSON, but no object"}

    return judge


def verdict(entry: Entry, judge: Judge) -> list[str]:
    """What an implementation says otherwise than the catalogue; none for a case that it passes."""
    said = judge(entry.path)
    if said is None:
        return [] if entry.expect.refused else ["the file was refused"]
    if "error" in said:
        return [str(said["error"])]
    if entry.expect.refused:
        return [f"the file should be refused for {entry.expect.refused}"]
    return entry.expect.differences(said)


def run(folder: Path | None, implementation: str | None, as_json: bool) -> None:
    """Judge an implementation; leaves with exit status 1 where it fails a case, or a file cannot be read as one."""
    judge = ours if implementation is None else theirs(implementation)
    found, unreadable = sorted_out(folder)
    rows = [_row(path.stem, "", f"cannot be read: {why}") for path, why in unreadable.items()]
    passed = 0

    def said(judged: int) -> str:
        return f"{judged} judged, {passed} passed"

    with progress(len(found), f"{len(found)} cases", as_json, said) as advance:
        for entry in found:
            wrong = verdict(entry, judge)
            passed += not wrong
            rows.append(_row(entry.path.stem, entry.case.case.title, "; ".join(wrong)))
            advance(1)
    failed = [r for r in rows if not r["passed"]]
    if as_json or failed:
        print_rows(rows if as_json else failed, as_json)
    if not as_json:
        beside = f"; {count(len(unreadable), 'file')} cannot be read" if unreadable else ""
        print(f"{passed} of {len(found)} cases passed{beside}.")
    if failed:
        raise typer.Exit(1)


def _row(case: str, title: str, differs: str) -> dict[str, Any]:
    return {"case": case, "passed": not differs, "title": title, "differs": differs}


# -- the document ------------------------------------------------------------------------------------------------------
def document(folder: Path | None = None) -> str:
    """docs/catalogue.md: every case with its law, its outcome and why, made from the case files."""
    lines = [
        "# The catalogue of cases",
        "",
        "Made from the files of `tests/catalogue/` by `python -m panj.experiments.lawbook`; change those, not this.",
        "Each case tells what happens, under which law, what it must come to and why; the files hold every fact, with",
        "the steps of the expected trace. Any implementation can be held against it: a command that is given a case",
        "file and prints the JSON of docs/treaty-desk.md, or leaves with exit status 2 where it refuses the file.",
        "",
        "    panj catalogue",
        '    panj catalogue --implementation "node my-desk.js"',
        "",
        "T18, T26 and T27 need more than one file can say and are tested in Python (`tests/treaty/test_catalogue.py`).",
    ]
    for entry in entries(folder):
        lines += _entry(entry)
    return "\n".join(lines) + "\n"


def _entry(entry: Entry) -> Iterator[str]:
    c, x = entry.case, entry.expect
    yield ""
    yield f"## {entry.path.stem.upper()}: {c.case.title}"
    yield ""
    yield f"- Law: `{c.case.regime}` on {c.case.date}."
    yield f"- Case: {' '.join(_facts(c))}"
    yield f"- Outcome: {' '.join(_outcome(x))}"
    yield f"- Why: {x.why}"
    if x.trace:
        yield f"- Trace: {'; '.join(x.trace)}."


def _facts(case: Case) -> Iterator[str]:
    a, r = case.attack, case.request
    what = {"none": "nothing", "armed_attack": "armed attack"}.get(a.kind, a.kind)
    by = f" by {a.of or a.by}" + (f" ({a.by})" if a.of else "")
    soil = f" from the soil of {a.origin}" if a.origin else ""
    where = {
        "own": "on its own territory",
        "outside": "outside its territory",
        "own_outside_area": "on its territory beyond the area of the treaty",
        "forces_in_area": "against its forces within the area of the treaty",
    }[a.territory]
    shown = a.external_element if isinstance(a.external_element, str) else "claimed"
    told = a.external_element and (a.kind == "unrest" or isinstance(a.external_element, str))
    claim = f", an element from outside is {shown}" if told else ""
    claim += f" by the {a.determined_by}" if a.determined_by else ""
    grave = ", held to be as grave as an armed attack" if a.scale_and_effects == "armed_attack" else ""
    means = f" by cyber means{grave}" if a.means == "cyber" else ""
    yield f"{what[0].upper()}{what[1:]}{means}{by}{soil} on {a.on}, {where}{claim}."
    if case.case.convened_by:
        yield f"The members are called together by {', '.join(case.case.convened_by)}."
    if r.made:
        who = "The recognised government" if r.by == "recognised_government" else "A contested government"
        on = "" if r.article is None else f" on Article {r.article}"
        day = f" on {r.date}" if r.date else ""
        less = "" if r.accepts_weaker else ", and takes nothing less"
        use = " for use outside the members' territory" if r.where == "outside" else ""
        whom = f" {r.to} alone" if r.to else ""
        yield f"{who} asks{whom} for {r.ask}{use}{on}{day}{less}."
        if r.withdrawn:
            yield f"It takes its appeal back on {r.withdrawn}."
    else:
        yield "Nobody asks."
    if r.consent_revoked:
        yield f"Consent to forces is taken back on {r.consent_revoked}."
    for said, verb in (("object", "objects"), ("abstain", "abstains"), ("absent", "is absent")):
        who = ", ".join(code for code, p in sorted(case.positions.items()) if p == said)
        if who:
            yield f"{who} {verb}."
    yield from _judged(case)
    if case.limited_format.proposed:
        against = ", ".join(case.limited_format.objectors)
        yield f"The limited format is proposed{f'; {against} objects to it' if against else ''}."
        if case.limited_format.again is not None:
            again = ", ".join(case.limited_format.again)
            yield f"It is proposed again at the next session{f'; {again} objects' if again else '; nobody objects'}."
    if case.mandate:
        more = f"; until {case.mandate.renewed_until} is proposed" if case.mandate.renewed_until else ""
        against = ", ".join(m for m, p in sorted(case.mandate.positions.items()) if p == "object")
        yield f"The mandate ends on {case.mandate.until}{more}{f', and {against} objects' if against else ''}."
    if case.case.beside:
        yield f"Decided before, over the same forces: {', '.join(case.case.beside)}."
    if case.assessment:
        yield f"The staff finds {case.assessment.ceiling} needed at most."
    for code, men in sorted(case.contributions.items()):
        yield f"{code} would send {men:,} men."
    for code, measures in sorted(case.bilateral.items()):
        yield f"On its own {code} gives {', '.join(measures)}."


def _judged(case: Case) -> Iterator[str]:
    """What the case says of its members' standing and wills, those of whom it says the same together."""
    alike: dict[str, list[str]] = {}
    for code, judged in sorted(case.members_judged.items()):
        said = ", ".join(f"{name} {value:g}" for name, value in judged.model_dump(exclude_none=True).items())
        alike.setdefault(said, []).append(code)
    if alike:
        told = "; ".join(f"{', '.join(who)} {said}" for said, who in alike.items())
        yield f"Judged of the members: {told}."
    for p in case.promises:
        yield f"{p.giver} promises {p.taker} {p.what} (worth {p.worth:g})."


def _outcome(expected: Expect) -> Iterator[str]:
    if expected.refused:
        yield f"refused as bad input, for `{expected.refused}`."
        return
    if expected.obligation is not None:
        yield f"aid is {'' if expected.obligation else 'not '}owed;"
    if expected.measures is not None:
        yield f"measures: {', '.join(expected.measures) or 'none'};"
    if expected.blocked_by:
        yield f"blocked by {', '.join(expected.blocked_by)};"
    if expected.contributors is not None:
        yield f"contributors: {', '.join(expected.contributors) or 'none'};"
    if expected.report_to_unsc is not None:
        yield f"the UN Security Council is {'' if expected.report_to_unsc else 'not '}told;"
    yield f"ends in {expected.state or 'any state'}."
