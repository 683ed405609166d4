"""docs/design.md and CONTRIBUTING.md name what there is: folders, files, modules, commands, pages, columns, chairs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import typer.main

from panj.agents.seats.questions import MATTERS
from panj.experiments.cli import load_commands
from panj.model.record.outcomes import OUTCOMES
from panj.tests.test_layers import RANK
from panj.tools.model_page import PAGES, written

ROOT = Path(__file__).parents[1]
DESIGN, GUIDE = ((ROOT / name).read_text(encoding="utf-8") for name in ("docs/design.md", "CONTRIBUTING.md"))
TEXTS = {"design": DESIGN, "guide": GUIDE}
NAMED = {name: sorted(set(re.findall(r"`([^`\n]+)`", text))) for name, text in TEXTS.items()}
FILES = {
    path.name for path in ROOT.rglob("*.*") if not any(part.startswith(".") for part in path.parts[len(ROOT.parts) :])
}


def section(number: int) -> str:
    """A numbered section of the design."""
    return DESIGN.split(f"\n## {number}. ")[1].split("\n## ")[0]


def block(number: int) -> str:
    """The first block of code of a section."""
    return section(number).split("```\n")[1]


@pytest.mark.parametrize("page", PAGES)
def test_what_follows_from_the_code_is_what_the_code_says(page: str) -> None:
    """Order of the step, defaults and parameters of the ODD, and counts of TRACE: `python -m panj.tools.model_page`."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written(text, PAGES[page]) == text


@pytest.mark.parametrize("text", TEXTS)
def test_every_file_and_folder_that_is_named_is_there(text: str) -> None:
    """Whoever follows a path finds a file or a folder; a file named without its folder is somewhere."""
    paths = [n for n in NAMED[text] if re.fullmatch(r"[\w.-]+(/[\w.-]+)*(/|\.[a-z]+)", n) and "/" in n]
    assert [n for n in paths if not (ROOT / n).exists()] == []
    alone = [n for n in NAMED[text] if re.fullmatch(r"[\w-]+\.(py|csv|toml|txt)", n)]
    assert [n for n in alone if n not in FILES] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_module_that_is_named_can_be_imported(text: str) -> None:
    """`panj.x.y` is a module, or what a module holds; so is what is run by `python -m panj.x.y`."""
    dotted = [n for n in NAMED[text] if re.fullmatch(r"panj(\.\w+)+", n)]
    run = re.findall(r"python -m (panj[\w.]*)", TEXTS[text])
    assert [n for n in (*dotted, *run) if not _found(n)] == []
    assert dotted


def _found(name: str) -> bool:
    head, _, tail = name.rpartition(".")
    if (find_spec(head) if head else None) is None:
        return False
    return find_spec(name) is not None if head == "panj" else hasattr(import_module(head), tail) or _is_module(name)


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_the_layers_name_every_package_and_its_folders() -> None:
    """The list of layers has every package of the program, from the top down, with all folders that hold modules."""
    told: dict[str, set[str]] = {}
    for line in block(2).splitlines():
        heads = re.findall(r"^(?:\w+/ +)*\w+[/.]", line)
        for name in re.findall(r"(\w+)[/.]", heads[0]) if heads else ():
            told[last := name] = set()
        if told:
            told[last] |= set(re.findall(r"(?<=[ (])(\w+)/(?=[ ),;:]|$)", line[18:]))
    for package in RANK:
        folders = {p.parent.name for p in (ROOT / package).glob("*/__init__.py")}
        assert package in told
        if package not in ("treaty", "border", "benchmarks"):  # told of below the list; what measures is no part of it
            assert folders <= told[package], package
    below = section(2).split("```")[2]
    deeper = {
        f"{p.parent.relative_to(ROOT)}/" for name in ("treaty", "border") for p in ROOT.glob(f"{name}/*/__init__.py")
    }
    assert {n for n in deeper if f"`{n}`" not in below} == set()
    order = [name for name in told if name in RANK and name != "benchmarks"]
    assert [RANK[n] for n in order] == sorted((RANK[n] for n in order), reverse=True)


def commands(group: Any, before: str = "") -> Iterator[str]:
    """Every command of the program, those of a group with its name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_the_design_lists_every_command_and_no_other() -> None:
    """The list of commands is that of `panj --help`, with the commands of groups: `panj scenario list|show`."""
    shipped = set(commands(typer.main.get_command(load_commands())))
    groups = {name.split()[0] for name in shipped if " " in name}
    told = set()
    for line in block(9).splitlines():
        _, name, *rest = line.split()
        told |= {f"{name} {part}" for part in rest[0].split("|")} if name in groups else {name}
    assert told == shipped


def test_the_design_lists_the_outcomes_in_their_order() -> None:
    """Columns of the row of outcomes, as scripts find them."""
    assert block(7).split() == list(OUTCOMES)


def test_the_design_names_every_page_of_the_game() -> None:
    """Pages of the browser, in their order."""
    tree = ast.parse((ROOT / "browser" / "pages" / "frame.py").read_text(encoding="utf-8"))
    (pages,) = (n.value for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "PAGES")
    assert isinstance(pages, ast.Dict)
    named = {ast.unparse(n.targets[0]): n.value for n in tree.body if isinstance(n, ast.Assign)}
    (told,) = re.findall(r"The pages of `browser/pages/frame.py` are (.*?);", section(11), re.DOTALL)
    assert [" ".join(name.split()) for name in re.findall(r"\*([^*]+)\*", told)] == [
        ast.literal_eval(named.get(ast.unparse(key), key)) for key in pages.keys if key
    ]


def test_the_design_names_every_question_that_a_chair_is_asked() -> None:
    """The table of chairs has each kind of question; no kind stands there that is never asked."""
    table = section(5).split("| Chair | Asked |")[1].split("\n\n")[0]
    told = set(re.findall(r"`([a-z]+)`", table)) - {"sorties", "ministers"}
    assert set(MATTERS) <= told
    assert told <= set(MATTERS)


def test_every_agent_that_the_design_names_is_a_class() -> None:
    """The table of agents speaks of classes that there are."""
    sources = (p.read_text(encoding="utf-8") for p in (ROOT / "agents").rglob("*.py"))
    classes = {n.name for text in sources for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef)}
    table = section(5).split("| Agent | Holds | Decides |")[1].split("\n\n")[0]
    told = {name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert told - classes == set()
    assert len(told) > 10


def test_the_guide_names_every_place_where_faults_can_be_put() -> None:
    """`python -m panj.tools.mutants PLACE` is told with all its places."""
    from panj.tools.mutants import PLACES

    told = GUIDE.split("**Do the tests bite?**")[1].split("\n\n")[0]
    assert [place for place in PLACES if place not in told] == []
