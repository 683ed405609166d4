"""The parts of docs/odd.md and docs/trace.md that follow from the code: the step, defaults, parameters, counts.

    python -m panj.tools.model_page

writes between the marks `<!-- model: NAME -->` and `<!-- model: end of NAME -->`; the rest of both pages is by hand.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from panj.border import kernel
from panj.experiments.edge import edge
from panj.model import BorderModel
from panj.scenarios.injects import SENTENCES, takes
from panj.scenarios.load import HOME, Scenario, load_scenario, scenario_names
from panj.scenarios.reading import read_toml, read_yaml
from panj.scenarios.writing import write_text
from panj.treaty.law.regime import regime_names
from panj.treaty.law.shelf import book, treaties

DOCS = Path(__file__).parents[1] / "docs"
DEFAULT = "tajikistan-2021"
PARTS = {"ground": "the war at the border", "inside": "the war inside", "politics": "states", "index": "stability"}
MEN = ("mobilise", "send")  # kinds of inject whose amount hangs on who is named
DAILY = "day_begins"  # the name that the model's step gives to what is done once a day


def first_line(what: object) -> str:
    """The first sentence of a docstring, on one line."""
    text = " ".join((inspect.getdoc(what) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[^.])\. ", text + " ")[0].rstrip(". ")


def calls(function: object) -> Iterator[tuple[str, bool]]:
    """Dotted names that a function calls as statements, in order, and whether only where a day begins."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))  # type: ignore[arg-type]

    def walk(body: list[ast.stmt], daily: bool) -> Iterator[tuple[str, bool]]:
        for node in body:
            if isinstance(node, ast.If):
                once = isinstance(node.test, ast.Name) and node.test.id == DAILY
                yield from walk(node.body, daily or once)
            elif isinstance(node, ast.For):
                yield from walk(node.body, daily)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                yield ast.unparse(node.value.func), daily

    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    yield from walk(definition.body, False)


def found(model: BorderModel, name: str) -> Any:
    """What a dotted name of the model's step leads to."""
    first, *rest = name.split(".")
    at: Any = {"self": model, "unit": model.units[0], "command": model.commands[0]}.get(first)
    for part in rest:
        at = getattr(at, part, None)
    return at


def order() -> str:
    """The order of a step, from the step itself and the docstrings of what it calls."""
    model = BorderModel("intro", seed=1)
    lines = []
    for number, (name, daily) in enumerate(calls(type(model).step), 1):
        what = found(model, name)
        own = getattr(what, "__module__", "").startswith("panj.")
        said = first_line(what) if own else "Units whose class has a step of its own take it (`agents/units.py`)"
        lines.append(f"{number}. `{name.removeprefix('self.')}`{', once a day' if daily else ''}: {said}.")
        if what is not None and getattr(what, "__func__", None) in (type(model).command, type(model).fight):
            for inner, _ in calls(what):
                if (part := found(model, inner)) is not None:
                    lines.append(f"    - `{inner.removeprefix('self.')}`: {first_line(part)}.")
    ticks = [
        f"    {number}. `{name}`: {first_line(getattr(kernel, name))}."
        for number, (name, _) in enumerate(calls(getattr(kernel.tick, "py_func", kernel.tick)), 1)
    ]
    return "\n".join([*lines, "", "One tick of the ground, `border/kernel.py`:", "", *(t.strip() for t in ticks)])


def defaults() -> str:
    """What the scenarios that come with the program begin with."""
    head = "| Scenario | First day | Days | Step, h | Cells | Border, km | Districts | Units | Regime | Of its own |"
    rows = [head, "|" + "---|" * 10]
    for s in map(load_scenario, scenario_names()):
        f = s.file
        rows.append(
            f"| `{s.name}` | {f.start} | {f.days} | {f.step_hours} | {f.grid.width} x {f.grid.height} of"
            f" {f.grid.cell_km:g} km | {f.border_km:,.0f} | {len(s.districts)} | {len(s.units)} | `{f.regime}` |"
            f" {_own(s)} |"
        )
    return "\n".join(rows)


def _own(scenario: Scenario) -> str:
    """How many parameters of a scenario differ from those of the default one."""
    usual = load_scenario(DEFAULT).file.parameters
    other = [name for name, p in scenario.file.parameters.items() if p != usual[name]]
    return ", ".join(f"`{n}`" for n in other) if 0 < len(other) <= 8 else f"{len(other)} parameters" if other else "-"


