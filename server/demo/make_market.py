#!/usr/bin/env python3
"""Makes the compact demo market from a synthetic one.

    python3 make_market.py MARKET TAXONOMIES

MARKET holds placements.jsonl and candidates.jsonl as the generator writes them; TAXONOMIES holds ESCO 1.2.0
(esco-1.2.0/) and GeoNames (geonames/cities15000.tsv). Writes market/*.tsv beside this script; the same input gives
the same bytes. See market/README.md for the columns and for what is assumed.
"""
import collections
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent / "market"
MOST_SKILLS = 7

# ISIC Rev. 4 division for an ISCO-08 group; the longest prefix that is listed decides.
DIVISIONS = {
    "0": "84", "11": "84", "12": "70", "131": "01", "132": "25", "1322": "08", "1323": "41", "1324": "52",
    "133": "62", "134": "88", "1342": "86", "1343": "87", "1345": "85", "1346": "64", "141": "55", "1412": "56",
    "142": "47", "143": "93", "21": "71", "213": "72", "2166": "74", "22": "86", "225": "75", "23": "85",
    "241": "69", "2412": "66", "2413": "66", "242": "70", "2422": "84", "2423": "78", "243": "73", "2433": "46",
    "2434": "46", "25": "62", "261": "69", "262": "91", "263": "88", "2631": "72", "2632": "72", "2636": "94",
    "264": "58", "2643": "74", "265": "90", "311": "71", "312": "25", "3121": "08", "3123": "41", "313": "35",
    "314": "72", "315": "50", "3153": "51", "3154": "52", "32": "86", "324": "75", "331": "66", "332": "46",
    "3321": "65", "333": "82", "3331": "52", "3333": "78", "3334": "68", "334": "82", "3344": "86", "335": "84",
    "341": "88", "3411": "69", "342": "93", "343": "90", "3431": "74", "3432": "74", "3433": "91", "3434": "56",
    "351": "62", "352": "61", "3521": "60", "41": "82", "421": "64", "422": "82", "4221": "79", "4224": "55",
    "4225": "82", "431": "69", "432": "52", "4322": "25", "441": "82", "4411": "91", "4412": "53", "511": "49",
    "5111": "51", "5113": "79", "512": "56", "513": "56", "514": "96", "515": "81", "5151": "55", "5152": "97",
    "516": "96", "5163": "96", "5165": "85", "52": "47", "5246": "56", "531": "88", "5312": "85", "532": "87",
    "5322": "88", "5329": "86", "54": "80", "5411": "84", "5412": "84", "61": "01", "62": "02", "622": "03",
    "63": "01", "711": "41", "712": "43", "713": "43", "72": "25", "7231": "45", "7232": "33", "7233": "33",
    "7234": "95", "731": "32", "732": "18", "741": "43", "742": "95", "751": "10", "752": "31", "7521": "16",
    "753": "14", "7535": "15", "7536": "15", "754": "32", "811": "08", "812": "24", "813": "20", "814": "22",
    "815": "13", "8157": "96", "816": "10", "817": "16", "8171": "17", "818": "23", "82": "29", "831": "49",
    "832": "49", "833": "49", "834": "52", "8341": "01", "8342": "43", "835": "50", "911": "81", "9111": "97",
    "912": "96", "92": "01", "9214": "81", "9215": "02", "9216": "03", "931": "42", "9311": "08", "9313": "41",
    "932": "25", "9321": "82", "933": "52", "9334": "47", "94": "56", "951": "96", "952": "47", "961": "38",
    "962": "82", "9621": "53", "9629": "96",
}

# The sectors that a candidate can exclude, as ISIC sections or divisions.
EXCLUDED = {
    "agriculture": ["A"], "construction": ["F"], "cleaning": ["81"], "hospitality": ["I"], "care": ["87", "88"],
    "food and garments": ["10", "14"], "transport": ["H"], "street services": ["96"],
}

