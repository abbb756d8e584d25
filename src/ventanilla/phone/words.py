"""The words of the pages, from the Fluent file of each language."""

from dataclasses import dataclass
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from ventanilla.domain.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words, called by key. Raises LookupError for a key it does not have."""

    language: Language
    bundle: FluentBundle

    def __call__(self, key: str, **arguments: str | int) -> str:
        pattern = self.bundle.get_message(key).value
        if pattern is None:
            raise LookupError(key)
        text, errors = self.bundle.format_pattern(pattern, arguments)
        if errors:
            raise LookupError(key)
        return str(text)


def load_words() -> dict[Language, Words]:
    return {language: Words(language, _bundle(language)) for language in LANGUAGES}


def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    text = files("ventanilla.phone").joinpath(f"{language}.ftl").read_text("utf-8")
    bundle.add_resource(FluentResource(text))
    return bundle
