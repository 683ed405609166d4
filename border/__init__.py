"""The ground war: arrays in, arrays out, no Mesa. Rules are small compiled functions, see `panj.border.compiled`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from panj.scenarios.sources import stamp_of

if TYPE_CHECKING:
    from panj.border.compiled import Rule


def source_stamp() -> str:
    """Hash of this package's sources, subfolders too: the version of the ground rules."""
    return stamp_of([Path(__file__).parent])


def is_compiled() -> bool:
    """Whether every ground rule lies compiled."""
    from panj.border import cache

    return cache.is_complete()


def every_rule() -> list[Rule]:
    """Every rule that is compiled, those first that others call; none with NUMBA_DISABLE_JIT=1."""
    from panj.border.compiled import RULES

    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    return [rule for rule in RULES if rule.py_func.__module__.startswith(f"{__name__}.")]


def compile_rules(rules: list[Rule], advance: Callable[[int], None]) -> None:
    """Compile `every_rule()`; `advance(1)` is called after each."""
    from panj.border.compiled import compile_all

    compile_all(rules, advance)
