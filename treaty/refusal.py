"""What is said to a user whose file does not fit its form: file, key, what stood there, and what may stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from panj.scenarios.errors import InputError, InWords, allowed_by
from panj.scenarios.reading import read_toml

Form = TypeVar("Form", bound=BaseModel)


def read_form(path: Path, form: type[Form]) -> Form:
    """A TOML file as a checked form. Raises InputError: no such file, no TOML, or the first thing that does not fit."""
    try:
        return form.model_validate(read_toml(path))
    except ValidationError as error:
        raise refuse(path, error, form) from None


def refuse(path: Path, error: ValidationError, form: type[BaseModel]) -> InputError:
    """The first complaint in the order of the file as an InputError."""
    return complaints(path, error, form)[0]


def complaints(path: Path, error: ValidationError, form: type[BaseModel]) -> list[InputError]:
    """All complaints, in the order of the file."""
    return [_complaint(path, first, form) for first in error.errors()]


def _complaint(path: Path, first: ErrorDetails, form: type[BaseModel]) -> InputError:
    where = ".".join(str(p) for p in first["loc"] if p != "[key]" and not str(p).startswith(("literal[", "list[")))
    if first["type"] == "extra_forbidden":
        keys = ", ".join(_keys(form, first["loc"][:-1]))
        return InputError(path, where, first["loc"][-1], f"the keys {keys}")
    if first["type"] == "missing":
        return InputError(path, where, InWords("nothing"), "this key is required")
    if first["type"] == "value_error" and isinstance(first["ctx"]["error"], InputError):
        inner = first["ctx"]["error"]
        begun = where and inner.where.partition(".")[0] != str(first["loc"][0])  # said from where it stands, not whole
        return InputError(
            path,
            f"{where}.{inner.where}" if begun and inner.where else inner.where or where,
            inner.found,
            inner.allowed,
        )
    return InputError(path, where, first["input"], allowed_by(first))


def wrong(where: str, found: object, allowed: str) -> InputError:
    """For validators of a form: what does not fit; the reader of the file adds its name."""
    return InputError("", where, found, allowed)


def _keys(form: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    for part in loc:
        field = form.model_fields.get(str(part))
        if field is None:
            break
        forms = [t for t in (field.annotation, *get_args(field.annotation)) if isinstance(t, type)]
        form = next((t for t in forms if issubclass(t, BaseModel)), form)
    return [field.alias or name for name, field in form.model_fields.items()]
