"""A measure is an entry of the ladder: one put in between by data alone is asked for, sent, counted and named."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from panj.agents.seats.questions import Answer, Question
from panj.agents.seats.seat import Observation
from panj.experiments.catalogue import entries
from panj.model import BorderModel
from panj.scenarios.errors import InputError
from panj.treaty import ladder
from panj.treaty.desk.desk import adjudicate

ROOT = Path(__file__).parents[2]
CODE = ("agents", "border", "browser", "experiments", "model", "scenarios", "tools", "treaty")
AIR_SUPPORT = """
[air_support]
title = "air support"
text = "aircraft that strike bands and watch the border"
capability = 0.9
cost = 0.6
escalation = 0.4
force = true
combat = true
appealable = true
alone = true
delivery = "material"
air = 1.0

"""


# -- no code names a measure -------------------------------------------------------------------------------------------
def named(source: str) -> Iterator[str]:
    """Where a module's code names a measure: as a member of the ladder, or by an identifier that is no other word."""
    names = set(ladder.RUNG_NAMES)
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="Rung"), attr=name) if name in names:
                yield f"line {node.lineno}: Rung.{name}"
            case ast.Subscript(value=ast.Name(id="Rung"), slice=ast.Constant(value=name)) if name in names:
                yield f"line {node.lineno}: Rung[{name!r}]"
            case ast.Constant(value=str(text)) if any(
                "_" in word and word in names for word in re.findall(r"\w+", text)
            ):
                yield f"line {node.lineno}: {text[:60]!r}"


def test_no_code_names_a_measure() -> None:
    """What a measure is, its entry says; the code asks for measures of a kind (`panj.treaty.ladder`)."""
    files = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 200
    found = {str(p.relative_to(ROOT)): where for p in files if (where := list(named(p.read_text(encoding="utf-8"))))}
    assert found == {}


# -- what people read --------------------------------------------------------------------------------------------------
IDENTIFIER = re.compile(r"[a-z0-9]_[a-z0-9]")


class Listener:
    """Answers as the rule does, and keeps what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def decide(self, question: Question, observation: Observation) -> Answer:
        self.read += [question.text, question.why, *question.options.values()]
        return question.usual


@pytest.mark.slow
def test_reasons_are_worded_where_they_are_given() -> None:
    """No reason, question or step of a case shows a name of the program: they are read as they were written."""
    listener, said = Listener(), list[str]()
    for war in (("tajikistan-2021-incursion", "csto-2010", 7), ("tajikistan-2021", "automatic", 3)):
        model = BorderModel(*war)
        for chair in model.chairs.values():
            chair.take(listener)
        model.run()
        said += [event.reason for event in model.events]
        said += [step.reason for p in model.alliance.procedures for step in p.path]
        about = [e for e in model.events if e.measure is not None]
        assert {"appeal", "adopted", "bilateral"} <= {e.kind for e in about}
        assert all(e.measure.title in e.reason for e in about if e.kind in ("appeal", "bilateral", "recommendation"))
    assert len(said) > 500
    assert len(listener.read) > 500
    assert [text for text in said + listener.read if IDENTIFIER.search(text)] == []


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.path.stem)
def test_a_ruling_shows_no_name_of_a_measure(entry) -> None:
    """A case's page names measures as people do."""
    try:
        page = adjudicate(entry.path).explain()
    except InputError:
        return  # a case that is there to be refused
    assert [word for word in re.findall(r"\w+", page) if "_" in word and word in ladder.RUNG_NAMES] == []


# -- bad ladders -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("old", "new", "where", "allowed"),
    [
        ("[none]", "[nothing]", "the first table", "none: no measure"),
        ("cost = 0.55", "cost = 1.55", "force_noncombat.cost", "1.0 or less"),
        ("cost = 0.55", 'cost = 0.55\nprice = "high"', "force_noncombat.price", "the keys title"),
        ('delivery = "exercise"', 'delivery = "airmail"', "exercise.delivery", "'material'"),
        ('delivery = "exercise"', 'delivery = ""', "", 'an exercise (delivery = "exercise")'),
        ('title = "a mission"', 'title = "an exercise"', "mission.title", "a title that no other measure has"),
        ('mandate = "guard"', "", "", 'battalions that guard (mandate = "guard")'),
        ("force = true\ncombat", "combat", "force_combat.force", "true, because it fights"),
        ('base = "2/3"', "posts = 0.5", "force_combat.delivery", "material"),
        (
            "[exercise]",
            "[early]\n" + AIR_SUPPORT.split("\n", 2)[2] + "[exercise]",
            "exercise.force",
            "lies above early",
        ),
    ],
)
def test_a_ladder_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, where: str, allowed: str) -> None:
    """A bad entry is one line: file, measure and key, what was found, what is allowed."""
    path = tmp_path / "ladder.toml"
    text = ladder.FILE.read_text(encoding="utf-8").replace("mandate      of", "of")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        ladder.read_ladder(path)
    assert refused.value.where == where
    assert allowed in refused.value.allowed


