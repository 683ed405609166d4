"""Named tuples of arrays and numbers as compiled rules see them: one pointer each, whatever they hold.

Numba spreads a tuple of arrays over the arguments of every function it is handed to, seven for each array. A rule that
takes ground, units, theatre and parameters then has some seven hundred, and compiling fifty such rules took a minute.
Here the fields are laid out once, when Python calls a rule, and rules hand each other the address. Python goes on
working with the named tuple, and with NUMBA_DISABLE_JIT=1 rules do so too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
from llvmlite import ir
from numba import typeof
from numba.core import cgutils, types
from numba.core.datamodel.models import PrimitiveModel
from numba.core.datamodel.registry import register_default
from numba.core.imputils import lower_getattr_generic
from numba.core.pythonapi import NativeValue, unbox
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import typeof_impl
from numba.np.arrayobj import make_array
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

T = TypeVar("T", bound=Any)

WORD = 8  # bytes; every part of a field takes one
# A numpy array as numba's adaptor lays it out: owner, parent, items, bytes of an item, data, shape..., strides...
ITEMS, ITEM_BYTES, DATA, SHAPE = 2, 3, 4, 5


class Table(types.Type):
    """Type of a named tuple that rules get as a pointer: `fields` are names and numba types, in order."""

    def __init__(self, title: str, fields: tuple[tuple[str, types.Type], ...]) -> None:
        self.fields = dict(fields)
        self.offsets: dict[str, int] = {}  # words from the start
        words = 0
        for name, kind in fields:
            self.offsets[name] = words
            words += SHAPE + 2 * kind.ndim if isinstance(kind, types.Array) else 1
        self.words = words
        content = hashlib.blake2b(repr(fields).encode(), digest_size=4).hexdigest()
        super().__init__(f"{title}_{content}")  # short: it is part of the name of every compiled rule


def table(named_tuple: T) -> T:
    """Let compiled rules take a named tuple of arrays in C order, whole numbers and floats as one pointer.

    The fields say what they are, an array of more than one dimension by `Annotated[NDArray[...], dimensions]`. They are
    read when Python calls a rule: a rule changes arrays, never which arrays they are.
    """

    @cache
    def kind() -> Table:
        said = get_type_hints(named_tuple, include_extras=True)
        return Table(named_tuple.__name__, tuple((n, machine_type(said[n], n)) for n in named_tuple._fields))

    TABLES[named_tuple] = kind

    @typeof_impl.register(named_tuple)
    def _(value: Any, _context: object) -> Table:
        for (name, wanted), part in zip(kind().fields.items(), value, strict=True):
            if typeof(part) != wanted:
                raise TypeError(f"{named_tuple.__name__}.{name}: {typeof(part)} given, {wanted} wanted")
        return kind()

    return named_tuple


TABLES: dict[type, Callable[[], Table]] = {}
# An array's annotation is ndarray[Any, dtype[scalar]]; from numpy 2.5 on NDArray[scalar], with an alias as its origin.
ARRAYS = (np.ndarray, get_origin(NDArray[np.float64]))
NUMBERS = {int: types.int64, float: types.float64, bool: types.boolean}


def machine_type(said: Any, where: str) -> types.Type:
    """Numba's type for what an annotation says. Raises TypeError for what no rule can take."""
    if said in NUMBERS:
        return NUMBERS[said]
    if said in TABLES:
        return TABLES[said]()
    dimensions = 1
    if get_origin(said) is Annotated:
        said, dimensions = get_args(said)
    if get_origin(said) in ARRAYS:
        (scalar,) = get_args(get_args(said)[-1]) or get_args(said)
        return types.Array(from_dtype(np.dtype(scalar)), dimensions, "C")
    if isinstance(said, type) and issubclass(said, np.generic):
        return from_dtype(np.dtype(said))
    raise TypeError(f"{where} is {said}; a rule takes int, float, bool, a table or an array of a dtype")


@register_default(Table)
class _Pointer(PrimitiveModel):
    """To the machine a table is the address of its first word."""

    def __init__(self, manager: Any, kind: Table) -> None:
        super().__init__(manager, kind, ir.IntType(8 * WORD).as_pointer())


