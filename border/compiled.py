"""How the ground rules are compiled: to machine code, kept in the cache, without counting references.

Numba counts a reference to every array of a tuple each time the tuple is handed from rule to rule. With some seventy
columns that took nineteen twentieths of a step. The rules make no array and keep none, so nothing needs counting;
a rule that does make one is refused when it is compiled ("NRT required but not enabled").
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, cast, get_type_hints

from numba import typeof
from numba.core import config
from numba.core.registry import CPUDispatcher

from panj.border import cache
from panj.border.table import Table, machine_type

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS = {"nopython": True, "_nrt": False, "no_cfunc_wrapper": True}
ENTRY = "_panj_entry"  # what marks a function that Python calls with tables
COMPILING = "compiling the ground rules, once: some half a minute"
RULES: list[Rule] = []  # every rule, those first that others call


class Rule(CPUDispatcher):
    """A compiled ground rule: once, for the types that it says its arguments have, see `table.machine_type`.

    Numba would compile it for each type that it is handed: 32 bits or 64, and each literal by itself.
    """

    def __init__(self, py_func: Callable[..., Any], *_: Any) -> None:
        super().__init__(py_func=py_func, targetoptions=dict(OPTIONS))
        self._cache = cache.RuleCache(py_func, _say_that_it_takes_a_while)
        self._arguments: tuple[Any, ...] | None = None

    @property
    def arguments(self) -> tuple[Any, ...]:
        """Numba's types of the arguments. Raises TypeError for one that a rule cannot take."""
        if self._arguments is None:
            f = self.py_func
            said = get_type_hints(f, include_extras=True)
            names = f.__code__.co_varnames[: f.__code__.co_argcount]
            self._arguments = tuple(machine_type(said.get(name), f"{f.__qualname__}({name})") for name in names)
        return self._arguments

    @cached_property
    def inner(self) -> bool:
        """Whether only rules call it: nothing of Python has to be unpacked then, which is a quarter of compiling."""
        return not hasattr(self.py_func, ENTRY) and any(isinstance(kind, Table) for kind in self.arguments)

    def compile(self, sig: Any = None) -> Any:
        """Machine code; whatever types it is asked for, those that the rule says."""
        self.targetoptions["no_cpython_wrapper"] = self.inner
        return super().compile(self.arguments)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it from Python. Raises TypeError for a rule that only rules call."""
        self.refuse_if_inner()
        return super().__call__(*arguments, **named)

    def refuse_if_inner(self) -> None:
        """Raise TypeError for a rule that Python may not call: it has no way in from there."""
        if self.inner:
            raise TypeError(
                f"{self.py_func.__qualname__}: only rules call it; @entry below @rule lets Python call it too"
            )

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """What a rule that calls this one sees of it."""
        self.compile()
        return super().get_call_template(args, kws)


def rule(function: F) -> F:
    """Compile a ground rule. With NUMBA_DISABLE_JIT=1 it stays plain Python; `.py_func` is that in any case.

    Every argument says its type: `int`, `float`, `bool`, a table (see `panj.border.table`) or an array of a dtype.
    """
    if config.DISABLE_JIT:  # type: ignore[attr-defined]  # made at run time
        return function
    compiled = Rule(function)
    RULES.append(compiled)
    return cast(F, compiled)


def entry(function: F) -> F:
    """Let Python call a rule that takes tables; stands below `@rule`."""
    function.__dict__[ENTRY] = True
    return function


def quick(function: Any) -> Callable[..., Any]:
    """A rule to be called from Python over and over; its arguments' types are looked at in the first call only.

    It spares numba's look at the type of every argument at each call, which for a ground step takes as long as the
    step itself. The caller vouches that later arguments are of the same types; a number may be an int for a float.
    """
    if not isinstance(function, Rule):  # NUMBA_DISABLE_JIT=1: it is plain Python
        return function
    function.refuse_if_inner()
    code: Callable[..., Any] | None = None

    def call(*arguments: Any) -> Any:
        nonlocal code
        if code is None:
            _check(function, arguments)
            code = function.compile()
        return code(*arguments)

    return call


def _check(function: Rule, arguments: tuple[Any, ...]) -> None:
    for given, kind in zip(arguments, function.arguments, strict=True):
        if hasattr(kind, "dtype") and typeof(given) != kind:
            raise TypeError(f"{function.py_func.__qualname__}: {typeof(given)} given, {kind} wanted")


def _say_that_it_takes_a_while() -> None:
    """A line before the first rule is compiled, so that nobody waits in silence."""
    cache.say(COMPILING)


def compile_all(rules: list[Rule], advance: Callable[[int], None]) -> None:
    """Compile these rules, all that there are, and note that it is done; `advance(1)` is called after each.

    Of several processes that start cold one compiles, the others wait for it.
    """
    with cache.locked():
        for each in rules:
            each.compile()
            advance(1)
        cache.mark_complete()
