"""QR codes as vector pictures."""

import io

import segno

QUIET_ZONE = 4
"""Modules of white all around, as ISO/IEC 18004 asks."""

MASK = 0
"""Readers take any of the eight. Looking for the best costs four times the rest, and wins nothing
where the content is a signature: as good as random already."""


def svg(content: str) -> str:
    """The same picture for the same text: error level M (15 % may be lost), never a micro code."""
    picture = io.BytesIO()
    code = segno.make(content, error="m", micro=False, boost_error=False, mask=MASK)
    code.save(picture, kind="svg", border=QUIET_ZONE, xmldecl=False, omitsize=True, light=None)
    return picture.getvalue().decode()
