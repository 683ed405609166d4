"""An after-action report as a page: HTML that prints, with nothing to fetch, or plain text."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import Any

import jinja2

from panj.experiments.tables import measured, number, scale_of
from panj.experiments.words import count, dated, measure

WIDE = 100  # columns of the text


def as_html(report: dict[str, Any]) -> str:
    """One page for readers with five minutes, and the full account after it."""
    return _templates().get_template("after_action.html.j2").render(r=report)


def as_part(report: dict[str, Any]) -> tuple[str, str]:
    """The same to be shown within another page: its HTML and its style."""
    env = _templates()
    return env.get_template("after_action_body.html.j2").render(r=report), env.get_template("after_action.css").render()


def _templates() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"number": number, "date": _date, "words": _words, "count": count}
    env.globals |= {"measured": measured, "scale_of": scale_of}
    return env


def as_text(report: dict[str, Any], full: bool = False) -> str:
    """The same page as text; `full` adds the account by day and actor."""
    r = report
    out = [
        f"After action: {r['title']}",
        f"{_date(r['from'])} to {_date(r['till'])}, regime {r['regime']}, seed {r['seed']}, {_seats(r)}",
        "",
        *_wrap(r["summary"]),
        "",
        "What happened",
        *(line for e in r["happened"] for line in _told(e, r["names"])),
        "",
        r["heading"],
    ]
    for n, d in enumerate(r["decisions"], 1):
        out += ["", *_decision(n, d, r["names"])]
    if not r["decisions"]:
        out += ["", *_wrap(r["none"])]
    out += ["", *_wrap(r["method"])]
    if full:
        for day in r["account"]:
            out += ["", _date(day["date"])]
            for actor in day["actors"]:
                out += [
                    f"  {r['names'][actor['actor']] or '-'}",
                    *(line for e in actor["entries"] for line in _entry(e)),
                ]
    return "\n".join(out) + "\n"


def _decision(number: int, decision: dict[str, Any], names: dict[str, str]) -> list[str]:
    """One of the decisions as lines."""
    clause = f" ({decision['clause']})" if decision["clause"] else ""
    who = names.get(decision["seat"], decision["seat"])
    asked = f"{decision['question']} {_words(decision['answer'])}{clause}, {decision['by']}."
    sentence = f"{number}. {_date(decision['date'])}, {who}: {asked}"
    changed = "; ".join(f"{h['meaning']}: {h['would_shown']} instead of {h['shown']}" for h in decision["here"])
    clear = [
        f"{e['meaning']}: {e['said']}"
        for e in decision["effects"]
        if e["clear"] and e["outcome"] != decision["headline"]
    ]
    lines = [
        *_wrap(sentence, "", "   "),
        *_wrap(f"Reason: {decision['why']}", "   ", "   "),
        *_wrap(f"Otherwise ({_words(decision['other'])}), in this war: {changed or 'the same results'}.", "   ", "   "),
        *_wrap(decision["found"], "   ", "   "),
    ]
    return lines + (_wrap(f"Also clear: {'; '.join(clear)}.", "   ", "   ") if clear else [])


def _told(told: dict[str, Any], names: dict[str, str]) -> list[str]:
    return _wrap(
        f"{_date(told['date'])[:-5]}  {names[told['actor']]}: {told['text']}{_after(told)}", "  ", "          "
    )


def _entry(entry: dict[str, Any]) -> list[str]:
    clause = f" [{entry['clause']}]" if entry["clause"] else ""
    return _wrap(f"#{entry['id']} {entry['kind']}{clause}: {entry['text']}{_after(entry)}", "    ", "      ")


def _after(effect: dict[str, Any]) -> str:
    return (
        f" (after: {', '.join(effect['after'][:3])}{' and more' if len(effect['after']) > 3 else ''})"
        if effect["after"]
        else ""
    )


def _seats(told: dict[str, Any]) -> str:
    people = ", ".join(told["names"].get(p, p) for p in told["people"])
    said = f"people in the chairs of {people}" if people else "all chairs left to their rules"
    said += f", {count(told['injects'], 'inject')} by the umpire" if told["injects"] else ""
    return said if told["over"] else f"{said}; {count(told['days'], 'day')} played"


def _wrap(text: str, first: str = "", later: str = "") -> list[str]:
    return textwrap.wrap(text, WIDE, initial_indent=first, subsequent_indent=later)


def _date(iso: str) -> str:
    return dated(dt.date.fromisoformat(iso), "%B %Y")


def _words(text: object) -> str:
    return measure(str(text))
