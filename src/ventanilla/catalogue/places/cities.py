"""What people call the cities of offices, besides their own names."""

from collections.abc import Mapping
from functools import cache

from ventanilla.catalogue.places.tables import read_toml


def also_called(city: str) -> tuple[str, ...]:
    """Names in other languages and usual short forms: `Nueva York`, `NYC`."""
    return _others().get(city, ())


@cache
def _others() -> Mapping[str, tuple[str, ...]]:
    return read_toml("cities.toml", dict[str, tuple[str, ...]])
