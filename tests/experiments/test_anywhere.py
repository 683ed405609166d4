"""`panj` works wherever the user stands, in the folder of another Mesa project too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENTRY = "from panj.experiments.cli import main; main()"  # what the console script does
RIVALS = ("model.py", "agents.py", "app.py", "treaty.py", "border.py", "scenarios.py", "experiments/__init__.py")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of somebody else's, with modules of our packages' names."""
    for name in RIVALS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise RuntimeError('not ours')\n")
    return tmp_path


@pytest.mark.parametrize("start", ["-m", "script"])
@pytest.mark.parametrize("on_the_path", [False, True])
def test_modules_of_our_names_do_no_harm(elsewhere: Path, start: str, on_the_path: bool) -> None:
    """A game plays as anywhere, by `panj` and by `python -m`, whether the folder is on PYTHONPATH as well or not."""
    path = [str(elsewhere)] * on_the_path
    words = ["-m", "panj"] if start == "-m" else ["-c", ENTRY]
    done = subprocess.run(
        [sys.executable, *words, "run", "intro", "--days", "1", "--seed", "1", "--json"],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["scenario"] == "intro"


SCRIPT = """
import agents, experiments, model  # the user's own
from panj import BorderModel, Sweep, compare

if __name__ == "__main__":
    war = BorderModel(scenario="intro", regime="none", seed=1, days=1).run()
    assert war.days == 1
    runs = Sweep("intro", regimes=["csto-2010", "none"], seeds=2, days=1).run(out="out", workers=2, quiet=True)
    print(compare(runs, outcome="incursions_through", baseline="none"))
    print(model.OWN, __import__("panj").__file__)
"""


def build(what: str, source: Path, to: Path) -> Path:
    """The wheel or the source archive (`sdist`) of a checkout, built as pip builds it."""
    code = f"import sys; from setuptools import build_meta; build_meta.build_{what}(sys.argv[1])"
    to.mkdir()
    subprocess.run([sys.executable, "-c", code, str(to)], cwd=source, check=True, capture_output=True)
    return next(to.iterdir())


@pytest.mark.slow
def test_the_wheel_puts_panj_and_nothing_else_beside_what_a_user_has(tmp_path: Path) -> None:
    """The source archive holds every file of a checkout. Of the wheel that is built from it, which holds `panj` and its
    metadata, a script beside its own model.py, agents.py and experiments/ plays a war and, on two workers, a sweep."""
    pytest.importorskip("setuptools", minversion="77")
    made = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".types", "out", "site", "build", "dist", "*.egg-info")
    shutil.copytree(ROOT, tmp_path / "checkout", ignore=made)
    with tarfile.open(build("sdist", tmp_path / "checkout", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.glob("panj-*"))
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert [name for name in listed.splitlines() if not (source / name).is_file()] == []
    with zipfile.ZipFile(build("wheel", source, tmp_path / "wheel")) as wheel:
        assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"panj"}
        wheel.extractall(tmp_path / "site")
    assert {path.suffix for path in (tmp_path / "site").iterdir()} == {"", ".dist-info"}
    own = tmp_path / "own"
    (own / "experiments").mkdir(parents=True)
    for name in RIVALS:
        (own / name).write_text("OWN = 'the user has this'\n")
    (own / "script.py").write_text(SCRIPT)
    env = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run([sys.executable, "script.py"], cwd=own, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "the user has this" in done.stdout
    assert str(tmp_path / "site" / "panj") in done.stdout
    assert "csto-2010" in done.stdout
