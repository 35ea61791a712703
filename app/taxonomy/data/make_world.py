#!/usr/bin/env python3
"""Makes world.tsv from the originals that README.md names.

    make_world.py ATLAS ISO

ATLAS is the folder of the npm package world-atlas; ISO is iso_3166-1.json of iso-codes. Each line has a country's code
and the data of an SVG path on a field of WIDTH units by the HEIGHT that is printed, in the Equal Earth projection
(Šavrič, Patterson and Jenny, 2018). Countries too small for the map at 1:110 million are a dot where the map at
1:50 million has them.
"""

import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).parent
WIDTH = 1000
# The map ends here in the south, where nobody lives.
SOUTH = -56.0
DOT = 4

# Parts that the original names apart without a code of ISO 3166-1, with the country whose code covers them.
WITHIN = {"N. Cyprus": "CY", "Somaliland": "SO", "Kosovo": "XK", "Siachen Glacier": None, "Indian Ocean Ter.": None}


def project(degrees):
    """Equal Earth: degrees to x and y, of which the equator is 2 * 2.7066 wide."""
    longitude, latitude = (math.radians(part) for part in degrees)
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(latitude))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    return 2 * math.sqrt(3) * longitude * math.cos(t) / (3 * slope), a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t


EDGE = project((180, 0))[0]
TOP = project((0, 83.7))[1]
SCALE = WIDTH / (2 * EDGE)
HEIGHT = round((TOP - project((0, SOUTH))[1]) * SCALE)


def place(degrees):
    x, y = project(degrees)
    return round((x + EDGE) * SCALE), round((TOP - y) * SCALE)


def arcs(atlas):
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    out = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        out.append(points)
    return out


def rings(geometry, known):
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            points = []
            for index in ring:
                arc = known[index] if index >= 0 else known[~index][::-1]
                points += arc[1 if points else 0 :]
            yield points


def area(points):
    pairs = zip(points, points[1:] + points[:1])
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def steps(points):
    """Relative lines, each number with its sign as the only gap where that is enough."""
    (x, y), text = points[0], ""
    out = f"M{x} {y}l"
    for nx, ny in points[1:]:
        for number in (nx - x, ny - y):
            text += str(number) if number < 0 or not text else f" {number}"
        x, y = nx, ny
    return out + text + "z"


def straightened(points):
    """Without points that say nothing: repeated ones, and those on the line between their neighbours."""
    out = []
    for point in points:
        if out and point == out[-1]:
            continue
        while len(out) > 1 and (out[-1][0] - out[-2][0]) * (point[1] - out[-1][1]) == (out[-1][1] - out[-2][1]) * (
            point[0] - out[-1][0]
        ):
            out.pop()
        out.append(point)
    return out[:-1] if len(out) > 1 and out[0] == out[-1] else out


def unwrapped(ring):
    """The ring without a jump where it crosses 180 degrees; it then leaves the field on one side."""
    out, turns = [ring[0]], 0
    for (before, _), (longitude, latitude) in zip(ring, ring[1:]):
        turns += (longitude - before < -180) - (longitude - before > 180)
        out.append((longitude + 360 * turns, latitude))
    return out


def clipped(ring, side):
    """The part of a ring west of 180 degrees (side 1) or east of -180 (side -1)."""
    out = []
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if side * x1 <= 180:
            out.append((x1, y1))
        if (side * x1 <= 180) != (side * x2 <= 180):
            out.append((180 * side, y1 + (y2 - y1) * (180 * side - x1) / (x2 - x1)))
    return out


def outlines(geometry, known):
    for ring in rings(geometry, known):
        if max(latitude for _, latitude in ring) < SOUTH:
            continue
        for shift in (-360, 0, 360):
            moved = [(longitude + shift, latitude) for longitude, latitude in unwrapped(ring)]
            part = clipped(clipped(moved, 1), -1)
            points = straightened([place(point) for point in part]) if part else []
            if len(points) > 2 and abs(area(points)) >= 1:
                yield steps(points)


def dot(geometry, known):
    """A circle in the middle of the largest part."""
    ring = max(rings(geometry, known), key=lambda points: abs(area(points)))
    longitudes, latitudes = zip(*ring)
    x, y = place(((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2))
    return f"M{x - DOT} {y}a{DOT} {DOT} 0 1 0 {2 * DOT} 0 {DOT} {DOT} 0 1 0-{2 * DOT} 0z"


def main(atlas, iso):
    numbers = {entry["numeric"]: entry["alpha_2"] for entry in json.loads(Path(iso).read_text())["3166-1"]}
    coarse = json.loads((Path(atlas) / "countries-110m.json").read_text())
    fine = json.loads((Path(atlas) / "countries-50m.json").read_text())

    def code(geometry):
        return numbers.get(geometry.get("id")) or WITHIN.get(geometry["properties"]["name"])

    shapes = {}
    known = arcs(coarse)
    for geometry in coarse["objects"]["countries"]["geometries"]:
        paths = "".join(outlines(geometry, known))
        if code(geometry) and paths:
            shapes[code(geometry)] = shapes.get(code(geometry), "") + paths
    known = arcs(fine)
    for geometry in fine["objects"]["countries"]["geometries"]:
        if (country := code(geometry)) and country not in shapes and country != "AQ":
            shapes[country] = dot(geometry, known)
    lines = [f"{country}\t{path}" for country, path in sorted(shapes.items())]
    (HERE / "world.tsv").write_text("\n".join(lines) + "\n")
    print(f"world.tsv: {len(lines)} countries, {sum(map(len, lines))} bytes, {WIDTH} x {HEIGHT}")


main(sys.argv[1], sys.argv[2])
