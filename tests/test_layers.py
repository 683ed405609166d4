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
    ("browser",),
    ("app", "benchmarks"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def imported(source: str, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every import in a module of `package`: at any depth, under TYPE_CHECKING as well.

    Modules named by a string in `import_module` or `__import__` count too.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name.split(".")[0]) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                yield node.lineno, str(module).split(".")[0]
            case ast.ImportFrom(module=module, names=names, level=level):
                base = package[: len(package) - level + 1]
                if base:
                    yield node.lineno, base[0]
                else:  # `from .. import border` climbs out of the package
                    tops = [module] if module else [alias.name for alias in names]
                    yield from ((node.lineno, top.split(".")[0]) for top in tops)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name.split(".")[0]


def breaches(root: Path) -> list[str]:
    """Imports in the packages under `root` that go up, or sideways between packages of one layer."""
    found = []
    files = [p for name in RANK for p in (root / f"{name}.py", *sorted((root / name).rglob("*.py"))) if p.is_file()]
    for path in files:
        parts = path.relative_to(root).with_suffix("").parts
        own = parts[0]
        for line, other in imported(path.read_text(encoding="utf-8"), parts[:-1]):
            if other in RANK and other != own and RANK[other] >= RANK[own]:
                found.append(f"{path.relative_to(root)}:{line} imports {other}")
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
        ("border/rules.py", "import treaty.vote"),
        ("treaty/vote.py", "from border import rules"),
        ("scenarios/load.py", "from model import BorderModel"),
        ("agents/states.py", "if TYPE_CHECKING:\n    from model import BorderModel"),
        ("model/account.py", "def f():\n    import experiments.runs.store"),
        ("experiments/cli.py", "import json, browser"),
        ("agents/seats.py", "from ..model import events"),
        ("agents/seats.py", "from .. import model"),
        ("browser/pages.py", "import importlib\nimportlib.import_module('app')"),
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
        "from border import rules",
        "import treaty.vote",
        "from . import x",
        "from ..units import y",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert breaches(tmp_path) == []


POSIX_ONLY = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def test_nothing_that_only_posix_has_is_imported() -> None:
    """The program imports nothing that Windows lacks, at any depth; what measures it (benchmarks) may."""
    found = []
    for name in set(RANK) - {"benchmarks"}:
        for path in (ROOT / f"{name}.py", *sorted((ROOT / name).rglob("*.py"))):
            if path.is_file():
                parts = path.relative_to(ROOT).with_suffix("").parts
                for line, other in imported(path.read_text(encoding="utf-8"), parts[:-1]):
                    if other in POSIX_ONLY:
                        found.append(f"{path.relative_to(ROOT)}:{line} imports {other}")
    assert found == []
