"""The words of the pages, from the Fluent file of each language."""

from dataclasses import dataclass

from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import Lexicon, read


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words, called by key. Raises LookupError for a key it does not have."""

    language: Language
    lexicon: Lexicon

    def __call__(self, key: str, **arguments: str | int) -> str:
        return self.lexicon.say(key, arguments)


def load_words() -> dict[Language, Words]:
    return {language: Words(language, read("ventanilla.phone", language)) for language in LANGUAGES}
