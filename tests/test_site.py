"""The site builds without a warning or a request, and what its tutorial and how-to pages tell a reader to run, runs."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from panj.scenarios.meant import HOME as SCENARIOS
from panj.tests.browser.window import CHROMIUM, QUIET
from panj.tools.recorded_game import NAME
from panj.tools.site import FORMS, schemas

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md"))]
BLOCK = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```", re.M | re.S)
BIN = Path(sys.executable).parent
# Phrases that a reader had to translate; they may not come back.
NEVER = (
    "goes on where a sweep",
    "tried to cross never",
    "does not speak to itself",
    "are told of the alliance's business",
    "as is usual among",
    "whoever",
    " he does",
    " his ",
    " himself",
    "times a game",
    "and the same command again",
    "a second call goes on",
    "a second call resumes",
    "over 3 seeds a regime",
    "they tried to cross",
    "what is none of",
    "what comes of it",
    "when something goes away",
    "told to no chair",
)
SPOKEN = ("browser", "experiments", "agents")  # packages whose strings people read


class Block(NamedTuple):
    """A block of code of a page: language, file it is to be written to, text."""

    kind: str
    file: str
    text: str


def blocks(page: Path) -> Iterator[Block]:
    """Blocks of a page in their order."""
    for indent, kind, file, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        yield Block(kind, file or "", re.sub(rf"^{indent}", "", text, flags=re.M))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_that_a_reader_runs_runs(page: Path, tmp_path: Path) -> None:
    """From an empty folder, in the order of the page: files are written, commands and scripts end well."""
    env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120"}
    for block in blocks(page):
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "python":
            _run([sys.executable, "-c", block.text], tmp_path, env)
        elif block.kind == "sh":
            for line in filter(None, block.text.splitlines()):
                if line.startswith("panj app"):
                    _serve(line, tmp_path, env)
                else:
                    _run(["sh", "-c", line], tmp_path, env)


def _run(command: list[str], folder: Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


def _serve(line: str, folder: Path, env: dict[str, str]) -> None:
    """A server that the reader starts answers, on a free port, and ends with Ctrl-C."""
    command = ["sh", "-c", f"exec {re.sub(r'--port [0-9]+', '--port 0', line)} --no-open"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        for _ in range(600):
            if found := re.search(r"http://\S+", (folder / "server.log").read_text()):
                break
            assert server.poll() is None
            time.sleep(0.1)
        assert found is not None
        assert urllib.request.urlopen(found[0], timeout=60).status == 200
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=30)


class _Requests(HTMLParser):
    """What a page fetches when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video"):
            self.fetched.append(known.get("src") or "")
        if tag == "link" and known.get("rel") != "canonical":
            self.fetched.append(known.get("href") or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, without a warning."""
    folder = tmp_path_factory.mktemp("built") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "WARNING" not in done.stderr
    return folder


@pytest.mark.both
@pytest.mark.slow
def test_the_site_asks_nobody_and_its_first_page_is_light(site: Path) -> None:
    """Every link leads somewhere, nothing is fetched from elsewhere, the first page is under 1 MB with all it loads."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 25
    for page in pages:
        seen = _Requests()
        seen.feed(page.read_text(encoding="utf-8"))
        assert [a for a in seen.fetched if re.match(r"(https?:)?//", a)] == [], page.name
    recorded = site / NAME
    assert "content=\"default-src 'none'" in recorded.read_text(encoding="utf-8")
    assert recorded.stat().st_size < 3_000_000
    first = site / "index.html"
    seen = _Requests()
    seen.feed(first.read_text(encoding="utf-8"))
    parts = {(first.parent / a).resolve() for a in seen.fetched if a and not a.startswith(("data:", "#"))}
    assert first.stat().st_size + sum(p.stat().st_size for p in parts if p.is_file()) < 1_000_000


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_axe_finds_nothing_serious_on_the_site(site: Path) -> None:
    """First page, tutorial, a how-to and the glossary, light on a desk; first page, tutorial, code of every colour and
    wide tables, dark on a phone: nothing serious or worse, and no request but to the site's own files."""
    asked: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        main = ("index.html", "tutorial.html", "howto/border-of-your-own.html", "glossary.html")
        dark = ("index.html", "tutorial.html", "reference/python.html", "findings.html")
        for wide, scheme, names in ((1400, "light", main), (390, "dark", dark)):
            page = browser.new_page(viewport={"width": wide, "height": 844}, color_scheme=scheme)
            page.on("request", lambda request: asked.append(request.url))
            for name in names:
                page.goto((site / name).as_uri())
                found = Axe().run(page).response["violations"]
                grave = [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]
                assert grave == [], (name, wide)
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_search_works_from_disk_without_an_error(site: Path) -> None:
    """A reader without a server finds a page by a word, on a desk and on a phone; nothing is asked for in vain."""
    wrong: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for wide, way in ((1400, "[data-md-component=search-query]"), (390, "label.md-header__button[for=__search]")):
            page = browser.new_page(viewport={"width": wide, "height": 844})
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("requestfailed", lambda request: wrong.append(request.url))
            page.goto((site / "howto" / "when-to-ask.html").as_uri())
            page.click(way)
            page.keyboard.type("savage")
            first = page.locator(".md-search-result__link").first
            first.wait_for()
            assert (site / "glossary.html").as_uri() in [
                link.get_attribute("href").partition("?")[0].partition("#")[0]  # type: ignore[union-attr]
                for link in page.locator(".md-search-result__link").all()
            ]
        browser.close()
    assert wrong == []


@pytest.mark.parametrize("page", sorted({*DOCS.rglob("*.md"), ROOT / "README.md"} - {DOCS / "style.md"}), ids=str)
def test_no_page_has_a_phrase_that_had_to_be_translated(page: Path) -> None:
    """Every page is in the words of docs/style.md, also where a phrase runs over the end of a line."""
    text = " ".join(page.read_text(encoding="utf-8").lower().split())
    assert [phrase for phrase in NEVER if phrase in text] == []


def _spoken(path: Path) -> Iterator[str]:
    """Strings of a module that are no docstrings, in lower case, with their parts joined."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values).lower()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node.value.lower()


def test_no_sentence_of_the_program_has_such_a_phrase() -> None:
    """What pages of the game, reports and messages say is in the same words."""
    found = [
        (str(path.relative_to(ROOT)), phrase)
        for package in SPOKEN
        for path in sorted((ROOT / package).rglob("*.py"))
        for said in _spoken(path)
        for phrase in NEVER
        if phrase in said
    ]
    templates = [
        p for p in sorted((ROOT / "experiments").rglob("*.j2")) if any(n in p.read_text("utf-8") for n in NEVER)
    ]
    assert (found, templates) == ([], [])


def test_no_help_has_such_a_phrase() -> None:
    """Help texts are in the same words, of every command and of every option."""
    from typer.main import get_command

    from panj.experiments.cli import load_commands

    def said(command: Any) -> Iterator[str]:
        yield (command.help or "").lower()
        yield from (str(getattr(p, "help", "") or "").lower() for p in command.params)
        for below in getattr(command, "commands", {}).values():
            yield from said(below)

    texts = [" ".join(text.split()) for text in said(get_command(load_commands()))]
    assert len(texts) > 150
    assert [(text, phrase) for text in texts for phrase in NEVER if phrase in text] == []


def test_schemas_know_every_key_that_shipped_files_use() -> None:
    """An editor that completes by a schema does not mark what ships as wrong."""
    import tomllib

    shipped = {
        "scenario": [SCENARIOS / "intro" / "scenario.toml", SCENARIOS / "tajikistan-2021" / "scenario.toml"],
        "design": [ROOT / "examples" / "where_rules_matter.toml"],
        "regime": sorted((SCENARIOS / "regimes").glob("*.toml")),
    }
    assert set(shipped) == set(FORMS)
    for name, paths in shipped.items():
        known = set(schemas()[name]["properties"])
        for path in paths:
            used = set(tomllib.loads(path.read_text(encoding="utf-8")))
            assert used <= known | {"extends"}, (path.name, used - known)
    for name in ("scenario", "design"):  # what a key is for stands beside it
        assert [key for key, part in schemas()[name]["properties"].items() if not part.get("description")] == []
    json.dumps(schemas())
