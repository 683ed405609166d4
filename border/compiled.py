"""How the ground rules are compiled: to machine code, kept in the cache, without counting references.

Numba counts a reference to every array of a tuple each time the tuple is handed from rule to rule. With some seventy
columns that took nineteen twentieths of a step. The rules make no array and keep none, so nothing needs counting;
a rule that does make one is refused when it is compiled ("NRT required but not enabled").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit, typeof

F = TypeVar("F", bound=Callable[..., Any])


def rule(function: F) -> F:
    """Compile a ground rule. With NUMBA_DISABLE_JIT=1 it stays plain Python; `.py_func` is that in any case."""
    return njit(cache=True, _nrt=False)(function)  # type: ignore[call-overload]  # no stub names _nrt


def entry(function: Any, *arguments: object) -> Callable[..., Any]:
    """The machine code of a rule for arguments of these types, for many calls with arguments like them.

    It spares numba's look at the type of every argument at each call, which for a ground step takes as long as the
    step itself. The caller vouches that later arguments have the same types.
    """
    if not hasattr(function, "compile"):  # NUMBA_DISABLE_JIT=1: it is plain Python
        return function
    return function.compile(tuple(typeof(argument) for argument in arguments))  # type: ignore[no-untyped-call]


def quick(function: Any) -> Callable[..., Any]:
    """A rule to be called from Python over and over; its arguments' types are looked at in the first call only.

    For rules whose arguments have the same types wherever they are called: arrays of a war, and numbers given as int
    or float just as the rule says. See `entry`.
    """
    code: Callable[..., Any] | None = None

    def call(*arguments: object) -> Any:
        nonlocal code
        if code is None:
            code = entry(function, *arguments)
        return code(*arguments)

    return call
