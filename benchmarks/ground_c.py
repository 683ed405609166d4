"""The ground step in C (ground.c), compiled with the system's compiler and called on the model's own arrays."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from panj.border import combat, crossing, dice, forces, ground, rules, theatre
from panj.model import BorderModel

SOURCE = Path(__file__).with_name("ground.c")
FLAGS = ("-O2", "-std=c99", "-shared", "-fPIC")
C_TYPES = {"int8": "int8_t", "int32": "int32_t", "int64": "int64_t", "float32": "float", "float64": "double"}


def compiler() -> str | None:
    """Path of the C compiler: $CC, or `cc`; None where there is none."""
    return shutil.which(os.environ.get("CC", "cc"))


class WarInC(BorderModel):
    """The same war with the ground step in C: same columns, same dice, same institutions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        records = (self.ground, self.forces.columns, self.theatre, self.rules)
        self._records = tuple(_filled(record) for record in records)
        self._in_c = _library(tuple(_fields(record) for record in records)).ground_step
        self._arguments = tuple(ctypes.byref(record) for record in self._records)

    def play_ground(self) -> None:
        """One step on the ground."""
        self._in_c(*self._arguments, self.seed, self.steps)


def _fields(record: Any) -> tuple[tuple[str, str], ...]:
    """Name and C type of each field of a record: arrays as pointers, then whole numbers and fractions."""
    out = []
    for name, value in record._asdict().items():
        if isinstance(value, np.ndarray):
            out.append((name, f"{C_TYPES[value.dtype.name]} *"))
        else:
            out.append((name, "int64_t " if isinstance(value, int) else "double "))
    return tuple(out)


def _filled(record: Any) -> ctypes.Structure:
    """A record as a C struct; an array becomes its address, its length and the width of its rows."""
    names: list[tuple[str, Any]] = []
    values: list[Any] = []
    for name, value in record._asdict().items():
        if isinstance(value, np.ndarray):
            if not value.flags.c_contiguous:
                raise ValueError(f"{name} does not lie in one piece")
            names += [(name, ctypes.c_void_p), (f"{name}_n", ctypes.c_int64), (f"{name}_m", ctypes.c_int64)]
            values += [value.ctypes.data, len(value), value.shape[1] if value.ndim > 1 else 1]
        else:
            names.append((name, ctypes.c_int64 if isinstance(value, int) else ctypes.c_double))
            values.append(value)
    return type("Record", (ctypes.Structure,), {"_fields_": names})(*values)


def _layout(records: tuple[tuple[tuple[str, str], ...], ...]) -> str:
    """The header that ground.c includes: the structs as Python has them, and every named constant of the rules."""
    lines = []
    for title, fields in zip(("Ground", "Columns", "Theatre", "Parameters"), records, strict=True):
        lines.append("typedef struct {")
        for name, c_type in fields:
            lines.append(f"    {c_type}{name};" + (f" int64_t {name}_n, {name}_m;" if "*" in c_type else ""))
        lines.append(f"}} {title};")
    for module in (forces, ground, theatre, rules, combat, crossing, dice):
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, (int, float)):
                if module is dice:
                    lines.append(f"#define {name}_DICE {value!r}")
                elif f"#define {name} {value!r}" not in lines:
                    lines.append(f"#define {name} {value!r}")
    return "\n".join(lines) + "\n"


@cache
def _library(records: tuple[tuple[tuple[str, str], ...], ...]) -> ctypes.CDLL:
    """Compile for these records and load. Raises RuntimeError with the compiler's words when it refuses."""
    cc = compiler()
    if cc is None:
        raise RuntimeError("no C compiler here: set CC or install one")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ground_layout.h").write_text(_layout(records), encoding="utf-8")
        target = Path(folder) / "ground.so"
        done = subprocess.run(
            [cc, *FLAGS, "-I", folder, "-o", str(target), str(SOURCE), "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{cc} refuses {SOURCE.name}: {done.stderr}")
        library = ctypes.CDLL(str(target))
    library.ground_step.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_int64, ctypes.c_int64]
    library.ground_step.restype = None
    return library
