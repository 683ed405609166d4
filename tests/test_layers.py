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


def cycles(root: Path) -> list[str]:
    """Import cycles in the packages under `root`: between modules, and between the folders of a package and the modules
    beside them. Imports at any depth count, those under TYPE_CHECKING do not: they name a type and nothing more."""
    sources = {".".join((*package, path.stem)).removesuffix(".__init__"): path for path, package in modules(root)}
    needs: dict[str, set[str]] = {}
    for name, path in sources.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
                node.body = [ast.Pass()]
        package = tuple((name if path.stem == "__init__" else name.rpartition(".")[0]).split("."))
        for _, other in imported(ast.unparse(tree), package):
            found = other if other in sources else other.rpartition(".")[0]
            if found in sources and found != name:
                needs.setdefault(name, set()).add(found)
    folders: dict[str, set[str]] = {}
    for name, others in needs.items():
        own = _folder(name, sources)
        folders.setdefault(own, set()).update({_folder(other, sources) for other in others} - {own})
    return list(dict.fromkeys([*_rings(needs), *_rings(folders)]))


def _folder(name: str, sources: dict[str, Path]) -> str:
    """A module in a subfolder of a package stands for that folder; one beside the subfolders stands for itself."""
    parts = name.split(".")
    deep = len(parts) > 3 or (len(parts) == 3 and sources[name].stem == "__init__")
    return f"{'.'.join(parts[:3])}/" if deep else name


def _rings(needs: dict[str, set[str]]) -> list[str]:
    """Sets of names that need each other, each as one line."""
    reach = {name: _reached(name, needs) for name in needs}
    rings = {tuple(sorted(b for b in reach[a] if a in reach.get(b, ()))) for a in needs if a in reach[a]}
    return [" <-> ".join(ring) for ring in sorted(rings)]


def _reached(start: str, needs: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = list(needs.get(start, ()))
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += needs.get(name, ())
    return seen


def test_no_folder_has_an_import_cycle() -> None:
    """Whoever reads a module can read what it needs first: no modules and no folders import each other in a ring, but
    for types."""
    assert cycles(ROOT) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("from panj.agents.b import y", "from panj.agents.a import x", "panj.agents.a <-> panj.agents.b"),
        ("from panj.agents import b", "def f():\n    from .a import x", "panj.agents.a <-> panj.agents.b"),
        ("from panj.agents.deep.c import z", "", "panj.agents.a <-> panj.agents.deep/"),
        ("if TYPE_CHECKING:\n    from panj.agents.b import y", "from panj.agents.a import x", ""),
    ],
)
def test_a_planted_cycle_is_found(tmp_path: Path, one: str, other: str, found: str) -> None:
    """A ring of two modules, one closed inside a function and one through a folder are told by name; a type is none."""
    (tmp_path / "agents" / "deep").mkdir(parents=True)
    for name, text in {
        "__init__": "",
        "a": one,
        "b": other,
        "deep/__init__": "",
        "deep/c": "",
        "deep/d": "import panj.agents.a",
    }.items():
        (tmp_path / "agents" / f"{name}.py").write_text(text, encoding="utf-8")
    assert cycles(tmp_path) == ([found] if found else [])


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
