"""What the site has beyond its pages: commands from `--help`, forms of files from the program, files that are linked.

MkDocs calls the functions `on_...` while it builds (`make docs`), and `mkdocs.yml` names this file. Nothing here is
imported by the program.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import typer.main
from mkdocs.plugins import event_priority
from pydantic import BaseModel

from panj.experiments.cli import load_commands
from panj.experiments.designs.design import DesignFile
from panj.scenarios.schema import ScenarioFile
from panj.tools.recorded_game import NAME, recorded_game
from panj.treaty.law.regime import Regime

ROOT = Path(__file__).resolve().parents[1]
FORMS: dict[str, type[BaseModel]] = {"scenario": ScenarioFile, "design": DesignFile, "regime": Regime}
COMMANDS, FILES = "<!-- commands -->", "<!-- files -->"
WORDS = {"list[": "several: ", "int": "whole number", "float": "number", "str": "text", "bool": "yes or no"}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((\.\./[^)#\s]+)(#[^)\s]*)?\)")


def commands(group: Any = None, before: str = "panj") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of groups after their group."""
    group = typer.main.get_command(load_commands()) if group is None else group
    for name, command in group.commands.items():
        yield f"{before} {name}", command
        if hasattr(command, "commands"):
            yield from commands(command, f"{before} {name}")


def commands_page() -> str:
    """Every command as its `--help` has it: what it does, examples, arguments, options."""
    out = []
    for name, command in commands():
        out.append(f"## {name}\n\n{_sentences(command.help or '')}\n")
        context = typer.Context(command)
        rows = [_row(p, context) for p in command.params if getattr(p, "name", "") != "help"]
        if rows:
            out.append("| Argument or option | Value | Meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n")
    return "\n".join(out)


def _sentences(text: str) -> str:
    """The help with its examples as code."""
    parts = []
    for part in re.split(r"\n\s*\n", text.replace("\\[", "[").replace("\b", "").replace("\f", "")):
        joined = " ".join(part.split())
        begun = re.match(r"(Examples?(?:, [^:]*)?): (.*)", joined)
        parts.append(f"{begun[1]}:\n\n```sh\n{begun[2]}\n```" if begun else _escaped(joined))
    return "\n\n".join(parts)


def _row(param: Any, context: typer.Context) -> str:
    names = ", ".join(f"`{n}`" for n in (*param.opts, *param.secondary_opts)) or f"`{param.name}`"
    kind = param.display_type(context).strip("<>[]")
    for known, word in WORDS.items():
        kind = kind.replace(known, word)
    default = param.default
    said = getattr(param, "help", None) or ""
    if default not in (None, False, ()) and "left out" not in said and not callable(default):
        said += f" Default: `{default}`."
    if getattr(param, "required", False) and param.param_type_name == "option":
        said += " Required."
    return f"| {names} | {_escaped(str(kind))} | {_escaped(' '.join(said.split()))} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("{", "&#123;")


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas of the TOML files that users write; editors complete and check by them."""
    return {name: form.model_json_schema() for name, form in FORMS.items()}


def files_page() -> str:
    """Keys of each form at its top, with type and default."""
    out = []
    for name, schema in schemas().items():
        rows = [
            f"| `{key}` | {_escaped(_kind(part))} | {_escaped(str(part.get('description', '')))} |"
            for key, part in schema["properties"].items()
        ]
        out.append(
            f'## {name}\n\nSchema: <a href="../schemas/{name}.schema.json">{name}.schema.json</a>\n\n'
            "| Key | Value | Meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(out)


def _kind(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return "table"
    if "anyOf" in part:
        return " or ".join(dict.fromkeys(_kind(p) for p in part["anyOf"] if p.get("type") != "null"))
    if "enum" in part:
        return ", ".join(f"`{v}`" for v in part["enum"])
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}))}s"
    words = {"object": "table", "string": "text", "integer": "whole number", "boolean": "true or false"}
    return words.get(part.get("type", ""), part.get("type", "any"))


def on_pre_build(config: Any, **_: Any) -> None:
    """The package as its readers import it, and nothing beside it, so that docstrings are found in any checkout."""
    package = ROOT / "out" / ".site" / "panj"
    package.mkdir(parents=True, exist_ok=True)
    parts = [ROOT / "__init__.py", *(p for p in ROOT.iterdir() if (p / "__init__.py").is_file() and p.name != "tests")]
    for part in parts:
        link = package / part.name
        if not link.is_symlink():
            link.symlink_to(part, target_is_directory=part.is_dir())


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any, **_: Any) -> str:
    """Fill in what is made from code, and give files of the repository that a page links to an address in the site."""
    if COMMANDS in markdown:
        markdown = markdown.replace(COMMANDS, commands_page())
    if FILES in markdown:
        markdown = markdown.replace(FILES, files_page())
    here = (ROOT / "docs" / page.file.src_uri).parent

    def replaced(found: re.Match[str]) -> str:
        target = (here / found[2]).resolve()
        if target.is_relative_to(ROOT / "docs") or not target.is_relative_to(ROOT):
            return found[0]
        if not target.is_file():
            return f"`{target.relative_to(ROOT)}/`" if target.is_dir() else found[0]
        way = "../" * page.file.src_uri.count("/")
        _linked.add(target)
        return f'<a href="{way}repository/{target.relative_to(ROOT).as_posix()}">{found[1].replace("`", "")}</a>'

    return LINK.sub(replaced, markdown)


_linked: set[Path] = set()


@event_priority(-100)  # once the index of the search is written
def on_post_build(config: Any, **_: Any) -> None:
    """Lay schemas, linked files, a recorded game and the index that pages from disk search into the site."""
    site = Path(config["site_dir"])
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    (site / "search" / "search_index.js").write_text(f"var __index = {index}", encoding="utf-8")
    folder = site / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.schema.json").write_text(json.dumps(schema, indent=1), encoding="utf-8")
    for path in sorted(_linked):
        to = site / "repository" / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(path.read_bytes())
    (site / NAME).write_text(recorded_game(), encoding="utf-8")
    (site / "sitemap.xml.gz").unlink(missing_ok=True)
    os.utime(site)
