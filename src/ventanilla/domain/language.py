"""The languages people are served in."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

Language: TypeAlias = Literal["es", "en", "fr"]

LANGUAGES: tuple[Language, ...] = get_args(Language)

OWN_NAMES: Mapping[Language, str] = {"es": "Español", "en": "English", "fr": "Français"}
"""A language is offered in its own name, whatever the page speaks."""

Words: TypeAlias = Mapping[Language, str]
"""The same thing said in every language; Spanish is always there."""
