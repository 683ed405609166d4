"""The one way this project refuses bad input: a single line that says where, what was found and what is allowed."""

from __future__ import annotations

from pathlib import Path


class InputError(ValueError):
    """Bad input from a user's file or option.

    `file` is the file (or option) at fault, `where` the row or key inside it, `found` what stood there and
    `allowed` what may stand there. The command line prints it as one line and leaves with exit status 2.
    """

    def __init__(self, file: str | Path, where: str, found: object, allowed: str) -> None:
        self.file = str(file)
        self.where = where
        self.found = found
        self.allowed = allowed
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.file}: {self.where}" if self.where else self.file
        text = f"{place}: found {self.found!r}; allowed: {self.allowed}"
        return " ".join(text.split())

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, object, str]]:
        """Survive the trip home from a worker process with every part."""
        return (InputError, (self.file, self.where, self.found, self.allowed))
