"""What a case of the catalogue must come to: outcome, trace and the reason why; and how a ruling is held against it.

Any implementation can be held against it that prints the documented JSON of a ruling. A line of the expected trace is a
path through nested findings and what is said at its end: "CST-4 > TRIGGER > TERRITORY fails".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from panj.treaty.ladder import RungName

Step = Annotated[str, Field(pattern=r"^[A-Z0-9-]+( > [A-Z0-9-]+)* (holds|fails)$")]


KEYS = ("state", "obligation", "collective_force", "report_to_unsc", "measures", "blocked_by", "contributors")


class Expect(BaseModel):
    """[expect]: what the case must come to. What is left out may be anything."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    why: str = Field(min_length=1, description="the rule that settles the case, in a sentence")
    refused: str | None = Field(default=None, description="the key for which the file is refused")
    state: str | None = None
    obligation: bool | None = None
    collective_force: bool | None = None
    report_to_unsc: bool | None = None
    measures: list[RungName] | None = None
    blocked_by: list[str] | None = None
    contributors: list[str] | None = None
    trace: list[Step] = []

    def differences(self, ruling: Mapping[str, Any]) -> list[str]:
        """What a ruling, as its JSON, says otherwise than is expected: each a sentence; none for a good one."""
        said = []
        for key in KEYS:
            want, got = getattr(self, key), ruling.get(key)
            if isinstance(want, list) and isinstance(got, list):
                want, got = sorted(want), sorted(got)
            if want is not None and want != got:
                said.append(f"{key}: expected {want}, found {got}")
        trace = ruling.get("trace", ruling.get("findings", []))
        for step in self.trace:
            path, _, verb = step.rpartition(" ")
            found = follow(trace, path.split(" > "))
            if found is None:
                said.append(f"trace: {path} was not looked at")
            elif found is not (verb == "holds"):
                said.append(f"trace: expected {step}, found that it {'holds' if found else 'fails'}")
        return said


def follow(trace: Sequence[Mapping[str, Any]], path: Sequence[str]) -> bool | None:
    """What is said at the end of a path through nested findings; None where there is no such path."""
    found = next((f for f in trace if f["clause"] == path[0]), None)
    if found is None:
        return None
    return follow(found.get("conditions", []), path[1:]) if path[1:] else bool(found["holds"])
