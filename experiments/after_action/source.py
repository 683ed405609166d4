"""A game to be explained or replayed: a saved game, or the folder that `panj run --out` has left."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictInt, ValidationError

from panj.model.game import Game, load
from panj.scenarios.arguments import place
from panj.scenarios.errors import InputError, InWords
from panj.scenarios.reading import read_json

GAME = "game.json"  # the saved game in a run's folder
RUN = "run.json"  # what every run's folder holds


class _Run(BaseModel):
    model_config = ConfigDict(strict=True)

    scenario: str
    regime: str
    seed: StrictInt
    days: StrictInt
    parameters: dict[str, float]
    digest: str


def open_game(path: Path) -> Game:
    """Play a saved game, or a run from its folder, again to where it stood.

    Raises:
        InputError: when there is neither, or what is there was damaged, edited or made by other rules.
    """
    path = place("path", path)
    if not path.is_dir():
        return load(path)
    if (path / GAME).is_file():
        return load(path / GAME)
    if not (path / RUN).is_file():
        raise InputError(
            path, "", InWords("a folder without a game"), "a saved game, or a folder that `panj run --out` wrote"
        )
    return _play_run(path / RUN)


def _play_run(path: Path) -> Game:
    """A run that was written before runs left a saved game beside their tables."""
    try:
        run = _Run.model_validate(read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where, found = ".".join(map(str, first["loc"])), first["msg"]
        raise InputError(path, where, found, "the notes of a run as `panj run --out` writes them") from None
    game = Game(run.scenario, run.regime, run.seed, run.days, run.parameters)
    game.advance("end")
    if game.digest != run.digest:
        raise InputError(
            path,
            "digest",
            InWords(f"another course when played again ({game.digest})"),
            f"{run.digest}, as the rules of today do not give it",
        )
    return game
