"""The days on which an office is closed.

Public holidays come from the `holidays` package: by law, with the days observed instead when one
falls on a weekend. A consulate may close on more days; its network's file adds them.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import holidays
from dateutil.easter import easter  # type: ignore[import-untyped]  # It ships no types.

from ventanilla.catalogue.schedule import CalendarName, Closures

LANGUAGE = {"MX": "es", "US": "en_US", "CA": "en_CA"}
"""Always named: left out, the package takes the machine's locale. Only the dates are used here."""


def closed_days(closures: Closures, first: date, last: date) -> frozenset[date]:
    """Closed days from `first` to `last`, both included."""
    years = range(first.year, last.year + 1)
    days = {day for name in closures.calendars for day in _days(name, years)}
    days |= set(closures.added)
    days -= set(closures.removed)
    return frozenset(day for day in days if first <= day <= last)


def _days(name: CalendarName, years: Iterable[int]) -> Iterable[date]:
    match name:
        case "holy-week":
            # Maundy Thursday and Good Friday, which Mexican law does not name but offices keep.
            return [easter(year) - timedelta(days=back) for year in years for back in (3, 2)]
        case "mexico":
            return _public("MX", None, years)
        case "us-federal":
            return _public("US", None, years)
        case "ca-ab" | "ca-bc" | "ca-on" | "ca-qc":
            # Without the province the package knows neither Victoria Day nor Thanksgiving.
            return _public("CA", name.removeprefix("ca-").upper(), years)


def _public(country: str, province: str | None, years: Iterable[int]) -> Iterable[date]:
    return holidays.country_holidays(
        country, subdiv=province, years=years, language=LANGUAGE[country]
    )
