"""Names of the program as words that people read, on the page and in reports."""

from __future__ import annotations

import re

# Rungs of the ladder of help, see scenarios/treaty/ladder.toml.
MEASURES = {
    "political": "political support",
    "consult_info": "consultations and information",
    "mission": "a mission",
    "exercise": "an exercise",
    "mil_tech": "arms and equipment",
    "force_noncombat": "a force that does not fight",
    "force_combat": "a force that fights",
}
ONLY_NAMES = {name: text for name, text in MEASURES.items() if "_" in name}  # the others are words, which may mean else
_NAMES = re.compile(rf"\b(?:{'|'.join(ONLY_NAMES)})\b")


# Where a reason names measures, one after the other; there the short names are no other words.
_LISTED = re.compile(
    r"\b(?:asks for|gives|Adopted:|Appeal for|supports|abstains on|objects to|goes beyond|goes up to) [a-z_, ]+"
)
_SHORT = re.compile(r"(?<!\ba )(?<!\ban )\b(?:political|mission|exercise)\b(?! support)")


def plain(text: str) -> str:
    """A text of the program without its identifiers; not yet HTML."""
    text = _LISTED.sub(lambda listed: _SHORT.sub(lambda found: MEASURES[found[0]], listed[0]), text)
    return _NAMES.sub(lambda found: ONLY_NAMES[found[0]], text).replace("_", " ")


def measure(name: str) -> str:
    """A measure, or whatever else is a name, as words."""
    return MEASURES.get(name, plain(name))
