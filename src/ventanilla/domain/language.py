"""The languages people are served in."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["es", "en", "fr"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

Words: TypeAlias = Mapping[Language, str]
"""The same thing said in every language; Spanish is always there."""
