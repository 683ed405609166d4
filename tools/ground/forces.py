"""Forces at the start: rows of units.csv from the order of battle in source/ and the finished ground.

Sizes of single garrisons, bands and posts are assumed unless the row names a source (see SOURCES.md). What kinds of
band there are is said by `[[band]]` of ground.toml: a column of source/forces_by_district.csv each.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from panj.tools.ground.frame import Cell, Frame, Row

Worth = tuple[float, float]  # quality, cohesion
# Mobile battalions (commandos, army) are better than their district, border police hold together a little worse.
MOBILE_QUALITY, MOBILE_COHESION, POLICE_COHESION = 0.2, 0.1, -0.05
DETACHMENT, POST = (0.5, 0.8), (0.45, 0.8)


def unit_rows(
    frame: Frame, districts: list[Row], border: list[Row], district: dict[Cell, str], country: dict[Cell, str]
) -> list[Row]:
    """All units: beyond the border by district, border troops by detachment, battalions by kind."""
    land = {c: d for c, d in district.items() if country[c] == frame.far}
    return [*_beyond(frame, districts, border, land), *_border_troops(frame, border), *_battalions(frame)]


def _unit(
    slug: str, name: str, owner: str, kind: str, role: str, at: Cell, men: int, worth: Worth, home: str, source: str
) -> Row:
    """A unit that is on the map from the start."""
    return {
        "unit": slug,
        "name": name,
        "owner": owner,
        "kind": kind,
        "role": role,
        "x": at[0],
        "y": at[1],
        "men": men,
        "quality": round(worth[0], 2),
        "cohesion": round(worth[1], 2),
        "status": "present",
        "home": home,
        "source": source,
        "confidence": "low",
    }


def _parts(text: str) -> list[tuple[int, int]]:
    """Numbered parts of a list of men: "60+40" is (1, 60), (2, 40)."""
    return list(enumerate((int(p) for p in text.split("+") if p), 1))


def _spread(stretch: list[Row], count: int) -> list[Row]:
    """`count` stretches of border at equal distances along the kilometres of a longer one."""
    start = float(stretch[0]["from_km"])
    total = sum(float(s["km"]) for s in stretch)
    wanted = [start + (2 * k + 1) * total / (2 * count) for k in range(count)]
    return [max((s for s in stretch if float(s["from_km"]) <= w), key=lambda s: float(s["from_km"])) for w in wanted]


def _beyond(frame: Frame, districts: list[Row], border: list[Row], land: dict[Cell, str]) -> Iterator[Row]:
    """Garrisons and bands by district."""
    rows = {r["district"]: r for r in districts}
    for r in frame.table("forces_by_district.csv"):
        d = rows[r["district"]]
        slug, name, seat = d["district"], d["name"], (d["x"], d["y"])
        yield from _garrisons(frame, r, d, seat, [s for s in border if s["district"] == slug])
        # Bands lie in the countryside, in the cells of the district nearest to its seat, or to where `camps` says.
        about = frame.cell_at(*map(float, r["camps"].split())) if r.get("camps") else seat
        near = sorted((c for c, o in land.items() if o == slug and c != seat), key=lambda c: (_square(c, about), c))
        camps = cycle(near or [seat])
        for band in frame.facts["band"]:
            worth, said = (band["quality"], band["cohesion"]), band.get("source") or r["militant_source"]
            for k, men in _parts(r[band["column"]]):
                title = band["title"].format(name=name, k=k)
                row = _unit(
                    f"{slug}-{band['slug']}-{k}",
                    title,
                    band["owner"],
                    "band",
                    band["role"],
                    next(camps),
                    men,
                    worth,
                    slug,
                    said,
                )
                yield row | {"confidence": band.get("confidence", "low")}


def _garrisons(frame: Frame, row: dict[str, str], district: Row, seat: Cell, stretch: list[Row]) -> Iterator[Row]:
    """Garrisons and mobile battalions at the seat of a district, border police along its stretch of border."""
    slug, name, source = district["district"], district["name"], row["source"]
    owner, kind = frame.far, "garrison"
    quality, cohesion = float(row["quality"]), float(row["cohesion"])
    role = "provincial" if district["kind"] == "provincial_centre" else "district_centre"
    for k, men in _parts(row["garrison"]):
        worth = quality, cohesion
        yield _unit(f"{slug}-garrison-{k}", f"{name} garrison {k}", owner, kind, role, seat, men, worth, slug, source)
    for k, men in _parts(row["mobile"]):
        worth = quality + MOBILE_QUALITY, cohesion + MOBILE_COHESION
        mobile = f"{name} mobile battalion {k}"
        yield _unit(f"{slug}-kandak-{k}", mobile, owner, kind, "mobile", seat, men, worth, slug, source)
    posts = _parts(row["border_posts"])
    # The first stands at the crossing, the rest along the stretch.
    at_crossing = [s for s in stretch if s["crossing"]][: min(1, len(posts))]
    along = _spread(stretch, len(posts) - len(at_crossing)) if posts else []
    for (k, men), s in zip(posts, [*at_crossing, *along], strict=True):
        worth, at = (quality, cohesion + POLICE_COHESION), (s["far_x"], s["far_y"])
        police = f"{name} border police {k}"
        yield _unit(f"{slug}-border-police-{k}", police, owner, kind, "border_police", at, men, worth, slug, source)


def _square(here: Cell, there: Cell) -> int:
    return (here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2


def _border_troops(frame: Frame, border: list[Row]) -> Iterator[Row]:
    """Detachments of the member's border troops, each a headquarters and posts along its stretch."""
    for r in frame.table("detachments.csv"):
        slug, name, men, seat = r["detachment"], r["name"], int(r["men"]), frame.place(r)
        yield _unit(
            f"{slug}-detachment", name, frame.near, "post", "detachment", seat, men, DETACHMENT, slug, r["source"]
        )
        stretch = _spread([s for s in border if s["detachment"] == slug], int(r["posts"]))
        for k, s in enumerate(stretch, 1):
            at, men = (s["near_x"], s["near_y"]), int(r["post_men"])
            yield _unit(
                f"{slug}-post-{k}", f"{name} post {k}", frame.near, "post", "post", at, men, POST, slug, "assumed"
            )


def _battalions(frame: Frame) -> Iterator[Row]:
    """Army, reserve, base and contingents."""
    for r in frame.table("battalions.csv"):
        worth = float(r["quality"]), float(r["cohesion"])
        own = {"status": r["status"], "confidence": "low" if r["source"] == "assumed" else "med"}
        for k in range(1, int(r["count"]) + 1):
            slug, name, men = f"{r['slug']}-{k}", f"{r['name']} {k}", int(r["men"])
            row = _unit(slug, name, r["owner"], "battalion", r["role"], frame.place(r), men, worth, "", r["source"])
            yield row | own