# Words for the made-up business names, by ISIC section or division.
NAMES = {
    "A": ["Farm", "Orchard", "Garden"], "C": ["Works", "Workshop", "Factory"], "10": ["Bakery", "Foods"],
    "14": ["Tailors", "Garments"], "F": ["Builders", "Carpentry", "Homes"], "G": ["Market", "Shop", "Store"],
    "45": ["Garage"], "H": ["Freight", "Logistics", "Post"], "55": ["Hotel", "Guesthouse"],
    "56": ["Kitchen", "Café", "Restaurant"], "J": ["Software", "Media"], "K": ["Savings", "Insurance"],
    "M": ["Advisers", "Design", "Engineers"], "N": ["Services", "Office"], "81": ["Cleaning", "Caretakers"],
    "P": ["School", "Academy"], "Q": ["Care", "Clinic"], "R": ["Theatre", "Sports Club"], "S": ["Salon", "Laundry"],
}
SECTIONS = [
    ("A", 3), ("B", 9), ("C", 33), ("D", 35), ("E", 39), ("F", 43), ("G", 47), ("H", 53), ("I", 56), ("J", 63),
    ("K", 66), ("L", 68), ("M", 75), ("N", 82), ("O", 84), ("P", 85), ("Q", 88), ("R", 93), ("S", 96), ("T", 98),
]

# Gross pay in euro cents per hour by ISCO major group: from, to. All above the German floors of 2026 and 2027.
PAY = {
    "0": (2000, 2600), "1": (2600, 3800), "2": (2300, 3400), "3": (1850, 2600), "4": (1600, 2050),
    "5": (1520, 1880), "6": (1500, 1750), "7": (1650, 2100), "8": (1560, 1900), "9": (1480, 1660),
}
SHIFTS = {"day": "day", "early": "day", "late": "evening", "rotating": "rotating"}
CEFR = ["A1", "A2", "B1", "B2", "C1"]