# -- one measure more --------------------------------------------------------------------------------------------------
PLAY = """
import json, sys
from pathlib import Path

from panj.agents.seats.seat import StandingSeat
from panj.browser import words
from panj.browser.fog import Fog
from panj.browser.cases import help_html
from panj.browser.story import told
from panj.experiments import Sweep
from panj.experiments.report.page import write_report
from panj.model import BorderModel
from panj.model.record.outcomes import OUTCOMES
from panj.treaty.ladder import CAPABILITY, COST, RUNG_NAMES, Rung

asked = {}

class Chair:
    def __init__(self, orders):
        self.orders = orders

    def decide(self, question, observation):
        asked.setdefault(question.kind, question.as_dict())
        return self.orders.get(question.kind, question.usual)

model = BorderModel("tajikistan-2021-incursion", "csto-2010", 7)
for chair in model.chairs.values():
    chair.take(Chair({"request": "air_support", "article": "4", "weaker": "yes", "finding": "force_combat",
                      "draft": "air_support", "vote": "support", "carry": "yes", "commit": "no"}))
model.run()
row = model.outcomes()
fog = Fog(model, "")
print(json.dumps({
    "ladder": list(RUNG_NAMES), "row": row, "asked": asked,
    "reasons": [[e.kind, e.reason, e.amount] for e in model.events],
    "story": [told(e, fog) for e in model.events.of("appeal", "text", "adopted", "delivery")],
    "page": help_html(fog),
    "outcome": words.outcome(OUTCOMES["adopted_rung"], row["adopted_rung"], model.setting.file.start),
    "price": [COST[Rung["air_support"]], CAPABILITY[Rung["air_support"]]], "unit": OUTCOMES["ask_rung"].unit,
}))
"""


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the program as it is, but for one table more in ladder.toml."""
    place = tmp_path_factory.mktemp("longer")
    shutil.copytree(
        ROOT,
        place / "panj",
        symlinks=True,
        ignore=lambda folder, names: [
            n
            for n in names
            if n.startswith(".")
            or n.endswith(".egg-info")
            or (Path(folder) == ROOT and n in ("docs", "tests", "benchmarks", "out"))
        ],
    )
    path = place / "panj" / "scenarios" / "treaty" / "ladder.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[force_combat]", AIR_SUPPORT + "[force_combat]"), encoding="utf-8")
    return place


def run(place: Path, *args: str) -> str:
    """What Python prints, run with the program of that folder."""
    environment = os.environ | {"PYTHONPATH": str(place)}
    done = subprocess.run(
        [sys.executable, *args], cwd=place, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_measure_put_in_between_is_one_like_any_other(longer: Path) -> None:
    """Air support between a guard and a combat force, by its table alone: it stands between them, is offered and asked
    for, drafted, voted and sent as material that helps the hunt inside, and outcomes, story and page name it."""
    got = json.loads(run(longer, "-c", PLAY))
    assert got["ladder"][-3:] == ["force_noncombat", "air_support", "force_combat"]
    assert got["price"] == [0.6, 0.9]
    assert got["unit"] == "rung 0-8"
    wish = got["asked"]["request"]["options"]["air_support"]
    assert wish == "At most: aircraft that strike bands and watch the border."
    assert got["asked"]["draft"]["options"]["air_support"] == "The text goes up to air support."
    assert "air_support" in got["asked"]["vote"]["facts"].values()
    row = got["row"]
    assert row["ask_rung"] == row["adopted_rung"] == 7
    assert "air_support" in row["measures"].split("+")
    assert row["contributors"]
    assert not row["promised_men"]  # no battalion is sent in its name
    sent = [reason for kind, reason, _ in got["reasons"] if kind in ("delivery", "not_delivered")]
    assert any("ir support" in reason for reason in sent)
    assert any("The draft proposes" in s and "air support" in s for s in got["story"])
    assert any("Adopted" in s and "air support" in s for s in got["story"])
    assert "air support" in got["page"]
    assert got["outcome"] == "air support"


@pytest.mark.slow
def test_a_measure_put_in_between_is_in_the_report(longer: Path) -> None:
    """A sweep with it is played and reported: the figure of what was adopted has it in its place, by its title."""
    (longer / "design.toml").write_text(
        'scenario = "tajikistan-2021-incursion"\nregimes = ["automatic", "none"]\nseeds = [3, 4]\n'
        '[set]\nseats.TJK.request = "air_support"\nseats.TJK.weaker = "yes"\n',
        encoding="utf-8",
    )
    run(longer, "-m", "panj", "sweep", "design.toml", "--out", "runs", "--workers", "1")
    run(longer, "-m", "panj", "report", "runs", "--out", "page.html")
    text = (longer / "page.html").read_text(encoding="utf-8")
    assert "air support" in text


@pytest.mark.slow
def test_past_crises_are_forecast_with_a_measure_put_in_between(longer: Path) -> None:
    """None of them came to it, so that what the fit recorded stands, each crisis at the measure that it had:
    `panj backtest` goes through, as whoever adds a measure is told to try."""
    told = json.loads(run(longer, "-m", "panj", "backtest", "--json"))
    before = json.loads(run(ROOT.parent, "-m", "panj", "backtest", "--json"))
    added = json.loads(run(longer, "-c", "from panj.treaty.ladder import Rung; print(int(Rung['air_support']))"))
    for case, was in zip(told["cases"], before["cases"], strict=True):
        mine, theirs = case["leave_one_out"], was["leave_one_out"]
        assert case["id"] == was["id"]
        assert mine["p_rung"][:added] + mine["p_rung"][added + 1 :] == theirs["p_rung"]
        assert mine["p_rung"][added] == 0.0
        assert mine["p_force"] == theirs["p_force"]
