"""The words of the pages, from the Fluent file of each language."""

from collections.abc import Mapping
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import Lexicon


def load_words() -> Mapping[Language, Lexicon]:
    return {language: _lexicon(language) for language in LANGUAGES}


def _lexicon(language: Language) -> Lexicon:
    bundle = FluentBundle([language], use_isolating=False)
    source = files(__package__).joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return Lexicon(language, bundle, {})
