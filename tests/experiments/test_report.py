"""The report: one page that opens offline and says what the runs say."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from experiments import Sweep
from experiments.report.page import write_report
from tests.experiments.command import panj


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sweep with its series."""
    folder = tmp_path_factory.mktemp("store")
    Sweep("intro", regimes=["csto-2010", "none"], seeds=3).run(folder, workers=1, series=True, quiet=True)
    return folder


def test_the_page_fetches_nothing(store: Path) -> None:
    """Every picture and style is in the page itself; nothing points to a file or an address."""
    page = write_report(store, store / "report.html").read_text(encoding="utf-8")
    sources = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(sources) >= 4
    assert all(s.startswith("data:") for s in sources)
    assert "<script" not in page
    assert "url(" not in page


def test_the_page_has_what_a_reader_looks_for(store: Path) -> None:
    """Findings, a map that is a picture, the timeline of a run, and both regimes with intervals."""
    page = write_report(store, store / "report.html").read_text(encoding="utf-8")
    for heading in ("What was found", "Map", "Timeline of that run", "Regimes, mean and 95 % interval"):
        assert f">{heading}</h3>" in page
    (data,) = re.findall(r"data:image/png;base64,([^\"]+)", page)
    assert min(Image.open(io.BytesIO(base64.b64decode(data))).size) > 200
    assert "Over 3 seeds a regime" in page
    assert str(store) not in page


def test_compare_and_report_read_a_store(store: Path, tmp_path: Path) -> None:
    """`panj compare` and `panj report` work on what a sweep has left."""
    assert "difference" in panj("compare", store, "--outcome", "stability_mean", "--baseline", "none").stdout
    out = tmp_path / "page.html"
    panj("report", store, "--out", out)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
