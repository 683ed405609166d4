"""Stamps of the sources tell rules from words: neither stale machine code nor an old result is taken for a new one, and
neither is thrown away for a comment."""

from __future__ import annotations

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from panj.experiments.runs.columns import WHOLE, column_stamps, stamps_in
from panj.model.record import outcomes
from panj.scenarios.sources import stamp_of, tree_text

ROOT = Path(__file__).parents[1]
PACKAGES = ("agents", "border", "experiments", "model", "scenarios", "treaty")
STAMPS = """
from panj import border
from panj.experiments.designs.inputs import program_stamp
print(border.__file__, border.source_stamp(), program_stamp())
"""


def stamps(root: Path, **more: str) -> tuple[str, str]:
    """Stamps of the ground rules and of the program, as a process says that imports the copy in `root`."""
    environment = os.environ | {"PYTHONPATH": str(root.parent)} | more
    run = [sys.executable, "-c", STAMPS]
    out = subprocess.run(run, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert Path(out[0]).is_relative_to(root)
    return out[1], out[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program's sources."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / "panj" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "__init__.py", tmp_path / "panj")
    return tmp_path / "panj"


EDITS = {  # what is done to a rule -> whether that changes what it does
    "a comment": (lambda s: s.replace("x = 1", "x = 1  # one"), False),
    "a comment renamed": (lambda s: s.replace("# why", "# because"), False),
    "a docstring": (lambda s: s.replace("What it is.", "What else it is."), False),
    "a docstring less": (lambda s: s.replace('    """What it does."""\n', ""), False),
    "a docstring of an attribute": (lambda s: s.replace("x = 1\n", 'x = 1\n"""The one."""\n'), False),
    "blank lines": (lambda s: s.replace("\n\n", "\n\n\n\n"), False),
    "ends of lines": (lambda s: s.replace("\n", "\r\n"), False),
    "formatting": (lambda s: s.replace("f(a, b=2)", "f(\n    a,\n    b = (2),\n)"), False),
    "quotation marks": (lambda s: s.replace('"told"', "'told'"), False),
    "digits in groups": (lambda s: s.replace("1000", "1_000"), False),
    "a number": (lambda s: s.replace("x = 1", "x = 2"), True),
    "a whole number made a float": (lambda s: s.replace("x = 1", "x = 1.0"), True),
    "a comparison": (lambda s: s.replace("a < b", "a <= b"), True),
    "a reason": (lambda s: s.replace('"told"', '"said"'), True),
    "a default": (lambda s: s.replace("b=2", "b=3"), True),
    "a type": (lambda s: s.replace("a: int", "a: float"), True),
    "a decorator": (lambda s: s.replace("@rule\n", ""), True),
    "two lines swapped": (lambda s: s.replace("x = 1\ny = 1000", "y = 1000\nx = 1"), True),
    "a name": (lambda s: s.replace("y", "z"), True),
    "a sign": (lambda s: s.replace("return a", "return -a"), True),
}
RULE = '''"""What it is."""

from math import pi  # why

x = 1
y = 1000

@rule
def f(a: int, b=2):
    """What it does."""
    if a < b:
        raise ValueError("told", pi)
    return a

f(a, b=2)
'''


@pytest.mark.parametrize("what", sorted(EDITS))
def test_words_do_not_change_a_stamp_and_code_does(tmp_path: Path, what: str) -> None:
    """Comments, docstrings, blank lines and formatting are free; a changed number, comparison or reason is not."""
    edit, counts = EDITS[what]
    (tmp_path / "rule.py").write_text(RULE)
    before = stamp_of([tmp_path])
    (tmp_path / "rule.py").write_bytes(edit(RULE).encode())
    assert (tmp_path / "rule.py").read_text() != RULE or what == "ends of lines"
    assert (stamp_of([tmp_path]) != before) is counts


def test_the_words_of_a_table_do_not_change_a_stamp(tmp_path: Path) -> None:
    """In a table (TOML) comments and formatting are free, what it says and in which order are not."""
    said = {}
    for text in (
        "a = 1\nb = [1, 2]\n",
        "# why\na   = 1\nb = [\n 1,\n 2,\n]\n",
        "a = 2\nb = [1, 2]\n",
        "b = [1, 2]\na = 1\n",
    ):
        (tmp_path / "a.toml").write_text(text)
        said[text] = stamp_of([tmp_path], (".toml",))
    plain, formatted, other, swapped = said.values()
    assert plain == formatted
    assert len({plain, other, swapped}) == 3


def test_no_word_of_any_rule_counts() -> None:
    """Of every module of the rules: without comments and formatted otherwise it is the same to a stamp."""
    for name in ("agents", "border", "model", "treaty"):
        for path in (ROOT / name).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            assert tree_text(ast.parse(ast.unparse(tree))) == tree_text(tree), path


SYNTAX = r"""'''A module.'''
from __future__ import annotations
import a.b as c, d
from . import e
@c.f(1, *d, k=2, **e)
class G(d, metaclass=c):
    x: int = 0x10
    y: dict[str, float] | None = None
    async def f(self, a, /, b=1.5, *args: int, k: str = "é", **kw) -> None:
        '''It waits.'''
        async with a as b, c: await b
        async for i in a: yield i
        return
    def g(self): return lambda *a, b=-1j, **k: (yield)
def h(n: int) -> str:
    global q
    nonlocal_ = [i ** 2 for i in range(n) if i % 2 if not i]
    q = {**d, "k": {1, 2}, b'\x00': ..., None: True}
    while (m := n // 3) >= 1 <= 2 != 3 and n is not None or m in (1,): n -= 1; continue
    else: del q["k"], q
    try: assert n, "no"
    except (ValueError, TypeError) as error: raise KeyError from error
    finally: pass
    match n:
        case {"a": [1, *_, 2.5], **rest} if rest: pass
        case G(x=1) | -1 | None: ...
        case str() as s: print(f"{s!r:>{n}} {n=} {{}} a" "b" f'{s["k"]:x}', end="")
        case _: return x[1:2, ::3, ...] if n else not ~n @ m << 1
    print(*[1e400, 10_000, 0.1, '''a
b''', "\ud800", "\N{BULLET}"])
"""


def test_a_stamp_is_the_same_on_every_python() -> None:
    """Workers of another version of Python have the same rules: syntax of all kinds comes to the same text."""
    said = tree_text(ast.parse(SYNTAX)).encode("utf-8", "surrogatepass")
    assert hashlib.blake2b(said, digest_size=8).hexdigest() == "9a4634dc8b4dbaf7"


def test_rules_do_not_read_their_own_words() -> None:
    """Since words do not count, no rule may look at them, nor at where it stands."""
    for name in ("agents", "border", "model", "scenarios", "treaty"):
        for path in (ROOT / name).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"__doc__|getsource|getdoc|firstlineno|f_lineno|currentframe", source), path


def test_what_was_looked_at_is_known_to_the_next_process_and_damage_is_not(copy: Path) -> None:
    """What a file comes to is kept beside the sources; a memory that is damaged or cannot be kept changes nothing."""

    def asked(**more: str) -> str:
        script = (
            "from pathlib import Path; from panj.scenarios.sources import stamp_of; print(stamp_of([Path('border')]))"
        )
        run, environment = [sys.executable, "-c", script], os.environ | {"PYTHONPATH": str(copy.parent)} | more
        return subprocess.run(run, cwd=copy, env=environment, capture_output=True, text=True, check=True).stdout

    first = asked()
    kept = copy / "scenarios" / "__pycache__" / "meanings"
    good = kept.read_text()
    assert asked() == first
    assert kept.read_text() == good
    kept.write_text(good[:-2] + ("0" if good[-2] != "0" else "1") + "\n")
    assert asked() == first
    assert kept.read_text() == good
    shutil.rmtree(kept.parent)
    kept.parent.write_text("in the way\n")
    assert asked(HOME=str(copy / "__init__.py"), XDG_CACHE_HOME=str(copy / "__init__.py")) == first


def column(name: str, read: str, **more: str) -> str:
    about = "".join(f", {k}={v}" for k, v in more.items())
    return f'    "{name}": HELP.column(DAY, "a day", {read}{about}),\n'


def module(*columns: str, helper: str = "x") -> str:
    """A module of columns in the form of model/record/outcomes.py."""
    return (
        "from a import DAY, Book, gini\nfrom b import other\n"
        "HELP = Book('help', lambda m: m.help)\n"
        f"def _day(x):\n    return {helper}\n"
        "OUTCOMES = {\n" + "".join(columns) + "}\n"
        'SERIES = {"step": HELP.column(DAY, "steps", lambda h: h.steps)} | OUTCOMES\n'
    )


def test_a_column_is_stamped_by_how_it_is_read_alone() -> None:
    """Another column, its own meaning or its place in a report change nothing; its reading, its kind, its book and a
    function that it calls do."""
    asked, decided = column("asked", "lambda h: _day(h.asked)"), column("decided", "lambda h: h.decided")
    now = stamps_in(module(asked, decided), "runs")
    for same in (
        module(asked, decided, column("helped", "lambda h: gini(h.helped)")),
        module(decided, asked),
        module(asked, decided).replace("a day", "the day"),
        module(asked, column("decided", "lambda h: h.decided", better="'less'", first="('compare',)")),
        module(asked, decided).replace("from b import other", "from b import other, more"),
    ):
        then = stamps_in(same, "runs")
        assert (then["asked"], then["decided"]) == (now["asked"], now["decided"])
    for source, changed in (
        (module(asked, decided, helper="x + 1"), {"asked"}),
        (module(column("asked", "lambda h: _day(h.asked) + 1"), decided), {"asked"}),
        (module(asked, decided).replace("m.help)", "m.aid)"), {"asked", "decided"}),
        (module(asked, decided.replace("DAY", "MEN")), {"decided"}),
        (module(asked, decided).replace("from a import DAY", "from c import DAY"), {"asked", "decided"}),
    ):
        then = stamps_in(source, "runs")
        assert {n for n in ("asked", "decided") if then[n] != now[n]} == changed
    assert (
        stamps_in(module(asked), "series")["step"]
        != stamps_in(module(asked).replace("h.steps", "h.days"), "series")["step"]
    )


def test_every_column_has_a_stamp_of_its_own() -> None:
    """The real columns: each is found in its module, and no two are read alike by accident of the hash."""
    for kind in ("runs", "series"):
        found = column_stamps(kind)
        assert stamps_in(Path(outcomes.__file__).read_text(encoding="utf-8"), kind)[WHOLE] not in found.values()
        assert len(set(found.values())) == len(found)


def plant(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("bite = 2.0\n")


def test_a_file_planted_in_a_subfolder_changes_both_stamps(copy: Path) -> None:
    """Whoever moves a rule into a subfolder gets it compiled anew, and runs stored before are not taken for its own."""
    ground, program = stamps(copy)
    plant(copy / "border" / "deep" / "deeper" / "rule.py")
    planted_ground, planted_program = stamps(copy)
    assert planted_ground != ground
    assert planted_program != program


def test_a_file_planted_in_any_layer_of_rules_changes_the_programs_stamp(copy: Path) -> None:
    """Agents, treaty, model, loader and treaty data count too, in subfolders as well; the ground's stamp stays."""
    seen = [stamps(copy)]
    for name in (
        "agents/own/a.py",
        "model/game/a.py",
        "treaty/b/c/a.py",
        "scenarios/d/a.py",
        "scenarios/treaty/e/a.toml",
    ):
        plant(copy / name)
        seen.append(stamps(copy))
    assert len({program for _, program in seen}) == len(seen)
    assert len({ground for ground, _ in seen}) == 1


def test_what_python_caches_does_not_change_a_stamp(tmp_path: Path) -> None:
    """Compiling or importing alone leaves the stamp as it was, or every run would compile again."""
    (tmp_path / "a.py").write_text("x = 1\n")
    before = stamp_of([tmp_path])
    made = tmp_path / "__pycache__"
    made.mkdir()
    (made / "a.py").write_text("x = 2\n")
    assert stamp_of([tmp_path]) == before
    (tmp_path / "a.py").write_text("x = 2\n")
    assert stamp_of([tmp_path]) != before
