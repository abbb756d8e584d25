"""The documents are true of the code, as far as a machine can tell."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from ventanilla.conversation.diagram import mermaid
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DEPENDENCIES = DOCS / "adr" / "0011-dependencies.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

FLOW = re.compile(r"<!-- flow -->\n```mermaid\n(.*)\n```\n<!-- /flow -->", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LOGGED = re.compile(r'log\.(?:info|warning|error)\(\s*"([^"]+)"')

MACHINE = r"(?<![\w.~}*])/(?:work|home|tmp|Users|private)/\w"
INDEX = r"https?://[^\s\"'<>]*/simple\b|python[h]osted|(?<!emit-)index-url[ =]"
FORBIDDEN = re.compile(f"{MACHINE}|{INDEX}")
OWN = {"requirements", "src", "tests", "benchmarks", "scripts", "docs", ".ci", ""}
"""The folders that are the repository's, whatever else has been made beside them."""


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def repository() -> Iterator[Path]:
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        top = parts[0] if len(parts) > 1 else ""
        if top in OWN and "__pycache__" not in parts and path.is_file():
            yield path


def anchors(page: Path) -> set[str]:
    """As the usual hosts make them of headings."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(text(page)))
    return {title.replace(" ", "-") for title in titles}


def test_diagram_in_the_documents_is_that_of_the_script():
    found = FLOW.search(text(DOCS / "booking.md"))

    assert found, "docs/booking.md has no diagram between <!-- flow --> and <!-- /flow -->"
    assert found[1] == mermaid(BOOKING), (
        "the diagram in docs/booking.md is stale; put the output of `ventanilla flow` there"
    )


def test_every_question_is_explained():
    explained = set(re.findall(r"`(\w+)`", text(DOCS / "booking.md")))

    assert {question.name for question in BOOKING.questions} <= explained


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(page: Path):
    dead = []
    for link in LINK.findall(text(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_here = link.startswith(("http://", "https://")) or target.exists()
        if not is_here or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_every_setting_is_explained_to_those_who_run_it():
    running = text(DOCS / "running.md")

    names = [PREFIX + field.name.upper() for field in fields(Settings)]
    assert [name for name in names if f"| `{name}` |" not in running] == []


def test_no_document_names_a_setting_that_does_not_exist():
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    named = {name for page in PAGES for name in re.findall(r"VENTANILLA_[A-Z_]*[A-Z]", text(page))}

    assert named - known == set()


def test_every_event_in_the_log_is_explained():
    running = text(DOCS / "running.md")

    events = {e for path in (ROOT / "src").rglob("*.py") for e in LOGGED.findall(text(path))}
    assert events
    assert {event for event in events if f"| `{event}` |" not in running} == set()


def test_every_name_of_the_glossary_is_in_the_code():
    words = {
        word
        for path in (ROOT / "src").rglob("*.py")
        for word in re.findall(r"\w+", text(path))
    }  # fmt: skip
    rows = [line for line in text(DOCS / "glossary.md").splitlines() if line.startswith("| ")]
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[-2])}

    assert names
    assert names - words == set()


@pytest.mark.parametrize("chosen", ["run.in", "test.in"])
def test_every_dependency_has_its_line_of_reason(chosen: str):
    reasons = text(DEPENDENCIES)

    lines = text(ROOT / "requirements" / chosen).splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-"))]
    assert [package for package in packages if f"| `{package}` |" not in reasons] == []


def test_no_dependency_that_is_gone_has_a_line():
    given = re.findall(r"^\| `([^`]+)` \|", text(DEPENDENCIES), re.MULTILINE)

    chosen = [text(ROOT / "requirements" / name).splitlines() for name in ("run.in", "test.in")]
    assert set(given) - {line for lines in chosen for line in lines} == set()


def test_no_file_names_a_path_of_one_machine_or_the_address_of_an_index():
    told = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in repository()
        for found in FORBIDDEN.finditer(plain(path))
    ]

    assert told == []


def plain(path: Path) -> str:
    """Fonts and pictures say nothing."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", "replace")
