"""A book of law of one's own, written as a user writes it: desk, war and sweep, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from panj.experiments.runs.sweep import Sweep
from panj.model import BorderModel
from panj.tests.experiments.command import panj, refused
from panj.treaty.desk.desk import adjudicate
from panj.treaty.law.regime import load_regime
from panj.treaty.law.shelf import examine

BOOK = """
[treaty]
id = "pact"
title = "Pact of the three rivers"
begins = 2000-01-01
articles = { attack = 1 }

[[clause]]
id = "PACT-1"
article = "Pact, Article 1"
gist = "An armed attack on one is an attack on all; the others help at its request."
from = 2000-01-01
questions = ["attack"]
settles = { trigger = "armed_attack", request_required = true }

[[clause]]
id = "PACT-2"
article = "Pact, Article 2"
gist = "The members form an assembly."
from = 2000-01-01
questions = ["bodies"]
settles = { deciding_body = "Assembly of the Rivers" }

[[clause]]
id = "PACT-3"
article = "Pact, Article 3"
gist = "The assembly decides by a majority of its members."
from = 2000-01-01
questions = ["vote"]
settles = { vote_rule = "majority" }

[[membership]]
state = "KAZ"
joined = 2000-01-01
[[membership]]
state = "KGZ"
joined = 2000-01-01
[[membership]]
state = "TJK"
joined = 2000-01-01
"""
REGIME = """
name = "rivers"
title = "The pact as it is in force"
law = "pact.toml"
"""
CASE = """
[case]
id = "R1"
regime = "rivers.toml"
date = 2021-07-07
[attack]
kind = "armed_attack"
by = "nonstate"
of = "AFG"
on = "TJK"
external_element = true
[request]
made = true
ask = "force_noncombat"
[positions]
KAZ = "support"
KGZ = "object"
TJK = "support"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a book, a regime and a case."""
    for name, text in (("pact", BOOK), ("rivers", REGIME), ("case", CASE)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


# -- it is taken as one of the program's -------------------------------------------------------------------------------
def test_three_clauses_make_a_treaty_on_the_desk(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Majority, no lead state: one objection of three does not block, and what is found is said under its clauses."""
    monkeypatch.chdir(Path("/"))  # the book is found beside its regime, wherever one stands
    ruling = json.loads(panj("treaty", mine / "case.toml", "--json").stdout)
    assert ruling["state"] == "DEPLOY"
    assert ruling["votes"] == {"KAZ": "support", "KGZ": "object", "TJK": "support"}
    assert ruling["contributors"] == ["KAZ"]
    said = {f["clause"]: f["holds"] for f in ruling["findings"]}
    assert said["PACT-1"]
    assert said["PACT-3"]
    assert "LEAD" not in said
    page = " ".join(panj("treaty", mine / "case.toml").stdout.split())
    assert "Pact, Article 1" in page
    assert "The Assembly of the Rivers takes the appeal" in page


def test_a_book_alone_is_a_regime_and_a_folder_is_a_book(mine: Path) -> None:
    """Whoever has only the book may name it where a regime is asked for; a book may be cut into files."""
    assert load_regime(mine / "pact.toml").vote_rule == "majority"
    cut, (head, *clauses) = mine / "cut", BOOK.split("[[clause]]")
    cut.mkdir()
    (cut / "a.toml").write_text(head, encoding="utf-8")
    (cut / "b.toml").write_text("".join("[[clause]]" + c for c in clauses), encoding="utf-8")
    (mine / "rivers.toml").write_text(REGIME.replace("pact.toml", "cut"), encoding="utf-8")
    assert load_regime(mine / "rivers.toml").book.content == load_regime(mine / "pact.toml").book.content
    assert adjudicate(mine / "case.toml").state == "DEPLOY"


def test_it_is_played_in_the_war_and_in_a_sweep(mine: Path, tmp_path: Path) -> None:
    """The same war under a book of one's own: its bodies and clauses are in the log, and a sweep takes it by path."""
    model = BorderModel("intro", mine / "rivers.toml", seed=1).run()
    told = {e.clause for e in model.events.of("informed", "consultation", "request", "adopted", "session", "ballot")}
    assert {"CONSULTATION", "PACT-1"} & told
    assert model.alliance.lead is None
    runs = Sweep("intro", regimes=[str(mine / "rivers.toml"), "majority"], seeds=2).run(tmp_path / "out", workers=1)
    assert sorted(runs.regime.unique()) == ["majority", "rivers"]
    assert len(runs) == 4


