"""How the ground rules are compiled: to machine code, kept in the cache, without counting references.

Numba counts a reference to every array of a tuple each time the tuple is handed from rule to rule. With some seventy
columns that took nineteen twentieths of a step. The rules make no array and keep none, so nothing needs counting;
a rule that does make one is refused when it is compiled ("NRT required but not enabled").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, typeof
from numba.core import types
from numba.core.registry import CPUDispatcher

F = TypeVar("F", bound=Callable[..., Any])

WIDENED = {"int": types.int64, "float": types.float64, "bool": types.boolean}
OPTIONS = {"nopython": True, "_nrt": False, "no_cfunc_wrapper": True}


class Rule(CPUDispatcher):
    """A compiled ground rule. What it calls `int`, `float` or `bool` is one type, whatever it is handed.

    Numba would compile a rule once for each type of its arguments: 32 bits or 64, and each literal by itself.
    """

    def _widened(self, arguments: Any) -> tuple[Any, ...]:
        said: dict[str, str] = self.py_func.__annotations__
        names: tuple[str, ...] = self.py_func.__code__.co_varnames
        return tuple(WIDENED.get(said.get(name, ""), kind) for name, kind in zip(names, arguments, strict=False))

    def compile(self, sig: Any) -> Any:
        """Machine code for arguments of these types, after widening."""
        return super().compile(self._widened(sig))

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What a rule that calls this one sees of it."""
        return super().get_call_template(self._widened(args), kws)


def rule(function: F) -> F:
    """Compile a ground rule. With NUMBA_DISABLE_JIT=1 it stays plain Python; `.py_func` is that in any case."""
    if config.DISABLE_JIT:  # type: ignore[attr-defined]  # made at run time
        return function
    compiled = Rule(py_func=function, targetoptions=OPTIONS)
    compiled.enable_caching()
    return cast(F, compiled)


def entry(function: Any, *arguments: object) -> Callable[..., Any]:
    """The machine code of a rule for arguments of these types, for many calls with arguments like them.

    It spares numba's look at the type of every argument at each call, which for a ground step takes as long as the
    step itself. The caller vouches that later arguments have the same types.
    """
    if not hasattr(function, "compile"):  # NUMBA_DISABLE_JIT=1: it is plain Python
        return function
    return function.compile(tuple(typeof(argument) for argument in arguments))


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
