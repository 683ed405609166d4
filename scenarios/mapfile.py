"""A map of countries in GeoJSON and a list of places in CSV or GeoJSON, as a user draws them for a border of their own.

A polygon with a `country` is that country's land, one with a `terrain` is ground of that kind; a line with `roads` is a
road, one with `river` a river. Places are rows of a table, or points.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from panj.scenarios.errors import InputError, InWords, allowed_by
from panj.scenarios.load import read_rows
from panj.scenarios.reading import read_json
from panj.scenarios.schema import Code, Line

Terrain = Literal["lowland", "hills", "gorge", "mountain", "plateau"]
Road = Literal["none", "track", "road", "highway"]
ROADS: tuple[str, ...] = get_args(Road)  # the better, the later
Point = tuple[float, float]  # longitude, latitude [degrees]


class Place(BaseModel):
    """A place of the list. `owner` is the country whose place it is, or the power whose unit stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Line = Field(min_length=1)
    kind: Literal[
        "centre",
        "district",
        "town",
        "crossing",
        "main",
        "local",
        "mobile",
        "border_police",
        "detachment",
        "post",
        "army",
        "reserve",
        "base",
        "contingent",
        "partner",
    ]
    owner: Code
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-89, le=89)
    people: int = Field(ge=0, le=1_000_000_000)
    men: int = Field(ge=0, le=100_000)
    source: str = Field(min_length=2)


class Map:
    """Areas and lines of a GeoJSON file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lands: list[tuple[str, list[list[Point]]]] = []
        self.grounds: list[tuple[str, list[list[Point]]]] = []
        self.lines: list[tuple[str, str, list[Point]]] = []
        for number, feature in enumerate(features(path), 1):
            self._take(f"feature {number}", feature)
        if len({code for code, _ in self.lands}) < 2:
            codes = ", ".join(sorted({code for code, _ in self.lands})) or "none"
            raise InputError(path, "country", codes, "polygons of the member and of the country beyond its border")

    def _take(self, where: str, feature: dict[str, Any]) -> None:
        said, shape = feature.get("properties") or {}, feature.get("geometry") or {}
        kind, points = shape.get("type"), shape.get("coordinates")
        if kind in ("Polygon", "MultiPolygon"):
            for rings in [points] if kind == "Polygon" else self._listed(where, points):
                area = [self._line(where, ring) for ring in self._listed(where, rings)]
                if "country" in said:
                    self.lands.append((_one(self.path, f"{where}, country", said["country"], Code), area))
                elif "terrain" in said:
                    terrain = _one(self.path, f"{where}, terrain", said["terrain"], Terrain)
                    self.grounds.append((terrain, area))
                else:
                    raise InputError(
                        self.path, where, InWords("a polygon without these"), "a property country or terrain"
                    )
        elif kind in ("LineString", "MultiLineString"):
            for part in [points] if kind == "LineString" else self._listed(where, points):
                line = self._line(where, part)
                if "roads" in said:
                    road = _one(self.path, f"{where}, roads", said["roads"], Road)
                    self.lines.append(("roads", road, line))
                elif "river" in said:
                    self.lines.append(("river", _one(self.path, f"{where}, river", said["river"], Line), line))
                else:
                    raise InputError(self.path, where, InWords("a line without these"), "a property roads or river")
        elif kind != "Point":
            raise InputError(self.path, f"{where}, geometry", kind, "Polygon, LineString, or several of them")

    def _listed(self, where: str, value: object) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise InputError(self.path, f"{where}, coordinates", value, "lists of points, longitude before latitude")
        return value

    def _line(self, where: str, points: object) -> list[Point]:
        out = []
        for point in self._listed(where, points):
            try:
                lon, lat = float(point[0]), float(point[1])
            except (TypeError, ValueError, IndexError):
                lon, lat = math.inf, math.inf
            if not (abs(lon) <= 180 and abs(lat) <= 89):
                raise InputError(self.path, f"{where}, coordinates", point, "longitude, then latitude, in degrees")
            out.append((lon, lat))
        if len(out) < 2:
            raise InputError(self.path, f"{where}, coordinates", InWords("one point"), "at least two")
        return out


def features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file. Raises InputError for any other file."""
    data = read_json(path)
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise InputError(path, "type", data.get("type") if isinstance(data, dict) else data, "FeatureCollection")
    found = data.get("features")
    if not isinstance(found, list) or not all(isinstance(f, dict) for f in found):
        raise InputError(path, "features", found, "a list of GeoJSON features")
    return found


def read_places(path: Path) -> list[tuple[str, Place]]:
    """Places with where each stands in its file: rows of a CSV table, or points of a GeoJSON file.

    Raises InputError with the row or feature, what was found and what is allowed.
    """
    if path.suffix not in (".geojson", ".json"):
        return [(f"row {number}", place) for number, place in read_rows(path, Place)]
    out = []
    for number, feature in enumerate(features(path), 1):
        shape = feature.get("geometry") or {}
        at = shape.get("coordinates")
        if shape.get("type") != "Point":
            continue
        if not isinstance(at, list) or len(at) < 2:
            raise InputError(path, f"feature {number}, coordinates", at, "longitude, then latitude, in degrees")
        said = {"people": 0, "men": 0, **(feature.get("properties") or {}), "lon": at[0], "lat": at[1]}
        out.append((f"feature {number}", _one(path, f"feature {number}", said, Place)))
    return out


def _one(path: Path, where: str, value: object, form: Any) -> Any:
    """A value checked against a form."""
    try:
        return TypeAdapter(form).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(p) for p in first["loc"])
        raise InputError(path, f"{where}, {key}" if key else where, first["input"], allowed_by(first)) from None