def injects() -> str:
    """Kinds of inject: what each lets happen, what it names and its amount, for the default scenario."""
    s = load_scenario(DEFAULT)
    states, helpers = tuple(sorted(s.file.states)), takes(s, "send").who
    called = {helpers: "a power with units on the member's side", states: "a state", (s.file.requester,): "the member"}
    rows = ["| Kind | What happens | Who | What | Amount |", "|---|---|---|---|---|"]
    for kind, sentence in SENTENCES.items():
        taken = takes(s, kind)
        said = re.sub(r"\{(\w+)[^}]*\}", lambda m: {"who": "WHO", "what": "WHAT"}.get(m[1], "AMOUNT"), sentence)
        who = called.get(taken.who) or ", ".join(f"`{w}`" for w in taken.who)
        what = ", ".join(f"`{w}`" if w else "nothing" for w in taken.what) or "-"
        least, most = (f"{value:,.0f}" for value in (taken.least, taken.most))
        amount = f"{least} to {most} {taken.unit}" if taken.unit and most != least else taken.unit or "-"
        if "0 to 1" in taken.unit:
            amount = taken.unit
        if kind in MEN:
            amount = "up to the men that it could still call or send"
        if kind == "weights":
            amount = "within the range of that weight"
        rows.append(f"| `{kind}` | {said} | {who} | {what} | {amount} |")
    return "\n".join(rows)


def parameters() -> str:
    """Every parameter of the default scenario with its range, unit and source, by part of the model."""
    out = []
    given = load_scenario(DEFAULT).file.parameters
    for part, title in PARTS.items():
        out.append(f'\n**{title[0].upper()}{title[1:]}** (`part = "{part}"`)\n')
        out.append("| Parameter | Low | Typical | High | Unit | Source |\n|---|---|---|---|---|---|")
        out += [
            f"| `{n}` | {p.low:g} | {p.typical:g} | {p.high:g} | {_cell(p.unit)} | {_cell(p.source)} |"
            for n, p in given.items()
            if p.part == part
        ]
    return "\n".join(out).strip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def data() -> str:
    """What data there is: parameters by source, crises, clauses, observations of wars."""
    given = load_scenario(DEFAULT).file.parameters.values()
    rows = ["| Part of the model | Parameters | With a source | Fitted | Assumed |", "|---|---|---|---|---|"]
    for part, title in PARTS.items():
        mine = [p for p in given if p.part == part]
        fitted = sum("calibrated" in p.source and not p.assumed for p in mine)
        assumed = sum(p.assumed for p in mine)
        rows.append(f"| {title} | {len(mine)} | {len(mine) - fitted - assumed} | {fitted} | {assumed} |")
    crises, coded = read_yaml(HOME / "treaty" / "crises.yaml"), read_yaml(HOME / "treaty" / "cases.yaml")
    cases = len(crises["cases"]) + len(coded["cases"]) + len(coded["null_cases"])
    law = [book(name) for name in treaties()]
    clauses = ", ".join(f"{len(b.clauses)} of {b.treaty.title}" for b in law)
    regimes = sum(len(regime_names(name)) for name in treaties())
    return "\n".join(
        [
            *rows,
            "",
            f"- {cases} coded crises with {len(crises['sources']) + len(coded['sources'])} sources.",
            f"- {len(law)} books of law, their clauses with those that hold for all: {clauses}.",
            f"- {regimes} regimes, {len(scenario_names())} scenarios.",
        ]
    )


def observed() -> str:
    """What each scenario is held against; one without observations is fitted to nothing."""
    rows = ["| Scenario | Observations | Calibrated |", "|---|---|---|"]
    for name in scenario_names():
        path = HOME / name / "observed.toml"
        counts: Counter[str] = Counter()
        if path.is_file():
            counts.update({k: len(v) for k, v in read_toml(path).items() if isinstance(v, list) and k != "sources"})
        said = ", ".join(f"`{k}` {n}" for k, n in sorted(counts.items()) if n)
        fitted = "yes" if (HOME / name / "calibration.json").is_file() else "no"
        rows.append(f"| `{name}` | {said or 'none: held against nothing of its own'} | {fitted} |")
    return "\n".join(rows)


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "odd.md": {"order": order, "defaults": defaults, "injects": injects, "parameters": parameters},
    "trace.md": {"data": data, "observed": observed},
}


def written(text: str, parts: dict[str, Callable[[], str]]) -> str:
    """A page with its generated parts made anew. Raises ValueError where a part has no marks."""
    for name, make in parts.items():
        begin, end = f"<!-- model: {name} -->", f"<!-- model: end of {name} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"no marks for {name}")
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{make()}\n\n{end}{rest.partition(end)[2]}"
    return text


def main() -> None:
    """Write the parts."""
    for name, parts in PAGES.items():
        path = DOCS / name
        write_text(path, written(path.read_text(encoding="utf-8"), parts))


if __name__ == "__main__":
    edge(main)
