"""Forces at the start: rows of units.csv from the order of battle in source/ and the finished ground.

Sizes of single garrisons, bands and posts are assumed unless the row names a source (see SOURCES.md).
"""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.ground.frame import Cell, Row, place, table

# Quality and cohesion of militants, 0..1 (assumed): main bands train and move together, local ones are part-time.
LOCAL, MAIN, ANSARULLAH = (0.5, 0.8), (0.65, 0.9), (0.55, 0.9)
# Mobile battalions (commandos, army) are better than their district, border police hold together a little worse.
MOBILE_QUALITY, MOBILE_COHESION, POLICE_COHESION = 0.2, 0.1, -0.05
DETACHMENT, POST = (0.5, 0.8), (0.45, 0.8)


def unit_rows(
    districts: list[Row], border: list[Row], district: dict[Cell, str], country: dict[Cell, str]
) -> list[Row]:
    """All units: beyond the border by district, border troops by detachment, battalions by kind."""
    land = {c: d for c, d in district.items() if country[c] == "AFG"}
    return [*_beyond(districts, border, land), *_border_troops(border), *_battalions()]


def _unit(
    slug: str, name: str, owner: str, kind: str, role: str, at: Cell, men: int, worth: tuple[float, float], home: str,
    source: str, status: str = "present", confidence: str = "low",
) -> Row:  # fmt: skip
    return {
        "unit": slug, "name": name, "owner": owner, "kind": kind, "role": role, "x": at[0], "y": at[1], "men": men,
        "quality": round(worth[0], 2), "cohesion": round(worth[1], 2), "status": status, "home": home,
        "source": source, "confidence": confidence,
    }  # fmt: skip


def _parts(text: str) -> list[int]:
    return [int(p) for p in text.split("+") if p]


def _spread(stretch: list[Row], count: int) -> list[Row]:
    """`count` stretches of border at equal distances along the kilometres of a longer one."""
    start = float(stretch[0]["from_km"])
    total = sum(float(s["km"]) for s in stretch)
    wanted = [start + (2 * k + 1) * total / (2 * count) for k in range(count)]
    return [max((s for s in stretch if float(s["from_km"]) <= w), key=lambda s: float(s["from_km"])) for w in wanted]


def _beyond(districts: list[Row], border: list[Row], land: dict[Cell, str]) -> Iterator[Row]:
    """Garrisons, Taliban and Ansarullah by district."""
    rows = {r["district"]: r for r in districts}
    for r in table("forces_by_district.csv"):
        d = rows[r["district"]]
        slug, name, seat, source = d["district"], d["name"], (d["x"], d["y"]), r["source"]
        worth = float(r["quality"]), float(r["cohesion"])
        role = "provincial" if d["kind"] == "provincial_centre" else "district_centre"
        for k, men in enumerate(_parts(r["garrison"]), 1):
            yield _unit(
                f"{slug}-garrison-{k}", f"{name} garrison {k}", "AFG", "garrison", role, seat, men, worth, slug, source
            )
        better = worth[0] + MOBILE_QUALITY, worth[1] + MOBILE_COHESION
        for k, men in enumerate(_parts(r["mobile"]), 1):
            yield _unit(
                f"{slug}-kandak-{k}",
                f"{name} mobile battalion {k}",
                "AFG",
                "garrison",
                "mobile",
                seat,
                men,
                better,
                slug,
                source,
            )
        police = worth[0], worth[1] + POLICE_COHESION
        for k, (men, at) in enumerate(_police_posts(slug, _parts(r["border_posts"]), border), 1):
            yield _unit(
                f"{slug}-border-police-{k}",
                f"{name} border police {k}",
                "AFG",
                "garrison",
                "border_police",
                at,
                men,
                police,
                slug,
                source,
            )
        # Bands lie in the countryside, in the cells of the district nearest to its seat.
        near = sorted((c for c, o in land.items() if o == slug and c != seat), key=lambda c: (_square(c, seat), c)) or [
            seat
        ]
        camps = iter(near * 4)
        for k, men in enumerate(_parts(r["taliban_local"]), 1):
            yield _unit(
                f"{slug}-taliban-{k}",
                f"Taliban of {name} {k}",
                "TLB",
                "band",
                "local",
                next(camps),
                men,
                LOCAL,
                slug,
                "S156" if source == "assumed" else source,
            )
        for k, men in enumerate(_parts(r["taliban_main"]), 1):
            yield _unit(
                f"{slug}-taliban-main-{k}",
                f"Taliban main band {name} {k}",
                "TLB",
                "band",
                "main",
                next(camps),
                men,
                MAIN,
                slug,
                "S156",
            )
        for k, men in enumerate(_parts(r["ansarullah"]), 1):
            yield _unit(
                f"{slug}-ansarullah-{k}",
                f"Jamaat Ansarullah of {name} {k}",
                "JAN",
                "band",
                "local",
                next(camps),
                men,
                ANSARULLAH,
                slug,
                "S131",
                confidence="med",
            )


def _square(a: Cell, b: Cell) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _police_posts(slug: str, sizes: list[int], border: list[Row]) -> list[tuple[int, Cell]]:
    """Where the border police of a district stand: the first at its crossing, if any, the rest along its stretch."""
    stretch = [s for s in border if s["district"] == slug]
    at_crossing = [s for s in stretch if s["crossing"]][:1]
    along = _spread(stretch, len(sizes) - len(at_crossing)) if len(sizes) > len(at_crossing) else []
    return [(men, (s["afg_x"], s["afg_y"])) for men, s in zip(sizes, [*at_crossing, *along], strict=False)]


def _border_troops(border: list[Row]) -> Iterator[Row]:
    """Nine detachments of Tajikistan's border troops, each a headquarters and posts along its stretch."""
    for r in table("detachments.csv"):
        slug, name, count = r["detachment"], r["name"], int(r["posts"])
        yield _unit(
            f"{slug}-detachment",
            name,
            "TJK",
            "post",
            "detachment",
            place(r),
            int(r["men"]),
            DETACHMENT,
            slug,
            r["source"],
        )
        stretch = _spread([s for s in border if s["detachment"] == slug], count)
        for k, s in enumerate(stretch, 1):
            at = s["tjk_x"], s["tjk_y"]
            yield _unit(
                f"{slug}-post-{k}",
                f"{name} post {k}",
                "TJK",
                "post",
                "post",
                at,
                int(r["post_men"]),
                POST,
                slug,
                "assumed",
            )


def _battalions() -> Iterator[Row]:
    """Army, reserve, base and contingents."""
    for r in table("battalions.csv"):
        worth = float(r["quality"]), float(r["cohesion"])
        sure = "low" if r["source"] == "assumed" else "med"
        for k in range(1, int(r["count"]) + 1):
            yield _unit(
                f"{r['slug']}-{k}",
                f"{r['name']} {k}",
                r["owner"],
                "battalion",
                r["role"],
                place(r),
                int(r["men"]),
                worth,
                "",
                r["source"],
                r["status"],
                sure,
            )
