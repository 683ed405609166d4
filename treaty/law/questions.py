"""What the program asks of a book of law: the one list, a sentence each, for docs/law.md and `panj law check`.

A clause answers one question while it is law, and settles norms of a regime that go with it. Who must be answered is
marked `required`; for the others scenarios/law/common/default.toml says what holds where a book is silent throughout.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the program asks of a book.

    `asks` is what a clause on it must tell; `needs` are the norms that such a clause must settle, `settles` those that
    it may; the last four are what a record has that does not say it.
    """

    words: str
    asks: str
    needs: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    required: bool = False
    kind: str = "condition"
    owed_by: str = ""
    owed_to: str = ""
    rule: str = ""


_OPINION = "panj.treaty.opinion.rules"
QUESTIONS = {
    "membership": Question(
        "who is bound",
        "Who is bound, and how one joins and leaves. The days are in the rows [[membership]].",
        rule="panj.treaty.law.membership:bound_on",
    ),
    "bodies": Question(
        "which body decides",
        "Which body decides (`deciding_body`). `bodies` may name who consults, who inspects and who drafts.",
        needs=("deciding_body",),
        required=True,
        kind="may",
        owed_by="the members",
        owed_to="the members",
        rule=f"{_OPINION}:bodies",
    ),
    "consult": Question(
        "when the members consult",
        "When the members consult, and who may call them together.",
        settles=("convened_by", "convene_least"),
        kind="may",
        owed_by="the members",
        owed_to="the member threatened",
        rule=f"{_OPINION}:consultation",
    ),
    "quarrel": Question(
        "what holds between members",
        "What holds between members.",
        kind="must_not",
        owed_by="every member",
        owed_to="every other member",
        rule=f"{_OPINION}:quarrel",
    ),
    "attack": Question(
        "what counts as an attack on all, and what is then owed",
        "What counts as an attack on all (`trigger`), whether aid needs a request, whether a member can be the"
        " attacker, and what is owed.",
        needs=("trigger",),
        settles=("request_required", "duty", "member_attacker", "outside_element", "cyber"),
        required=True,
        kind="must",
        owed_by="the other members",
        owed_to="the member attacked",
        rule=f"{_OPINION}:binding",
    ),
    "area": Question(
        "where an attack counts", "Where an attack counts.", settles=("area",), rule=f"{_OPINION}:territory"
    ),
    "force": Question(
        "when forces may be used",
        "When forces may be used: on a threat alone, outside the members' territory.",
        settles=("article2_force", "force_outside"),
        kind="may",
        owed_by="the members",
        owed_to="the member attacked",
        rule=f"{_OPINION}:force_basis",
    ),
    "peacekeeping": Question(
        "what a guard force without an attack rests on",
        "Whether the body may send a guard force without an attack, at a member's request.",
        settles=("guard_force",),
        kind="may",
        owed_by="the members",
        owed_to="the member that asks",
        rule=f"{_OPINION}:reported_under",
    ),
    "vote": Question(
        "how the body decides",
        "How the body decides (`vote_rule`), what abstention and absence count, how many must be there, whether parties"
        " to a dispute vote, whom a decision binds, and what is left when a text falls.",
        needs=("vote_rule",),
        settles=(
            "limited_format",
            "abstention_blocks",
            "counted",
            "absence",
            "quorum",
            "parties_vote",
            "binds",
            "proposed_by",
            "amendable",
            "rounds",
            "reversion",
        ),
        required=True,
        rule="panj.treaty.law.vote:count",
    ),
    "referral": Question(
        "who takes an appeal",
        "Who takes an appeal.",
        kind="may",
        owed_by="the body",
        owed_to="the members",
        rule=f"{_OPINION}:referral",
    ),
    "chair": Question("what the chair may do", "What the chair may do.", rule="panj.treaty.desk.desk:chair"),
    "report": Question(
        "who is told of the measures",
        "Who is told of the measures; the clause on attacks may answer this, too.",
        kind="must",
        owed_by="the members",
        owed_to="the Security Council",
        rule=f"{_OPINION}:reported_under",
    ),
}
RULES = (
    frozenset(q.rule for q in QUESTIONS.values())
    | {
        f"{_OPINION}:{name}"
        for name in (
            "abroad",
            "asked",
            "attacker",
            "convened",
            "cyber",
            "government",
            "outside",
            "programme",
            "qualified",
            "trigger",
        )
    }
    | {
        "panj.treaty.course.forces:instruments",
        "panj.treaty.course.procedure:Procedure",
        "panj.treaty.opinion.presence:presence",
    }
)

# What a book has besides its clauses, a sentence each.
TABLES = {
    "treaty.id": "A short name in small letters, not one of a book of the program's.",
    "treaty.title": "What the treaty is called.",
    "treaty.begins": "The first day on which it is law; every question is answered from that day on.",
    "treaty.articles": "Number of the article on attacks (`attack`) and of the one on threats (`consult`; the same if"
    " left out): what an appeal may name.",
    "treaty.may_decide": "Names of the bodies that a regime may have decide; those that the clauses name if left out.",
    "treaty.cannot_send_force": "Those of them that cannot send force; none if left out.",
    "clause": "One record a clause: `id`, `article`, `gist`, `from`, and the question it answers (`questions`) with the"
    " norms that it settles (`settles`). A clause that only adds norms to a question says so by `adds_to`. More keys:"
    " `until`, `signed`, `kind`, `quote`, `wording`, `source`, `note`, `owed_by`, `owed_to`, `exception_to`, `rests`.",
    "membership": "One row a state and term: `state`, `joined`, `left` (the first day on which it is bound no more)."
    " Where a book has none, a regime lists its members.",
    "force": "A standing force: `id`, `title`, `men`, the `clause` that it rests on, the `measures` it serves, and the"
    " states that it may be used `for`; may be left out.",
    "source": "Where the clauses were read: `[source.KEY]` with `title` and `url`. A clause may also say in words"
    " where.",
}
