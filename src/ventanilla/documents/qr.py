"""QR codes as vector pictures."""

import re
from collections.abc import Iterable

import segno

QUIET_ZONE = 4
"""Modules of white all around, as ISO/IEC 18004 asks."""

MASK = 0
"""Readers take any of the eight. Looking for the best costs four times the rest, and wins nothing
where the content is a signature: as good as random already."""

DARK = re.compile(b"\x01+")
"""A run of dark modules in a row of the matrix."""


def svg(content: str) -> str:
    """The same picture for the same text: error level M (15 % may be lost), never a micro code."""
    code = segno.make(content, error="m", micro=False, boost_error=False, mask=MASK)
    side = len(code.matrix) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{_strokes(code.matrix)}"/></svg>'
    )


def _strokes(matrix: Iterable[bytearray]) -> str:
    """One stroke for each run of dark modules. (Segno draws the same in three times the time.)"""
    return "".join(
        f"M{QUIET_ZONE + run.start()} {QUIET_ZONE + y}.5h{run.end() - run.start()}"
        for y, row in enumerate(matrix)
        for run in DARK.finditer(row)
    )
