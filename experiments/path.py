"""Our packages before others of their names: most Mesa projects have a model.py, and the user may stand among them."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

OURS = ("scenarios", "treaty", "border", "agents", "model", "browser", "app")  # `experiments` is loaded already


def ours_first() -> None:
    """See to it that the names of our packages mean ours, in this process and in the workers it starts.

    Folders of others that hold such a name (where the user stands, PYTHONPATH) are searched after ours; nothing else
    on the path is moved, and what they hold besides is found as before.
    """
    root = Path(__file__).parents[1]
    for name in OURS:
        spec = find_spec(name)
        if spec is None or spec.origin is None or not Path(spec.origin).resolve().is_relative_to(root.resolve()):
            sys.path.insert(0, str(root))
            return
