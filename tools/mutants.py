"""Small faults put into the program on purpose: which of them do the quick tests notice?

    python -m panj.tools.mutants model --count 50 --seed 1

draws places in the code at random, changes each one way (a comparison turned, a constant moved, an `and` for an `or`)
and runs the quick tests that come by that line, the fastest first. It works on a copy of the checkout. What survives is
printed as a diff: it gets a test that states a promise, or its code goes, or it is entered in tools/mutants_equal.toml
with the reason why it changes nothing. Changes are Cosmic Ray's; `pip install -e '.[mutants]'` installs it.
"""

from __future__ import annotations

import argparse
import ast
import csv
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from panj.experiments.analysis.gates import wilson
from panj.experiments.edge import edge
from panj.experiments.progress import progress
from panj.scenarios.errors import InputError, InWords

ROOT = Path(__file__).parents[1]
EQUAL = Path(__file__).with_name("mutants_equal.toml")
PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # place -> what is changed, tests that concern it
    "model": (("model",), ("tests/model", "tests/agents")),
    "statistics": (("experiments/analysis", "experiments/runs/rounds.py"), ("tests/experiments", "tests/model")),
    "treaty": (("treaty",), ("tests/treaty", "tests/agents")),
    "agents": (("agents",), ("tests/agents", "tests/model")),
}
QUICK = "not slow and not browser"
# Of the tests for one mutant, by what they took with nothing changed. All seconds but the last are a processor's, so
# that a machine with much else to do draws the same tests and catches nothing for its own slowness.
MOST_SECONDS, MOST_TESTS = 30.0, 80
REST_SECONDS, REST_TESTS = (
    150.0,
    1000,
)  # of those that are asked where these let a mutant live: whole wars are among them
PATIENCE = 60.0, 4.0  # s, and times what the tests took: a mutant that computes for longer is caught
STANDS_STILL = 900.0  # s on the clock; one that waits for longer is caught, too
# Changes that are no faults: annotations, decorators and imports for type checking are not run, or not by a test of
# what a thing does.
LEFT_OUT = ("RemoveDecorator", "VariableReplacer", "VariableInserter", "ExceptionReplacer")
ALIKE = ({"Add", "Sub", "Mul", "Div"}, {"BitOr", "BitAnd", "BitXor"})  # one of these for another: others fail by type

# Which test comes by a line, and what each test takes.
CONTEXTS = """
import json, os, coverage, pytest
took = {}
def during(item, phase):
    coverage.Coverage.current().switch_context(f"{item.nodeid}|{phase}")
def spent():
    return sum(os.times()[:4])
@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    before = spent()
    done = yield
    took[item.nodeid] = spent() - before
    return done
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    during(item, "setup")
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    during(item, "call")
def pytest_sessionfinish():
    with open(os.environ["TOOK"], "w", encoding="utf-8") as stream:
        json.dump(took, stream)
"""

# Runs pytest in a fork for each line it reads, so that what no mutant changes is imported once.
FORKS = """
import json, os, resource, signal, sys, time
import hypothesis, matplotlib, mesa, networkx, numba, numpy, pandas, pyarrow, pydantic, pytest, scipy.stats
import panj.border.kernel, panj.border.inland.step, panj.scenarios.load
for line in sys.stdin:
    computes, waits, *arguments = json.loads(line)
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (computes, computes + 5))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        os._exit(int(pytest.main(["--assert=plain", *arguments])))
    end, ended, status = time.monotonic() + waits, 0, 1
    while not ended and time.monotonic() < end:
        time.sleep(0.02)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    print(status, flush=True)
"""
NOT_FOUND = 4 << 8  # status where pytest does not find a test by its name


