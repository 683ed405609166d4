"""What whoever installs, cites or reads Panj may rely on in the project's own files."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import panj

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.13")
LONGEST = 800
TEXT = {".py", ".toml", ".txt", ".md", ".csv", ".cff", ".yaml", ".yml", ".j2", ".html", ".css", ".js", ".cfg", ".json"}
MADE = {"out", "build", "dist", "node_modules", "__pycache__"}  # and whatever begins with a dot, .ci aside

# Hosts of package registries and paths of somebody's machine, written so that this file does not hold them itself.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".", "conda" + ".anaconda", "deb" + ".debian.org")
PLACES = re.compile(r"(?<![\w./~-])/(?:home|root|tmp|work|opt|Users)/[\w.-]")


def project_files() -> Iterator[Path]:
    """Text files that belong to the project: no virtual environment, no cache, nothing that was made."""
    todo = [ROOT]
    while todo:
        for path in sorted(todo.pop().iterdir()):
            hidden = path.name.startswith(".") and path.name not in (".ci", ".gitignore")
            if hidden or path.name in MADE or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                todo.append(path)
            elif path.suffix in TEXT or not path.suffix:
                yield path


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pins(python: str) -> dict[str, Requirement]:
    """What constraints.txt pins on a Python version, by name."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.strip()) for line in lines if line.strip() and not line.startswith("#")]
    return {
        canonicalize_name(r.name): r
        for r in wanted
        if r.marker is None or r.marker.evaluate({"python_version": python, "python_full_version": f"{python}.0"})
    }


def dependencies() -> list[Requirement]:
    """What `pip install -e '.[test]'` asks for."""
    return [Requirement(r) for r in project()["dependencies"] + project()["optional-dependencies"]["test"]]


def test_files_stay_small() -> None:
    """A newcomer never has to read a module of more than 800 lines, and mostly of 200 to 400."""
    long = {
        str(p.relative_to(ROOT)): n
        for p in project_files()
        if p.suffix == ".py" and (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_package_of_the_program_ships() -> None:
    """Whoever installs the wheel has every package that the checkout has."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        listed = set(tomllib.load(stream)["tool"]["setuptools"]["packages"])
    tops = ("agents", "border", "browser", "experiments", "model", "scenarios", "treaty")
    there = {
        ".".join(("panj", *path.parent.relative_to(ROOT).parts))
        for top in tops
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert there - listed == set()


def test_modules_say_what_they_are_for() -> None:
    """The first lines of every module that holds anything say what it is for."""
    sources = {p: p.read_text(encoding="utf-8") for p in project_files() if p.suffix == ".py"}
    silent = [
        str(p.relative_to(ROOT)) for p, text in sources.items() if text and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_no_registry_and_no_machine_in_the_files() -> None:
    """Nothing in the project ties it to one package registry or to one machine's folders."""
    found = []
    for path in project_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if any(host in line for host in HOSTS) or PLACES.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "tied"),
    [
        ("open('" + "/tm" + "p/x')", True),
        ("cd " + "/hom" + "e/someone/panj", True),
        ("see https://example.org" + "/wor" + "k/page", False),
        ("/usr/bin/chromium", False),
    ],
)
def test_a_machine_path_is_told_from_an_address(line: str, tied: bool) -> None:
    """The check above finds a folder of a machine and lets a web address pass."""
    assert bool(PLACES.search(line)) is tied


def test_licence_is_there_in_full() -> None:
    """Whoever gets Panj gets the Apache License 2.0 with it, and the metadata says the same."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert project()["license"] == "Apache-2.0"
    assert "license: Apache-2.0" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_version_is_the_same_everywhere() -> None:
    """The version in the package, in the citation and at the top of the changelog agree."""
    version = panj.__version__
    assert project()["dynamic"] == ["version"]
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert cited is not None
    assert cited[1] == version
    changes = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert changes[0] in ("Unreleased", version)
    assert set(changes[1:2]) <= {version}


def test_constraints_are_exact_and_name_no_address() -> None:
    """Every line of constraints.txt is one name, one exact version and at most a marker for the Python version."""
    form = re.compile(r'[a-z0-9][a-z0-9-]*==[0-9][\w.]*( ; python_version [<>]=? "3\.\d+")?')
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not form.fullmatch(line)] == []
    assert lines[1:] == sorted(lines[1:], key=lambda line: line.split("==")[0])


@pytest.mark.parametrize("python", PYTHONS)
def test_constraints_meet_what_the_project_asks_for(python: str) -> None:
    """On both Pythons there is a pin for every direct dependency, and it lies in the range that pyproject allows."""
    pinned = pins(python)
    for wish in dependencies():
        pin = pinned[canonicalize_name(wish.name)]
        (exact,) = pin.specifier
        assert wish.specifier.contains(exact.version), f"{wish} against {pin}"


def test_constraints_cover_everything_that_gets_installed() -> None:
    """No dependency of a dependency is left to whatever is newest on the day of the install."""
    pinned = pins(f"{sys.version_info.major}.{sys.version_info.minor}")
    todo = [(r, extra) for r in dependencies() for extra in ("", *sorted(r.extras))]
    seen: set[tuple[str, str]] = set()
    while todo:
        wish, extra = todo.pop()
        name = canonicalize_name(wish.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            inner = [Requirement(r) for r in requires(name) or ()]
        except PackageNotFoundError:  # for another platform
            continue
        for r in inner:
            if r.marker is None or r.marker.evaluate({"extra": extra}):
                todo += [(r, e) for e in ("", *sorted(r.extras))]
    missing = {name for name, _ in seen} - set(pinned)
    assert len(seen) > len(dependencies())
    assert missing == set()


def test_hooks_use_the_pinned_versions() -> None:
    """What pre-commit runs is of the versions that the project is checked with."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    named = re.findall(r"\[([a-z-]+)==([\d.]+)\]", text)
    assert named
    for name, version in named:
        (exact,) = pins("3.11")[canonicalize_name(name)].specifier
        assert exact.version == version


def test_the_workflow_runs_what_a_change_must_pass() -> None:
    """The workflow of the repository calls .ci/run and repeats none of it."""
    text = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    assert re.findall(r"- run: (.*)", text) == [".ci/run"]


def test_a_group_of_tests_runs_in_one_process(tmp_path: Path) -> None:
    """Tests that share what one process has played, or a browser, are kept together by the versions that are pinned."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_together.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.mark.xdist_group('one')\n"
        "@pytest.mark.parametrize('number', range(8))\n"
        "def test_one(number):\n"
        "    pathlib.Path(f'{number}.worker').write_text(os.environ['PYTEST_XDIST_WORKER'])\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-q", "-n", "2", "--dist", "loadgroup"]
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # no other plugin has a say in it
    subprocess.run([*command, "--rootdir", "."], cwd=tmp_path, env=env, check=True, capture_output=True, timeout=120)
    workers = [path.read_text() for path in tmp_path.glob("*.worker")]
    assert len(workers) == 8
    assert len(set(workers)) == 1
