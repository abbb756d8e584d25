from dataclasses import astuple
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

import ventanilla
from ventanilla.documents.confirmation import labels
from ventanilla.domain.language import LANGUAGES


def keys(text: str) -> dict[str, set[str]]:
    """Message keys with the variables each uses."""
    found = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk)
        if isinstance(entry, ast.Message):
            parts = [e for e in entry.value.elements if isinstance(e, ast.Placeable)]
            found[entry.id.name] = {part.expression.id.name for part in parts}
    return found


@pytest.fixture
def wording():
    folder = Path(ventanilla.__file__).parent / "wording"
    return {
        language: keys((folder / f"documents.{language}.ftl").read_text(encoding="utf-8"))
        for language in LANGUAGES
    }


def test_every_language_has_the_same_keys_and_variables(wording):
    assert wording["es"] == wording["en"] == wording["fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_has_words(confirmation, language):
    assert all(astuple(confirmation(language).labels))


def test_labels_are_asked_for_by_their_keys():
    asked = labels(lambda key: key)

    assert (asked.title, asked.bring) == ("doc-title", "doc-bring")