@dataclass(frozen=True)
class Mutant:
    """A change of one file: which operator of Cosmic Ray, the how manieth place that it fits, and where that is."""

    path: str
    operator: str
    occurrence: int
    line: int
    column: int

    @property
    def family(self) -> str:
        """What kind of change: all replacements of one operator by others are one."""
        return self.operator.split("/")[-1].split("_")[0]

    @property
    def plausible(self) -> bool:
        """Whether somebody might have written it by mistake."""
        if self.family == "ReplaceBinaryOperator":
            return any({*self.operator.split("_")[1:]} <= alike for alike in ALIKE)
        return self.family not in LEFT_OUT

    def changed(self, source: str) -> str | None:
        """The file with the change."""
        from cosmic_ray.mutating import mutate_code
        from cosmic_ray.plugins import get_operator

        text: str | None = mutate_code(source, get_operator(self.operator)(), self.occurrence)
        return text


@dataclass(frozen=True)
class Quick:
    """Quick tests by what they come by: seconds of each, and the tests of each line of each file."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, set[str]]]

    def of(self, path: str, line: int) -> list[str]:
        """Tests that come by a line, or by any of the file where the line is run on import alone: the fastest first,
        and of a test with many cases one after one of each other."""
        return self._some(self._ordered(path, line), MOST_SECONDS, MOST_TESTS)

    def rest(self, path: str, line: int) -> list[str]:
        """Those of them that are left, as many as there is time for."""
        asked = set(self.of(path, line))
        return self._some([t for t in self._ordered(path, line) if t not in asked], REST_SECONDS, REST_TESTS)

    def _ordered(self, path: str, line: int) -> list[str]:
        lines = self.lines.get(path, {})
        found = sorted(lines.get(line) or set().union(*lines.values()), key=lambda t: (self.seconds.get(t, 1.0), t))
        cases: dict[str, int] = {}
        turns = {}
        for test in found:
            turns[test] = cases[_function(test)] = cases.get(_function(test), 0) + 1
        return sorted(found, key=turns.__getitem__)

    def _some(self, tests: Sequence[str], seconds: float, most: int) -> list[str]:
        some: list[str] = []
        total = 0.0
        for test in tests:
            total += self.seconds.get(test, 1.0)
            if some and (total > seconds or len(some) == most):
                break
            some.append(test)
        return some

    def take(self, tests: Sequence[str]) -> float:
        """Seconds that these tests take."""
        return sum(self.seconds.get(test, 1.0) for test in tests)


def sites(paths: Sequence[Path]) -> dict[tuple[str, int, int, str], list[Mutant]]:
    """Every place where something can be changed, with all the ways in which it can."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    plausible = [name for name in operator_names() if Mutant("", name, 0, 0, 0).plausible]
    operators = [(name, get_operator(name)()) for name in plausible]
    out: dict[tuple[str, int, int, str], list[Mutant]] = {}
    for path in paths:
        skipped = set(_not_run(ast.parse(path.read_text(encoding="utf-8"))))
        nodes = list(ast_nodes(get_ast_from_path(path)))
        for name, operator in operators:
            starts = (start for node in nodes for start, _ in operator.mutation_positions(node))
            for occurrence, (line, column) in enumerate(starts):
                mutant = Mutant(str(path.relative_to(ROOT)), name, occurrence, line, column)
                if not any(s <= (line, column) < e for s, e in skipped):
                    out.setdefault((mutant.path, line, column, mutant.family), []).append(mutant)
    return out