@infer_getattr
class _FieldType(AttributeTemplate):
    key = Table

    def generic_resolve(self, kind: Table, name: str) -> types.Type | None:  # type: ignore[override]
        return kind.fields.get(name)


@lower_getattr_generic(Table)
def _read_field(context: Any, builder: Any, kind: Table, pointer: Any, name: str) -> Any:
    """A field as a rule uses it: a number, or an array that owns nothing."""
    field = kind.fields[name]

    def word(index: int) -> Any:
        return builder.load(cgutils.gep_inbounds(builder, pointer, kind.offsets[name] + index))

    if not isinstance(field, types.Array):
        value = word(0)
        return builder.bitcast(value, ir.DoubleType()) if field is types.float64 else value
    array = make_array(field)(context, builder)
    array.data = builder.inttoptr(word(DATA), array.data.type)
    array.nitems = word(ITEMS)
    array.itemsize = context.get_constant(types.intp, _bytes(field))
    array.shape = cgutils.pack_array(builder, [word(SHAPE + k) for k in range(field.ndim)])
    array.strides = cgutils.pack_array(builder, [word(SHAPE + field.ndim + k) for k in range(field.ndim)])
    return array._getvalue()


def _runs(kind: Table) -> Iterator[tuple[types.Type | None, list[tuple[int, int]]]]:
    """Fields of one sort in a row, as (place in the tuple, offset in words); the sort is None for arrays."""

    def sort(item: tuple[int, tuple[str, types.Type]]) -> types.Type | None:
        field = item[1][1]
        return None if isinstance(field, types.Array) else field

    for field, members in groupby(enumerate(kind.fields.items()), key=sort):
        yield field, [(place, kind.offsets[name]) for place, (name, _) in members]


@unbox(Table)
def _lay_out(kind: Table, value: Any, c: Any) -> NativeValue:
    """Lay out the fields of the named tuple on the stack of whoever called the rule from Python."""
    b, api = c.builder, c.pyapi
    word = ir.IntType(8 * WORD)
    start = cgutils.alloca_once(b, word, size=kind.words)
    refused = cgutils.alloca_once_value(b, cgutils.false_bit)
    tuple_item = cgutils.get_or_insert_function(
        b.module, ir.FunctionType(api.pyobj, [api.pyobj, word]), "PyTuple_GetItem"
    )
    for sort, members in _runs(kind):
        offsets = _constants(b, [offset for _, offset in members])
        sizes = _constants(b, [_bytes(field) for field in list(kind.fields.values())[members[0][0] :][: len(members)]])
        with cgutils.for_range(b, word(len(members))) as loop:
            item = b.call(tuple_item, [value, b.add(loop.index, word(members[0][0]))])
            place = b.gep(start, [b.load(b.gep(offsets, [word(0), loop.index]))])
            if sort is types.float64:
                b.store(b.bitcast(api.float_as_double(item), word), place)
            elif sort is types.int64:
                b.store(api.long_as_longlong(item), place)
            else:
                not_array = api.numba_array_adaptor(item, b.bitcast(place, api.voidptr))
                size = b.load(b.gep(place, [word(ITEM_BYTES)]))
                other = b.icmp_unsigned("!=", size, b.load(b.gep(sizes, [word(0), loop.index])))
                with b.if_then(b.or_(cgutils.is_not_null(b, not_array), other), likely=False):
                    b.store(cgutils.true_bit, refused)
                    api.err_set_string("PyExc_TypeError", f"{kind}: a field is no array of the type that it should be")
    failed = b.or_(b.load(refused), cgutils.is_not_null(b, api.err_occurred()))
    return NativeValue(start, is_error=failed)


def _bytes(field: Any) -> int:
    return int((field.dtype if isinstance(field, types.Array) else field).bitwidth) // 8


def _constants(b: Any, numbers: list[int]) -> Any:
    """A constant row of whole numbers in the module that is being built."""
    word = ir.IntType(8 * WORD)
    return cgutils.global_constant(b, "layout", ir.Constant(ir.ArrayType(word, len(numbers)), numbers))
