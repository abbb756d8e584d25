"""How far apart two points on the earth are."""

from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude, in degrees."""

EARTH_RADIUS_KM = 6371.0


def kilometres(a: Point, b: Point) -> float:
    """The great-circle distance (haversine), in km; off by at most half a per cent."""
    (phi, lam), (psi, mu) = (tuple(map(radians, p)) for p in (a, b))
    half_chord = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin((mu - lam) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half_chord)))