def dice(sides, *key):
    """A number from 0 below `sides` that depends on the key alone."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, key)).encode()).digest()[:8], "big") % sides


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def last(uri):
    return uri.rsplit("/", 1)[1]


def division(isco):
    return next(DIVISIONS[isco[:n]] for n in (4, 3, 2, 1) if isco[:n] in DIVISIONS)


def section(code):
    return next(letter for letter, end in SECTIONS if int(code) <= end)


def towns(taxonomies, names):
    found = collections.defaultdict(list)
    with open(taxonomies / "geonames/cities15000.tsv", encoding="utf-8") as file:
        next(file)
        for line in file:
            row = line.split("\t")
            if row[2] == "DE":
                found[row[1]].append((row[0], row[1], row[4], row[5]))
    if unknown := [name for name in names if len(found[name]) != 1]:
        sys.exit(f"not one town of this name in Germany: {unknown}")
    return [found[name][0] for name in sorted(names)]


def skill_ids(taxonomies):
    ids = {}
    with open(taxonomies / "esco-1.2.0/skill_labels.tsv", encoding="utf-8") as file:
        for line in file:
            uri, label = line.rstrip("\n").split("\t")
            ids.setdefault(label.strip(), last(uri))
    return ids


def kind(place):
    roll = dice(100, "kind", place["id"])
    for word, share in (("job", 68), ("paid_trial", 12), ("apprenticeship", 9), ("training", 7), ("mentoring", 4)):
        if roll < share:
            return word
        roll -= share


def offered(place):
    chance = lambda percent, what: dice(100, what, place["id"]) < percent
    yes = [("childcare", place["childcare"]), ("transport", place["transit"]), ("accommodation", chance(5, "home")),
           ("flexible_hours", place["shift"] == "day" and chance(30, "flexible")), ("mentor", chance(25, "mentor")),
           ("psychological_support", chance(4, "psychological")), ("women_only_team", chance(6, "women")),
           ("step_free", chance(35, "step"))]
    return [word for word, on in yes if on]


def needed(person):
    yes = [("childcare", person["childcare_needed"]), ("transport", person["no_car"]),
           ("psychological_support", dice(100, "psychological", person["id"]) < 6),
           ("women_only_team", dice(100, "women", person["id"]) < 4),
           ("step_free", dice(100, "step", person["id"]) < 3)]
    return [word for word, on in yes if on]


def right_to_work(person):
    roll = dice(100, "right", person["id"])
    return "yes" if roll < 74 else "pending" if roll < 86 else "only_training" if roll < 94 else ""


def languages(person):
    levels = {} if person["cefr"] == "A0" else {"de": person["cefr"]}
    levels[person["language"].split("_")[0]] = "C2"
    return [f"{language}:{level}" for language, level in levels.items()]


def exclusions(person, town):
    rows = []
    if area := person["excluded_area"]:
        rows.append(f"place:{town[area['town']]}:{area['km']}")
    rows += [f"employer:{employer[1:]}" for employer in dict.fromkeys(person["excluded_employers"])]
    rows += [f"sector:{code}" for word in person["excluded_sectors"] for code in EXCLUDED[word]]
    if person["no_shifts"]:
        rows += ["shift:rotating", "shift:night"]
    if dice(100, "live-in", person["id"]) < 10:
        rows.append("live_in")
    return rows


def employers(places):
    """Name and group of each business: obviously made up, after the sector of its first placement."""
    first = {}
    for place in places:
        first.setdefault(int(place["employer"][1:]), division(place["isco"]))
    for number, code in sorted(first.items()):
        words = NAMES.get(code) or NAMES.get(section(code)) or ["Company"]
        group = f"Example Group {number % 8 + 1}" if dice(100, "group", number) < 12 else ""
        yield number, f"Example {words[dice(len(words), 'name', number)]} {number}", group


def write(name, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as file:
        for row in [header, *rows]:
            file.write("\t".join(map(str, row)) + "\n")


def main(market, taxonomies):
    places, people = lines(market / "placements.jsonl"), lines(market / "candidates.jsonl")
    places, people = [[one for one in some if one["isco"]] for some in (places, people)]
    known = skill_ids(taxonomies)
    gazetteer = towns(taxonomies, {one["town"] for one in places + people})
    town = {row[1]: at for at, row in enumerate(gazetteer)}
    skills = [[known[name.strip()] for name in one["skills"] if name.strip() in known] for one in people]
    missing = sum(name.strip() not in known for one in people for name in one["skills"])
    skills = [list(dict.fromkeys(some))[:MOST_SKILLS] for some in skills]
    all_skills = sorted({skill for some in skills for skill in some})
    skill = {code: at for at, code in enumerate(all_skills)}
    wanted = sorted({last(one["occupation"]) for one in people})
    wish = {code: at for at, code in enumerate(wanted)}
    HERE.mkdir(exist_ok=True)
    write("towns.tsv", ["geonames", "name", "latitude", "longitude"], gazetteer)
    write("employers.tsv", ["number", "name", "group"], employers(places))
    write("skills.tsv", ["skill"], [[code] for code in all_skills])
    write("occupations.tsv", ["occupation"], [[code] for code in wanted])
    header = "employer kind seats title occupation sector town german hours shift cents supports".split()
    write("placements.tsv", header, (
        [one["employer"][1:], kind(one), one["seats"], one["name"], last(one["occupation"]), division(one["isco"]),
         town[one["town"]], one["cefr"], one["hours"], SHIFTS[one["shift"]], pay(one), ",".join(offered(one))]
        for one in places))
    header = "occupation years languages town km hours right_to_work supports exclusions skills".split()
    write("referrals.tsv", header, (
        [wish[last(one["occupation"])], dice(9, "years", one["id"]), ",".join(languages(one)), town[one["town"]],
         one["max_km"], f"{one['hours_min']}-{one['hours_max']}", right_to_work(one), ",".join(needed(one)),
         ",".join(exclusions(one, town)), ",".join(str(skill[code]) for code in some)]
        for one, some in zip(people, skills)))
    total = sum(path.stat().st_size for path in HERE.glob("*.tsv"))
    mentions = sum(len(one["skills"]) for one in people)
    print(f"{len(places)} placements, {len(people)} referrals, {len(all_skills)} skills, {total:,} bytes; "
          f"{missing} of {mentions} mentions of a skill have no id")


def pay(place):
    low, high = PAY[place["isco"][0]]
    return low + dice((high - low) // 10 + 1, "pay", place["id"]) * 10


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
