import re
from importlib.resources import files

import pytest
from fluent.syntax import ast, parse

from ventanilla.domain.language import LANGUAGES
from ventanilla.portal.languages import chosen


@pytest.mark.parametrize(
    ("wish", "accepted", "language"),
    [
        (None, "", "es"),
        (None, "fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        (None, "en;q=0.5, fr;q=0.7", "fr"),
        (None, "de-DE,de;q=0.9,en-US;q=0.8", "en"),
        (None, "nah, *;q=0.1", "es"),
        (None, "EN", "en"),
        (None, "fr;q=0, en;q=0.1", "en"),
        (None, "fr;q=many, en;q=0.1", "en"),
        (None, ";;;,,=;q", "es"),
        ("fr", "en", "fr"),
        ("tlh", "en", "en"),
    ],
)
def test_page_speaks_the_wished_language_else_the_best_accepted_else_spanish(
    wish, accepted, language
):
    assert chosen(wish, accepted) == language


def entries(language: str) -> dict[str, set[str]]:
    """Every key of a language, with the variables that its words use."""
    source = files("ventanilla.portal").joinpath(f"{language}.ftl").read_text("utf-8")
    body = parse(source).body
    assert not [entry for entry in body if isinstance(entry, ast.Junk)]
    messages = [entry for entry in body if isinstance(entry, ast.Message)]
    spans = {m.id.name: source[m.span.start : m.span.end] for m in messages}
    return {key: set(re.findall(r"\$\w+", text)) for key, text in spans.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_of_the_same_variables(language):
    assert entries(language) == entries("es")
