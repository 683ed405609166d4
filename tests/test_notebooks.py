"""The notebooks in examples/ run as they stand, and are kept with what they show.

python -m panj.tests.test_notebooks      executes them all and writes down what they show (after a change of digests)
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))


def executed(path: Path, folder: Path) -> Any:
    """A notebook as it comes out of a kernel that works in a folder; raises what a cell raises."""
    notebook = nbformat.read(path, as_version=4)
    found = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with patch.dict(os.environ, {"PYTHONPATH": found}):
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
        )
        asyncio.run(client.async_execute())
    notebook.metadata.language_info = {"name": "python"}  # not which Python it was
    return notebook


def shown(notebook: Any) -> list[list[str]]:
    """What each cell shows, by kind; not what is said while the rules are compiled for the first time."""
    return [
        [kind for output in cell.outputs for kind in sorted(output.get("data", ()))]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_with_its_pictures(path: Path) -> None:
    """Whoever looks at it without running it sees tables and pictures, no error, and nobody's folders."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert any("image/png" in kinds for kinds in shown(notebook))
    assert any("text/html" in kinds for kinds in shown(notebook))
    assert not [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]
    assert path.stat().st_size < 200_000
    assert str(ROOT) not in path.read_text(encoding="utf-8")
    assert (path.with_suffix(".py")).is_file(), "a script to copy stands beside each"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_as_it_stands(path: Path, tmp_path: Path) -> None:
    """Executed in an empty folder it ends without an error, and each cell shows what it is kept with, by kind."""
    assert shown(executed(path, tmp_path)) == shown(nbformat.read(path, as_version=4))


if __name__ == "__main__":
    for one in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as place:
            nbformat.write(executed(one, Path(place)), one)
        print(one)
