"""The page of a game in one file: HTML that holds all it needs and asks nothing of anybody."""

from __future__ import annotations

import json
from pathlib import Path

import jinja2

from panj.experiments.film.film import Film


def as_page(told: Film) -> str:
    """The whole page as text; it opens from disk, without a network."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    data = json.dumps(told, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
    return env.get_template("film.html.j2").render(t=told, data=data)
