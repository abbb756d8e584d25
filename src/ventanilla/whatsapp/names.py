"""What our templates are called at Meta."""

from collections.abc import Mapping

from ventanilla.domain.language import Language

LANGUAGE: Mapping[Language, str] = {"es": "es_MX", "en": "en_US", "fr": "fr"}
"""Meta's codes."""

OURS: Mapping[str, Language] = {code: language for language, code in LANGUAGE.items()}

PREFIX = "ventanilla_"


def name_of(ours: str) -> str:
    return f"{PREFIX}{ours}"


def ours_of(name: str) -> str:
    """Empty where the template is somebody else's."""
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else ""