def test_a_change_of_the_book_is_another_law(mine: Path) -> None:
    """Runs are taken for the same only where the book says the same, too; where it lies does not matter."""
    before = load_regime(mine / "rivers.toml").content
    (mine / "pact.toml").write_text(BOOK.replace('"Assembly of', '"Diet of'), encoding="utf-8")
    assert load_regime(mine / "rivers.toml").content != before
    other = mine / "elsewhere"
    other.mkdir()
    for name, text in (("pact", BOOK), ("rivers", REGIME)):
        (other / f"{name}.toml").write_text(text, encoding="utf-8")
    assert load_regime(other / "rivers.toml").content == before


def test_a_new_book_fits_and_can_be_put_to_use_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`panj law new` leaves a book that passes its check and a case that the desk decides; it overwrites nothing."""
    monkeypatch.chdir(tmp_path)
    panj("law", "new", "my-pact")
    done = panj("law", "check", "my-pact.toml")
    assert "all fit together" in done.stdout
    assert "who takes an appeal (REFERRAL)" in done.stdout
    assert "MY-PACT-1" in panj("law", "--treaty", "my-pact.toml", "--date", "2021-01-01").stdout
    assert "Collective force sets out." in panj("treaty", "my-pact-case.toml").stdout
    assert "free" in refused("law", "new", "my-pact")
    assert "another name" in refused("law", "new", "cst")


def test_the_programs_own_books_pass_the_check() -> None:
    """`panj law check` finds nothing in what comes with the program."""
    for name in ("cst", "nat"):
        assert "all fit together" in panj("law", "check", name).stdout


# -- what is refused ---------------------------------------------------------------------------------------------------
ROW = '[[membership]]\nstate = "KAZ"\njoined = 2000-01-01\n'
DAMAGED = {  # what is done to the book, and what the one line names
    "no head": (BOOK[: BOOK.index("[[clause]]")], "", "treaty"),
    "a missing body": ('settles = { deciding_body = "Assembly of the Rivers" }\n', "", "clause PACT-2"),
    "no clause on the vote": (BOOK[BOOK.index('[[clause]]\nid = "PACT-3"') : BOOK.index("[[mem")], "", '"vote"'),
    "in force before it is signed": ('id = "PACT-1"', 'id = "PACT-1"\nsigned = 2001-01-01', "2001-01-01 or later"),
    "two answers for one day": (
        "[[mem",
        BOOK[BOOK.index('[[clause]]\nid = "PACT-3"') : BOOK.index("[[mem")].replace("PACT-3", "PACT-4") + "[[mem",
        "PACT-3 and PACT-4",
    ),
    "a gap": ('id = "PACT-3"', 'id = "PACT-3"\nuntil = 2010-01-01', "2010-01-01"),
    "a clause that ends before it begins": ('id = "PACT-3"', 'id = "PACT-3"\nuntil = 1999-01-01', "until"),
    "membership that ends before it begins": (ROW, f"{ROW}left = 1999-01-01\n", "membership KAZ, left"),
    "two terms at once": (ROW, ROW + ROW, "membership KAZ"),
    "an unknown state": ('state = "KAZ"', 'state = "KAX"', "membership KAX, state"),
    "an unknown kind": ('id = "PACT-1"', 'id = "PACT-1"\nkind = "should"', "clause PACT-1, kind"),
    "an unknown question": ('questions = ["vote"]', 'questions = ["votes"]', "clause PACT-3, questions"),
    "a norm of another question": ('vote_rule = "majority" }', 'vote_rule = "majority", duty = "x" }', "settles.duty"),
    "a value that no norm has": ('"majority"', '"acclamation"', "clause PACT-3, settles.vote_rule"),
    "a source that is not listed": ('id = "PACT-1"', 'id = "PACT-1"\nsource = "PACT-TEXT"', "clause PACT-1, source"),
    "words that are not those of the hash": (
        'id = "PACT-1"',
        'id = "PACT-1"\nquote = "x"\nsource = "the text"\nsha256 = "0123456789abcdef"',
        "clause PACT-1, sha256",
    ),
    "two clauses of one id": ('id = "PACT-2"', 'id = "PACT-1"', "clause PACT-1"),
    "an unknown key": ('id = "PACT-1"', 'id = "PACT-1"\nvalid = true', "clause PACT-1, valid"),
    "no article on attacks": ("articles = { attack = 1 }", "articles = { consult = 1 }", "treaty.articles"),
    "a day that is none": ("begins = 2000-01-01", 'begins = "2000"', "treaty.begins"),
    "the name of another book": ('id = "pact"', 'id = "cst"', "treaty.id"),
    "a rule that does not exist": ('id = "PACT-1"', 'id = "PACT-1"\nrule = "os:system"', "clause PACT-1, rule"),
    "a force without a clause": (
        ROW,
        f'{ROW}[[force]]\nid = "F"\ntitle = "F"\nmen = 1\nclause = "PACT-9"\nmeasures = ["force_combat"]\n',
        "force F, clause",
    ),
    "a body that is none": (
        "articles = { attack = 1 }",
        'articles = { attack = 1 }\ncannot_send_force = ["Diet"]',
        "treaty.cannot_send_force",
    ),
    "no TOML": ("[treaty]", "[treaty", "row 2"),
}


@pytest.mark.parametrize("damage", DAMAGED, ids=list(DAMAGED))
def test_a_damaged_book_is_one_line_and_exit_status_2(mine: Path, damage: str) -> None:
    """Whatever is wrong with a book is told with file and record, by the check and where a regime takes it."""
    old, new, named = DAMAGED[damage]
    assert old in BOOK
    (mine / "pact.toml").write_text(BOOK.replace(old, new, 1), encoding="utf-8")
    line = refused("law", "check", mine / "pact.toml")
    assert line.startswith(f"panj: {mine / 'pact.toml'}: ")
    assert named in line
    assert "input should" not in line.lower()  # a library's words, not ours
    assert refused("treaty", mine / "case.toml") == line


@pytest.mark.parametrize(
    ("line", "key", "allowed"),
    [
        ('deciding_body = "Diet"', "deciding_body", "Assembly of the Rivers"),
        ('clauses = { vote = "PACT-9" }', "clauses.vote", "PACT-3"),
        ('clauses = { weather = "PACT-3" }', "clauses.weather", "questions that the book answers"),
        ('lead_state = "RUS"', "lead_state", "KAZ, KGZ, TJK"),
        ('members = ["RUS"]', "members", "KAZ, KGZ, TJK"),
        ('law = "other.toml"', "law", "other.toml"),
        ("law = 3", "law", "name of a treaty"),
    ],
)
def test_a_regime_that_names_what_its_book_lacks_is_refused_by_name(
    mine: Path, line: str, key: str, allowed: str
) -> None:
    """Body, clause, member or book: the regime's file, the key, and what the book has."""
    text = REGIME.replace('law = "pact.toml"', line) if line.startswith("law") else REGIME + line
    (mine / "rivers.toml").write_text(text, encoding="utf-8")
    said = refused("treaty", mine / "case.toml")
    assert f"{mine / 'rivers.toml'}: {key} is " in said
    assert allowed in said


def test_a_book_without_members_wants_them_from_its_regime(mine: Path) -> None:
    """Who is bound may be listed by the regime; where neither says it, that is said."""
    (mine / "pact.toml").write_text(BOOK[: BOOK.index("[[membership]]")], encoding="utf-8")
    assert "no [[membership]]" in refused("treaty", mine / "case.toml")
    (mine / "rivers.toml").write_text(REGIME + 'members = ["KAZ", "TJK"]\nmembership = "listed"', encoding="utf-8")
    (mine / "case.toml").write_text(CASE.replace('KGZ = "object"\n', ""), encoding="utf-8")
    assert adjudicate(mine / "case.toml").contributors == ["KAZ"]


def test_all_that_is_wrong_is_told_at_once(mine: Path) -> None:
    """The check does not stop at the first fault."""
    (mine / "pact.toml").write_text(BOOK.replace("KAZ", "KAX").replace("TJK", "TJX"), encoding="utf-8")
    _, wrong = examine(mine / "pact.toml")
    assert [fault.found for fault in wrong] == ["KAX", "TJX"]
