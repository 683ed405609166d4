"""The layers of the project hold: imports point down, and the treaty and the border do not know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# What each top-level package may import of the project, itself aside: everything in the layers below it.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("scenarios",),
    ("treaty", "border"),
    ("agents",),
    ("model",),
    ("experiments",),
    ("browser", "tools"),
    ("app", "benchmarks"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def imported(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every import in a module of `package`: at any depth, under TYPE_CHECKING as well.

    `from panj import border` is `panj.border`. Modules named by a string in `import_module` or `__import__` count too.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = (*package[: len(package) - level + 1], *(module or "").split(".")) if level else (str(module),)
                yield from ((node.lineno, ".".join(filter(None, (*base, alias.name)))) for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def modules(root: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every module under `root` that has a layer, with the dotted name of its package."""
    for name in RANK:
        for path in (root / f"{name}.py", *sorted((root / name).rglob("*.py"))):
            if path.is_file():
                yield path, ("panj", *path.relative_to(root).parts[:-1])


def breaches(root: Path) -> list[str]:
    """Imports in the packages under `root` that go up, sideways between packages of one layer, or not by `panj`."""
    found = []
    for path, package in modules(root):
        own = path.relative_to(root).with_suffix("").parts[0]
        for line, name in imported(path.read_text(encoding="utf-8"), package):
            first, *rest = name.split(".")
            other = rest[0] if first == "panj" and rest else first
            up = other in RANK and other != own and RANK[other] >= RANK[own]
            if up or first in RANK:
                found.append(f"{path.relative_to(root)}:{line} imports {name}")
    return found


def test_imports_point_down() -> None:
    """No module imports from a layer above its own, and treaty and border do not import each other."""
    assert breaches(ROOT) == []


def test_every_package_has_a_layer() -> None:
    """A new package at the top must be given its place before it can be imported."""
    packages = {p.parent.name for p in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(RANK)
    assert {"scenarios", "treaty", "border", "agents", "model", "experiments", "browser"} <= packages


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("border/rules.py", "import panj.treaty.vote"),
        ("treaty/vote.py", "from panj.border import rules"),
        ("scenarios/load.py", "from panj.model import BorderModel"),
        ("agents/states.py", "if TYPE_CHECKING:\n    from panj.model import BorderModel"),
        ("model/account.py", "def f():\n    import panj.experiments.runs.store"),
        ("experiments/cli.py", "import json, panj.browser"),
        ("agents/seats.py", "from ..model import events"),
        ("agents/seats.py", "from .. import model"),
        ("agents/seats.py", "from panj import model"),
        ("agents/seats.py", "from treaty import ladder"),
        ("browser/pages.py", "import importlib\nimportlib.import_module('panj.app')"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, module: str, line: str) -> None:
    """Whoever slips in an import that goes up or sideways, in whatever form, is told the file and the line."""
    path = tmp_path / module
    path.parent.mkdir()
    path.write_text(f"from typing import TYPE_CHECKING\n{line}\n", encoding="utf-8")
    (found,) = breaches(tmp_path)
    assert found.startswith(f"{module}:")


def test_imports_that_point_down_are_let_through(tmp_path: Path) -> None:
    """Imports downwards, within the package and from libraries are no breach."""
    path = tmp_path / "agents" / "deep" / "states.py"
    path.parent.mkdir(parents=True)
    lines = [
        "import numpy",
        "from panj.border import rules",
        "import panj.treaty.vote",
        "from . import x",
        "from ..units import y",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert breaches(tmp_path) == []


POSIX_ONLY = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def test_nothing_that_only_posix_has_is_imported() -> None:
    """The program imports nothing that Windows lacks, at any depth; what measures it (benchmarks) may."""
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path, package in modules(ROOT)
        if package[1:2] != ("benchmarks",)
        for line, name in imported(path.read_text(encoding="utf-8"), package)
        if name.split(".")[0] in POSIX_ONLY
    ]
    assert found == []
