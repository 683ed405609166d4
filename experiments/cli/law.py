"""Commands about the treaty: one case put to its rules, and the rules against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from panj.experiments.cli.frame import MOST, Json, Seed, app, nameable
from panj.scenarios.errors import InputError, InWords


@app.command()
def treaty(
    case: Annotated[
        Path | None, typer.Argument(help="Case file (TOML); docs/treaty-desk.md describes it.", show_default=False)
    ] = None,
    as_json: Json = False,
    runs: Annotated[
        int, typer.Option(min=0, max=MOST, help="Also sample this many times what the case leaves to the members.")
    ] = 0,
    seed: Seed = 1,
    trace: Annotated[bool, typer.Option(help="Show every step with its facts and conditions, as a tree.")] = False,
    keys: Annotated[bool, typer.Option("--keys", help="List every key of a case file and its meaning.")] = False,
) -> None:
    """Apply the treaty to one case and show what follows, clause by clause.

    Example: panj law new my-pact && panj treaty my-pact-case.toml --trace

    Example: panj treaty my-pact-case.toml --runs 500

    Tables of a case file and their keys (panj treaty --keys explains each):

    - case: id, title, regime, date, chair, convened_by, parties, beside (cases over the same forces)

    - attack: kind, by, of, from, on, territory, external_element (true, claimed, determined), determined_by, means
    (arms, cyber), scale_and_effects

    - request: made, to (one ally alone), date, by, article, ask, accepts_weaker, where, mandate, withdrawn,
    consent_revoked

    - positions: a member's code = support, abstain, object or absent

    - members.CODE: stake, means, caution, credibility, outside_options, ties, threat, will (any other reason
    for or against the text); promises: giver, taker, what, worth, price

    - limited_format: proposed, objectors, again

    - mandate: until, renewed_until, positions

    - bilateral, contributions: a state's code = measures, or men; assessment: ceiling
    """
    from panj.experiments.desk import print_keys
    from panj.experiments.desk import treaty as rule

    if keys:
        print_keys(as_json)
        return
    if case is None:
        raise InputError(
            "CASE", "", InWords("nothing"), "a case file (TOML); panj treaty --keys lists what may stand in it"
        )
    rule(case, as_json, runs, seed, trace)


class _Law(TyperGroup):
    """`panj law` without the name of a subcommand prints the law of a day or one clause."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        first = next((a for a in args if not a.startswith("-")), None)
        asks_help = any(a in args for a in ("-h", "--help"))
        if first not in self.commands and not (asks_help and first is None):
            args = ["show", *args]
        return super().parse_args(ctx, args)


law_app = typer.Typer(
    cls=_Law,
    help="Show the law, clause by clause: `panj law --date 2010-06-11`, `panj law CST-4`; your own book: check, new.",
)
app.add_typer(law_app, name="law")


@law_app.command("show")
def law_show(
    clause: Annotated[str | None, typer.Argument(help="A clause, such as CST-4; if left out, all in force.")] = None,
    date: Annotated[str | None, typer.Option(help="Date, YYYY-MM-DD; today if left out.")] = None,
    treaty: Annotated[str, typer.Option(help="Treaty: cst, nat, rio, or the path of a book of law.")] = "cst",
    as_json: Json = False,
) -> None:
    """Show the law on a date, or one clause with its text, its dates in force and its source.

    You may leave out `show`. Example: panj law --date 2010-06-11; panj law CST-4; panj law --treaty rio
    """
    from panj.experiments.lawbook import print_law

    print_law(clause, date, treaty, as_json)


@law_app.command("check")
def law_check(
    book: Annotated[str, typer.Argument(help="Book of law: a TOML file, a folder of TOML files, or a name.")],
) -> None:
    """Check a book of law: one line for each fault, and exit status 2 if there is any.

    docs/law.md says what a book needs. Example: panj law check cst
    """
    from panj.experiments.lawbook import check_law

    if check_law(book):
        raise typer.Exit(2)


@law_app.command("new")
def law_new(name: Annotated[str, typer.Argument(help="Name of the treaty, such as my-pact.")]) -> None:
    """Start a book of law of your own, with a regime and a case. Example: panj law new my-pact"""
    from panj.experiments.lawbook import new_law

    new_law(name)


@app.command()
def catalogue(
    folder: Annotated[
        Path | None, typer.Argument(callback=nameable, help="Folder of cases; the cases of the project if left out.")
    ] = None,
    implementation: Annotated[
        str | None, typer.Option(help="Command that prints the ruling on a case file as JSON; Panj if left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Test an implementation of the treaty on the catalogue of cases: outcome and trace of each.

    Example: panj catalogue; panj catalogue --implementation "panj treaty --json --trace"
    """
    from panj.experiments.catalogue import run

    run(folder, implementation, as_json)


@app.command()
def backtest(
    cases: Annotated[Path | None, typer.Option(help="File of crises (YAML); those of the program if left out.")] = None,
    as_json: Json = False,
    seed: Seed = 1,
    rivals: Annotated[
        bool, typer.Option("--rivals", help="Compare the rules with simple rivals, on the same folds.")
    ] = False,
    vote_rules: Annotated[
        bool, typer.Option("--vote-rules", help="Show the same members under other vote rules, crisis by crisis.")
    ] = False,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Skip crises that do not fit the format, with one line for each.")
    ] = False,
) -> None:
    """Compare past crises with what the rules predict, each predicted from the other crises.

    Example: panj backtest; panj backtest --rivals; panj backtest --vote-rules
    """
    if rivals and vote_rules:
        raise InputError("--rivals", "", InWords("given together with --vote-rules"), "only one of the two")
    from panj.experiments.backtest.cases import cases_of

    crises = cases_of(cases, skip_bad)
    if rivals:
        from panj.experiments.backtest.contest import run as contest

        contest(crises, as_json, seed)
    elif vote_rules:
        from panj.experiments.backtest.voting import run as voting

        voting(crises, as_json, seed)
    else:
        from panj.experiments.backtest.page import run as score

        score(crises, as_json, seed)