def _not_run(tree: ast.AST) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations, decorators and conditions of type checking stand: from and to, lines and columns."""
    for node in ast.walk(tree):
        notes = [node.annotation] if isinstance(node, (ast.arg, ast.AnnAssign)) else []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            notes = [node.returns, *node.decorator_list]
        if isinstance(node, ast.ClassDef):
            notes = [*node.decorator_list]
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            notes = [node.test]
        for note in filter(None, notes):
            yield (note.lineno, note.col_offset), (note.end_lineno or 0, note.end_col_offset or 0)


def drawn(place: str, count: int, seed: int) -> list[Mutant]:
    """So many mutants of a place: sites drawn without return, then one of the ways to change each."""
    parts = (ROOT / part for part in PLACES[place][0])
    files = {f for part in parts for f in ([part] if part.suffix else part.rglob("*.py"))}
    luck, found = random.Random(seed), sites(sorted(files))
    known = tomllib.loads(EQUAL.read_text(encoding="utf-8")).get("mutant", [])
    out: list[Mutant] = []
    for site in luck.sample(sorted(found), len(found)):
        if len(out) == count:
            break
        mutant = luck.choice(found[site])
        if not any(row["file"] == mutant.path and _is_known(mutant, row) for row in known):
            out.append(mutant)
    return out


def _is_known(mutant: Mutant, row: dict[str, str]) -> bool:
    source = (ROOT / mutant.path).read_text(encoding="utf-8")
    lines = difference(mutant, source)
    return [row["was"], row["becomes"]] == [line[1:].strip() for line in lines[:2]]


def difference(mutant: Mutant, source: str) -> list[str]:
    """The lines that a mutant changes, as they were (-) and as they are (+)."""
    changed = mutant.changed(source) or source
    told = difflib.unified_diff(source.splitlines(), changed.splitlines(), lineterm="", n=0)
    return [line for line in told if line[:1] in "-+" and line[:3] not in ("---", "+++")]


class Copy:
    """A copy of the checkout in a folder of its own, in which tests are run."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "panj"
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)
        for folder_of_code in {Path(name).parent for name in listed.stdout.split("\0") if name.endswith(".py")}:
            kept = ROOT / folder_of_code / "__pycache__"
            if kept.is_dir():  # above all the compiled ground rules; compiling them takes longer than the tests
                shutil.copytree(kept, self.root / folder_of_code / "__pycache__", dirs_exist_ok=True)
        self.env = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        self.run("-m", "compileall", "-q", ".")
        self.forks = subprocess.Popen(
            [sys.executable, "-P", "-c", FORKS],
            cwd=self.root,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Copy:
        return self

    def __exit__(self, *problem: object) -> None:
        self.forks.communicate()

    def run(self, *command: str) -> int:
        """Run Python with these arguments; its status."""
        return subprocess.run(
            [sys.executable, "-P", *command], cwd=self.root, env=self.env, capture_output=True
        ).returncode

    def passes(self, seconds: float, tests: Sequence[str], *options: str) -> bool:
        """Whether pytest passes with these tests, which usually take so many seconds; not where it runs on for long."""
        return self._status(seconds, *options, *tests) == 0

    def _status(self, seconds: float, *arguments: str) -> int:
        assert self.forks.stdin
        assert self.forks.stdout
        computes = int(PATIENCE[0] + PATIENCE[1] * seconds)
        print(json.dumps([computes, STANDS_STILL, *arguments]), file=self.forks.stdin, flush=True)
        return int(self.forks.stdout.readline())

    def look(self, place: str, keep: Path) -> Quick:
        """Run the quick tests that concern a place with nothing changed, and note which come by which line.

        What was noted is kept in a folder, for each folder of tests.
        """
        import coverage

        seconds: dict[str, float] = {}
        lines: dict[str, dict[int, set[str]]] = {}
        for folder in PLACES[place][1]:
            data, took = (keep / f"{Path(folder).name}.{ending}" for ending in ("coverage", "json"))
            if not data.is_file() or not took.is_file():
                self._note(folder, data, took)
            seconds |= (here := json.loads(took.read_text(encoding="utf-8")))
            read = coverage.CoverageData(str(data))
            read.read()
            for file in read.measured_files():
                path = file if not Path(file).is_absolute() else str(Path(file).relative_to(self.root))
                for number, names in read.contexts_by_lineno(file).items():
                    if found := _tests(names, list(here)):
                        lines.setdefault(path, {}).setdefault(number, set()).update(found)
        return Quick(seconds, lines)

    def _note(self, folder: str, data: Path, took: Path) -> None:
        """Run the quick tests of a folder, and write which come by which line and what each takes."""
        rc, code = self.root / "mutants.coveragerc", [part for parts, _ in PLACES.values() for part in parts]
        include = ", ".join(part if part.endswith(".py") else f"{part}/*" for part in code)
        rc.write_text(f"[run]\nrelative_files = true\ndata_file = {data}\ninclude = {include}\n", encoding="utf-8")
        (self.root.parent / "contexts_by_test.py").write_text(CONTEXTS, encoding="utf-8")
        self.env["TOOK"] = str(took)
        options = ["-q", "-n", "0", "-m", QUICK, "-p", "contexts_by_test", folder]
        if status := self.run("-m", "coverage", "run", f"--rcfile={rc}", "-m", "pytest", *options):
            took.unlink(missing_ok=True)
            raise InputError("tests", folder, InWords(f"status {status}"), "tests that pass before anything is changed")

    def check(self, tests: Sequence[str]) -> None:
        """Refuse tests that pytest does not find by their names: with those missing, everything would look noticed."""
        if not self.passes(len(tests), tests, "-q", "--collect-only", "-n", "0"):
            raise InputError("pytest", "--collect-only", InWords("a failure"), "tests that are found by their names")

    def survives(self, mutant: Mutant | None, tests: Sequence[str], seconds: float) -> bool:
        """Whether the tests, which usually take so many seconds, pass with the change in place, or with none."""
        options = ("-q", "-x", "-n", "0", "-p", "no:cacheprovider", "-m", QUICK)
        if mutant is None:
            return self.passes(seconds, tests, *options)
        path = self.root / mutant.path
        source = path.read_text(encoding="utf-8")
        path.write_text(mutant.changed(source) or source, encoding="utf-8")
        try:
            status = self._status(seconds, *options, *tests)
            if status == NOT_FOUND:  # a change may rename cases of a test, which is none of its faults
                status = self._status(seconds, *options, *dict.fromkeys(map(_function, tests)))
            return status == 0
        finally:
            path.write_text(source, encoding="utf-8")


def _function(test: str) -> str:
    """The name of a test without that of its case."""
    return test.partition("[")[0]


def _tests(contexts: Sequence[str], known: Sequence[str]) -> set[str]:
    """Tests that come by a line; where one does so while its fixtures are set up, all of its module may use them."""
    out = set()
    for test, _, phase in (c.rpartition("|") for c in contexts if c):
        out |= {test} if phase == "call" else {t for t in known if t.split("::")[0] == test.split("::")[0]}
    return out


def main() -> None:
    """Draw, run, and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", choices=sorted(PLACES))
    parser.add_argument("--count", type=int, default=50, help="mutants that are drawn")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unchanged", action="store_true", help="run the same tests with no change: none may fail")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "mutants", help="folder for what is kept of a run")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    mutants = drawn(options.place, options.count, options.seed)
    dead, kept = 0, options.out / f"{options.place}-{options.seed}{'-unchanged' * options.unchanged}.csv"
    with (
        tempfile.TemporaryDirectory(prefix="panj-mutants-") as folder,
        Copy(Path(folder)) as copy,
        kept.open("w", encoding="utf-8") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow(["file", "line", "change", "tests", "survived", "was", "becomes"])
        tests = copy.look(options.place, options.out.resolve())
        asked = (test for m in mutants for turn in (tests.of, tests.rest) for test in turn(m.path, m.line))
        copy.check(sorted(set(asked)))
        with progress(len(mutants), "mutants") as advance:
            for m in mutants:
                chosen, said = tests.of(m.path, m.line), difference(m, (copy.root / m.path).read_text(encoding="utf-8"))
                change, rest = None if options.unchanged else m, tests.rest(m.path, m.line)
                lived = not chosen or copy.survives(change, chosen, tests.take(chosen))
                if lived and rest:
                    chosen += rest
                    lived = copy.survives(change, rest, tests.take(rest))
                dead += not lived
                writer.writerow([m.path, m.line, m.operator, len(chosen), lived, *(s[1:].strip() for s in said[:2])])
                stream.flush()  # so that what was found is there whatever comes
                if lived != options.unchanged:
                    print(f"{m.path}:{m.line} ({len(chosen)} tests)", *said, sep="\n    ", flush=True)
                advance(1)
    low, high = wilson(dead, len(mutants))
    print(
        f"{options.place}, seed {options.seed}: {dead} of {len(mutants)} mutants were noticed, "
        f"{dead / max(1, len(mutants)):.0%} ({low:.0%} to {high:.0%}); all in {kept}"
    )


if __name__ == "__main__":
    edge(main)
