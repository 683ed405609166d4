"""What people must not be shown: codes, ids and names of the program, and figures that only a rule weighs."""

from __future__ import annotations

import html
import re

from panj.scenarios.schema import ScenarioFile

PATTERNS = (
    r"\d\.\d{2,}",  # unrounded
    r"\d[eE][-+]?\d",  # 1.3e+06
    r"\binf(?:inity)?\b",
    r"\.0 (?:men|people)\b",
    r"\b\d{4,} (?:men|people|soldiers|reservists)\b",
    r"(?i)\b(?:worth|gain|lacks|credibility|price|threat seen) [-+]?\d",
    r"\b[a-z]+_[a-z_]+\b",
    r"\b[A-Z]{2,6}-\d",  # id of a clause
    r"\b(?:True|False|None|nan)\b",
)


def faults(shown: str, file: ScenarioFile) -> list[str]:
    """Where a text shows what people must not be shown, each with what stands around it; tags do not count."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown))
    for power in file.powers.values():  # a name may hold an abbreviation that is also a code
        text = text.replace(power.name, "a power")
    codes = rf"\b(?:{'|'.join({*file.states, *file.powers})})\b"
    return [text[max(0, m.start() - 50) : m.end() + 30] for p in (codes, *PATTERNS) for m in re.finditer(p, text)]
