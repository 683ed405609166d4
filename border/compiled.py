"""How the ground rules are compiled: to machine code, kept in the cache, without counting references.

Numba counts a reference to every array of a tuple each time the tuple is handed from rule to rule. With some seventy
columns that took nineteen twentieths of a step. The rules make no array and keep none, so nothing needs counting;
a rule that does make one is refused when it is compiled ("NRT required but not enabled").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from numba import njit

F = TypeVar("F", bound=Callable)


def rule(function: F) -> F:
    """Compile a ground rule. With NUMBA_DISABLE_JIT=1 it stays plain Python; `.py_func` is that in any case."""
    return njit(cache=True, _nrt=False)(function)  # type: ignore[call-overload]  # no stub names _nrt
