"""Each case of the table has its test in this folder, and each test that names a case has one."""

import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]

GROUPS = {
    "A": 9,
    "B": 20,
    "C": 24,
    "D": 31,
    "E": 11,
    "F": 16,
    "G": 7,
    "H": 16,
    "I": 23,
    "J": 5,
    "K": 15,
}
"""How many cases each group of the contract has, 177 in all."""

CASE = re.compile(r"^\| ([A-K][0-9]+) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"(?<=_)[a-k][0-9]+(?=_)|(?<=[\[-])[A-K][0-9]+(?=[-\]])")
NAMES_TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")
NOT_YET, ELSEWHERE = "*not yet:* ", "*elsewhere:* "


@dataclass(frozen=True)
class Table:
    """Cases with a test here, with one elsewhere, and without any."""

    here: frozenset[str]
    elsewhere: frozenset[str]
    awaited: frozenset[str]


def table(page: str) -> Table:
    facts = dict(CASE.findall(page))
    awaited = frozenset(case for case, fact in facts.items() if fact.startswith(NOT_YET))
    elsewhere = frozenset(case for case, fact in facts.items() if ELSEWHERE in fact)
    return Table(frozenset(facts) - awaited - elsewhere, elsewhere, awaited)


def cases_in(tests: Iterable[str]) -> set[str]:
    """The cases that tests name, as in `test_a.py::test_a1_is_so` or `test_it[sqlite-A2-wrong]`."""
    names = (test.rpartition("::")[2] for test in tests)
    return {found.upper() for name in names for found in NAMED.findall(name)}


def amiss(cases: Table, proven: set[str]) -> dict[str, set[str]]:
    found = {
        "without a test": set(cases.here) - proven,
        "not yet, and tested": set(cases.awaited) & proven,
        "elsewhere, and here": set(cases.elsewhere) & proven,
        "unheard of": proven - cases.here - cases.elsewhere - cases.awaited,
    }
    return {what: which for what, which in found.items() if which}


def collected() -> list[str]:
    """What pytest finds here: in a process of its own, since this run may be of one test alone."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(FOLDER)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
CASES = table(PAGE)


def test_every_case_has_its_test():
    tests = [test for test in collected() if "/test_cases.py" not in test]

    assert amiss(CASES, cases_in(tests)) == {}


def test_the_table_has_every_case_of_the_contract():
    every = {f"{group}{n}" for group, last in GROUPS.items() for n in range(1, last + 1)}

    assert CASES.here | CASES.elsewhere | CASES.awaited == every
    assert len(every) == 177


@pytest.mark.parametrize(("path", "name"), NAMES_TEST.findall(PAGE))
def test_a_test_elsewhere_is_where_the_table_says(path, name):
    assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")


def test_whatever_is_elsewhere_names_its_test():
    facts = dict(CASE.findall(PAGE))

    assert [one for one in CASES.elsewhere if not NAMES_TEST.search(facts[one])] == []


SMALL = f"| A1 | one |\n| A2 | two |\n| G1 | three; {ELSEWHERE}`x` |\n| K1 | {NOT_YET}none |\n"


@pytest.mark.parametrize(
    ("proven", "found"),
    [
        ({"A1", "A2"}, {}),
        ({"A1"}, {"without a test": {"A2"}}),
        ({"A1", "A2", "K1"}, {"not yet, and tested": {"K1"}}),
        ({"A1", "A2", "G1"}, {"elsewhere, and here": {"G1"}}),
        ({"A1", "A2", "A3"}, {"unheard of": {"A3"}}),
    ],
)
def test_what_is_amiss_is_seen(proven, found):
    assert amiss(table(SMALL), proven) == found


def test_cases_are_read_off_names_and_parameters():
    tests = [
        "a.py::test_a1_a8_it_is_so",
        "a.py::test_it[sqlite-A2-wrong]",
        "a.py::test_it[A3-x]",
        "a.py::test_it[I7-payment-sqlite]",
        "a.py::test_of_b2b_and_a_b12[x-1]",
    ]

    assert cases_in(tests) == {"A1", "A8", "A2", "A3", "I7"}
