"""The words of the pages, from the Fluent file of each language."""

from collections.abc import Mapping

from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import Lexicon, read


def load_words() -> Mapping[Language, Lexicon]:
    return {language: read("ventanilla.portal", language) for language in LANGUAGES}
