"""Builds units.csv of `tajikistan-2021` from the order of battle in tajikistan-2021/source/ and the grid.

    python scenarios/build_units.py

Sizes of single garrisons, bands and posts are assumed unless a source is named; totals are held against the sourced
figures in tests/scenarios/test_forces.py.
"""

from __future__ import annotations

from typing import Any

from build_grid import OUT, cell_at, table, write


def read(name: str) -> list[dict[str, str]]:
    """A finished table of the scenario."""
    import csv

    with (OUT / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def unit(
    slug: str, name: str, owner: str, kind: str, role: str, at: tuple[int, int], men: int, quality: float,
    cohesion: float, home: str, source: str, status: str = "present",
) -> dict[str, Any]:  # fmt: skip
    """One row of units.csv."""
    return {
        "unit": slug, "name": name, "owner": owner, "kind": kind, "role": role, "x": at[0], "y": at[1], "men": men,
        "quality": quality, "cohesion": cohesion, "status": status, "home": home, "source": source,
        "confidence": "low" if source == "assumed" else "med",
    }  # fmt: skip


def beyond() -> list[dict[str, Any]]:
    """Garrisons, Taliban and Ansarullah by district, from source/forces_by_district.csv."""
    districts = {r["district"]: r for r in read("districts.csv")}
    cells = [c for c in read("cells.csv") if c["country"] == "AFG"]
    border = read("segments.csv")
    out: list[dict[str, Any]] = []
    for r in table("forces_by_district.csv"):
        d = districts[r["district"]]
        slug, name, at = d["district"], d["name"], (int(d["x"]), int(d["y"]))
        q, c, source = float(r["quality"]), float(r["cohesion"]), r["source"]
        centre = d["kind"] == "provincial_centre"
        for k, men in enumerate(filter(None, r["garrison"].split("+"))):
            role = "provincial" if centre else "district_centre"
            out.append(
                unit(
                    f"{slug}-garrison-{k + 1}",
                    f"{name} garrison {k + 1}",
                    "AFG",
                    "garrison",
                    role,
                    at,
                    int(men),
                    q,
                    c,
                    slug,
                    source,
                )
            )
        for k, men in enumerate(filter(None, r["mobile"].split("+"))):
            out.append(
                unit(
                    f"{slug}-kandak-{k + 1}",
                    f"{name} mobile battalion {k + 1}",
                    "AFG",
                    "garrison",
                    "mobile",
                    at,
                    int(men),
                    min(1.0, q + 0.2),
                    min(1.0, c + 0.1),
                    slug,
                    source,
                )
            )
        stretch = [s for s in border if s["district"] == slug]
        posts = list(filter(None, r["border_posts"].split("+")))
        for k, men in enumerate(posts):
            s = stretch[(2 * k + 1) * len(stretch) // (2 * len(posts))]
            out.append(
                unit(
                    f"{slug}-border-police-{k + 1}",
                    f"{name} border police {k + 1}",
                    "AFG",
                    "garrison",
                    "border_police",
                    (int(s["afg_x"]), int(s["afg_y"])),
                    int(men),
                    q,
                    max(0.0, c - 0.05),
                    slug,
                    source,
                )
            )
        near = sorted(
            (c for c in cells if c["district"] == slug),
            key=lambda c: ((int(c["x"]) - at[0]) ** 2 + (int(c["y"]) - at[1]) ** 2, int(c["x"]), int(c["y"])),
        )  # bands lie in the countryside round the centre
        for k, men in enumerate(filter(None, r["taliban_local"].split("+"))):
            c2 = near[min(len(near) - 1, 1 + k)]
            out.append(
                unit(
                    f"{slug}-taliban-{k + 1}",
                    f"Taliban of {name} {k + 1}",
                    "TLB",
                    "band",
                    "local",
                    (int(c2["x"]), int(c2["y"])),
                    int(men),
                    0.5,
                    0.8,
                    slug,
                    "assumed",
                )
            )
        for k, men in enumerate(filter(None, r["taliban_main"].split("+"))):
            c2 = near[min(len(near) - 1, 2 + k % 3)]
            out.append(
                unit(
                    f"{slug}-taliban-main-{k + 1}",
                    f"Taliban main band {name} {k + 1}",
                    "TLB",
                    "band",
                    "main",
                    (int(c2["x"]), int(c2["y"])),
                    int(men),
                    0.65,
                    0.9,
                    slug,
                    "assumed",
                )
            )
        for k, men in enumerate(filter(None, r["ansarullah"].split("+"))):
            c2 = near[min(len(near) - 1, 1 + k)]
            out.append(
                unit(
                    f"{slug}-ansarullah-{k + 1}",
                    f"Jamaat Ansarullah of {name} {k + 1}",
                    "JAN",
                    "band",
                    "local",
                    (int(c2["x"]), int(c2["y"])),
                    int(men),
                    0.55,
                    0.9,
                    slug,
                    "S131",
                )
            )
    return out


def border_troops() -> list[dict[str, Any]]:
    """Nine detachments, each a headquarters and posts spread along its stretch; about 5,000 men, the low estimate."""
    border = read("segments.csv")
    out: list[dict[str, Any]] = []
    for r in table("detachments.csv"):
        slug = r["detachment"]
        stretch = [s for s in border if s["detachment"] == slug]
        at = cell_at(float(r["lon"]), float(r["lat"]))
        out.append(
            unit(f"{slug}-detachment", r["name"], "TJK", "post", "detachment", at, 160, 0.5, 0.8, slug, r["source"])
        )
        count = max(5, min(14, round(len(stretch) / 1.6)))
        for k in range(count):
            s = stretch[(2 * k + 1) * len(stretch) // (2 * count)]
            out.append(
                unit(
                    f"{slug}-post-{k + 1}",
                    f"{r['name']} post {k + 1}",
                    "TJK",
                    "post",
                    "post",
                    (int(s["tjk_x"]), int(s["tjk_y"])),
                    42,
                    0.45,
                    0.8,
                    slug,
                    "assumed",
                )
            )
    return out


def battalions() -> list[dict[str, Any]]:
    """Army, reserve, base and contingents, from source/battalions.csv."""
    out: list[dict[str, Any]] = []
    for r in table("battalions.csv"):
        at = cell_at(float(r["lon"]), float(r["lat"]))
        for k in range(int(r["count"])):
            out.append(
                unit(
                    f"{r['slug']}-{k + 1}",
                    f"{r['name']} {k + 1}",
                    r["owner"],
                    "battalion",
                    r["role"],
                    at,
                    int(r["men"]),
                    float(r["quality"]),
                    float(r["cohesion"]),
                    "",
                    r["source"],
                    r["status"],
                )
            )
    return out


if __name__ == "__main__":
    write("units.csv", [*beyond(), *border_troops(), *battalions()])
