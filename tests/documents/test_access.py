"""The confirmation's structure tree. Typst itself refuses a page that is not PDF/UA-1."""

import io
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest

from ventanilla.domain.language import LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def page(confirmation, language):
    return confirmation(language)


@pytest.fixture
def root(press, page, issued) -> Iterator[pikepdf.Dictionary]:
    with pikepdf.open(io.BytesIO(press.render(page, issued))) as pdf:
        yield pdf.Root


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def kinds(root: pikepdf.Dictionary) -> Counter[str]:
    return Counter(str(e.S) for e in elements(root.StructTreeRoot.K))


def test_page_claims_accessibility_and_is_tagged(root):
    assert b"pdfuaid:part" in root.Metadata.read_bytes()
    assert root.MarkInfo.Marked


def test_page_names_its_language(root, language):
    assert root.Lang == language


def test_title_is_shown_in_place_of_a_file_name(root, page):
    assert root.ViewerPreferences.DisplayDocTitle
    assert kinds(root)["/Title"] == 1


def test_every_section_has_a_heading(root):
    assert kinds(root)["/H1"] == 4
    assert kinds(root)["/H2"] == 1


def test_facts_and_things_to_bring_are_lists(root, page):
    facts = 6

    assert kinds(root)["/LI"] == facts + len(page.bring) + len(page.family)
    assert kinds(root)["/L"] == 4 + 2


def test_qr_code_is_told_in_words_and_opens_its_page(root, page):
    (figure,) = [e for e in elements(root.StructTreeRoot.K) if e.S == "/Figure"]

    links = {str(note.A.URI) for note in root.Pages.Kids[0].Annots}
    assert str(figure.Alt) == page.labels.qr
    assert links == {page.verify_url, page.page_url}


def test_spanish_words_are_marked_as_spanish(press, confirmation, issued):
    with pikepdf.open(io.BytesIO(press.render(confirmation("en"), issued))) as pdf:
        marked = [e for e in elements(pdf.Root.StructTreeRoot.K) if str(e.get("/Lang", "")) == "es"]
        assert marked
