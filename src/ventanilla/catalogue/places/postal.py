"""Where a postal code of the United States or Canada lies. Never raises, whatever the text."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from statistics import median
from typing import Any, Literal, TypeAlias

import zipcodes

from ventanilla.catalogue.places.distance import Point, kilometres
from ventanilla.catalogue.places.districts import states

PostalCountry: TypeAlias = Literal["US", "CA"]

Precision: TypeAlias = Literal["exact", "approximate", "prefix"]
"""`approximate`: a rural Canadian area, tens of kilometres wide; `prefix`: the code itself is not
known, the middle of those that begin alike is given."""

Row: TypeAlias = Mapping[str, Any]
"""A row of `zipcodes`; its numbers are strings."""

LONGEST = 32
"""Characters looked at."""

ZIP = re.compile(r"([0-9]{5})(?:[0-9]{4})?", re.ASCII)

CANADIAN = re.compile(
    r"([ABCEGHJ-NPRSTVXY][0-9OIL][ABCEGHJ-NPRSTV-Z])([0-9OIL][ABCEGHJ-NPRSTV-Z][0-9OIL])?",
    re.ASCII,
)
"""Letters that Canada Post uses; where a digit belongs, O, I and L are taken for what they mean.
Three letters alone are a word ("Joe")."""

DIGITS = str.maketrans("OIL", "011")

SANTA_CLAUS = "H0H"

ELSEWHERE = frozenset({"AA", "AE", "AP", "FM", "MH", "PW"})
"""Military post, and Pacific states whose offices no distance in the US would help to choose."""


@dataclass(frozen=True, slots=True)
class Place:
    """`code` is canonical: "78701", "M5V 2T6", or "M5V"; `label` is like "Austin, TX"."""

    code: str
    country: PostalCountry
    latitude: float
    longitude: float
    label: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class NotACode:
    pass


@dataclass(frozen=True, slots=True)
class Unplaceable:
    """It has the form of a code, but nobody knows where it lies."""

    code: str
    country: PostalCountry


@dataclass(frozen=True, slots=True)
class OtherCountry:
    """A code of the other of the two countries."""

    country: PostalCountry
    place: Place | Unplaceable


Located: TypeAlias = Place | Unplaceable | OtherCountry | NotACode


@dataclass(frozen=True, slots=True)
class _Known:
    """A code that the tables hold, with its point."""

    point: Point
    label: str


def locate(country: PostalCountry, text: str) -> Located:
    """The place of the code that a person typed, who said to be in `country`."""
    plain = _squeezed(text)
    if american := ZIP.fullmatch(plain):
        place = _american(american[1])
    elif (canadian := CANADIAN.fullmatch(plain)) and (canadian[2] or not plain.isalpha()):
        place = _canadian(canadian[1], canadian[2] or "")
    else:
        return NotACode()
    return place if place.country == country else OtherCountry(place.country, place)


def warm() -> None:
    """Loads the tables, which takes half a second: at the start, not in someone's message."""
    locate("US", "78701")
    locate("CA", "M5V 2T6")


def _squeezed(text: str) -> str:
    """In full-width or small letters, with spaces, dashes or dots: what remains without them.

    Only ASCII goes on to the tables: `zipcodes` panics, past `except Exception`, on other digits.
    """
    wide = unicodedata.normalize("NFKC", text[:LONGEST]).upper()
    return re.sub(r"[\W_]+", "", wide)


@lru_cache(maxsize=4096)
def _american(code: str) -> Place | Unplaceable:
    rows: list[Row] = zipcodes.matching(code)  # type: ignore[no-untyped-call]  # Loaded lazily.
    if any(row["state"] in ELSEWHERE for row in rows):
        return Unplaceable(code, "US")
    if known := _known(rows):
        return Place(code, "US", *known[0].point, known[0].label, "exact")
    middle = _middle_of_zips(code[:3])
    if middle is None:
        return Unplaceable(code, "US")
    label = _label(rows[0]) if rows else middle.label
    return Place(code, "US", *middle.point, label, "prefix")


@lru_cache(maxsize=1024)
def _middle_of_zips(prefix: str) -> _Known | None:
    rows: list[Row] = zipcodes.similar_to(prefix)  # type: ignore[no-untyped-call]
    return _middle(_known(rows))


def _known(rows: Iterable[Row]) -> tuple[_Known, ...]:
    """Those that lie somewhere: 872 have zeros for coordinates, in the Gulf of Guinea."""
    points = (
        (row, (float(row["lat"]), float(row["long"])))
        for row in rows
        if row["state"] not in ELSEWHERE
    )
    return tuple(_Known(point, _label(row)) for row, point in points if any(point))


def _label(row: Row) -> str:
    return f"{row['city']}, {row['state']}"


def _canadian(area: str, unit: str) -> Place | Unplaceable:
    fsa = area[0] + area[1].translate(DIGITS) + area[2]
    ldu = f"{unit[0].translate(DIGITS)}{unit[1]}{unit[2].translate(DIGITS)}" if unit else ""
    code = f"{fsa} {ldu}".rstrip()
    if known := _areas().get(fsa):
        precision: Precision = "approximate" if _is_rural(fsa) else "exact"
        return Place(code, "CA", *known.point, known.label, precision)
    middle = _middle_of_areas(fsa[:2]) or _middle_of_areas(fsa[0])
    if middle is None or fsa == SANTA_CLAUS:
        return Unplaceable(code, "CA")
    return Place(code, "CA", *middle.point, middle.label, "prefix")


@lru_cache(maxsize=256)
def _middle_of_areas(prefix: str) -> _Known | None:
    return _middle([known for fsa, known in _areas().items() if fsa.startswith(prefix)])


@cache
def _areas() -> dict[str, _Known]:
    """Every forward sortation area; `pypostalcode`'s own look-up opens its file each time."""
    provinces = {state.names["en"]: state.code for state in states("CA")}
    provinces |= {"Northwest Territory": "NT", "Nunavut Territory": "NU"}
    query = "SELECT fsa, city, province, latitude, longitude FROM PostalCodes"
    with as_file(files("pypostalcode") / "postalcodes.db") as path:
        address = f"{path.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as tables:
            rows = tables.execute(query).fetchall()
    return {
        fsa: _Known((latitude, longitude), f"{_town(fsa, city)}, {provinces[province]}")
        for fsa, city, province, latitude, longitude in rows
        if fsa != SANTA_CLAUS
    }


def _town(fsa: str, city: str) -> str:
    """Of a town without its streets; of the country, region and town: `Mauricie (Parent)`."""
    mended = city.replace("- ", "-")
    return mended if _is_rural(fsa) else mended.partition(" (")[0]


def _is_rural(fsa: str) -> bool:
    return fsa[1] == "0"


def _middle(known: Sequence[_Known]) -> _Known | None:
    """The median point, under the name of the place that lies nearest to it."""
    if not known:
        return None
    point = (median(k.point[0] for k in known), median(k.point[1] for k in known))
    return _Known(point, min(known, key=lambda k: kilometres(k.point, point)).label)
