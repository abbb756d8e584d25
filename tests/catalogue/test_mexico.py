"""The network that ships: what the reference and the guide settle."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ventanilla import catalogue
from ventanilla.catalogue.checks import BUTTON
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.schedule import Drawn, Drip, Rolling, Weekly
from ventanilla.domain.folding import units
from ventanilla.domain.language import LANGUAGES


@pytest.fixture(scope="module")
def mexico():
    return load("mexico")


def test_there_are_59_offices_53_of_them_in_the_united_states(mexico):
    countries = [office.country for office in mexico.offices.values()]

    assert (len(countries), countries.count("US"), countries.count("CA")) == (59, 53, 6)
    assert {"austin", "san-jose", "montreal", "miami", "saint-paul"} <= set(mexico.offices)


@pytest.mark.parametrize(
    ("office", "zone"),
    [
        ("phoenix", "America/Phoenix"),
        ("el-paso", "America/Denver"),
        ("presidio", "America/Chicago"),
        ("san-juan", "America/Puerto_Rico"),
        ("leamington", "America/Toronto"),
        ("vancouver", "America/Vancouver"),
    ],
)
def test_the_zones_that_a_state_would_get_wrong(mexico, office, zone):
    assert ZoneInfo(mexico.offices[office].timezone).key == zone


def test_nobody_is_shown_a_telephone_or_address_that_nobody_verified(mexico):
    for office in mexico.offices.values():
        assert office.address == ""
        assert not [c for c in office.contacts if c.kind == "phone" and not c.verified]


def test_visas_are_option_three_and_the_kinds_stand_as_in_the_guide(mexico):
    assert mexico.children("")[2] == "visas"
    assert mexico.children("visas") == ("visas/sin-permiso", "visas/con-permiso")
    kinds = mexico.children("visas/sin-permiso")
    assert kinds[3] == "visas/sin-permiso/residente-temporal"
    assert kinds[5] == "visas/sin-permiso/residente-permanente"
    assert mexico.is_leaf("visas/con-permiso")


def test_family_unity_stands_apart_where_it_may_apply(mexico):
    with_family = [code for code, procedure in mexico.procedures.items() if procedure.family]

    assert with_family == [
        "visas/sin-permiso/residente-temporal",
        "visas/sin-permiso/residente-permanente",
    ]


def test_all_visas_count_as_one_for_a_person(mexico):
    visas = [p for code, p in mexico.procedures.items() if code.startswith("visas/") and p.group]

    assert {procedure.group for procedure in visas} == {"visa"}
    assert len(visas) == 7


def test_everything_is_said_in_every_language(mexico):
    for procedure in mexico.procedures.values():
        texts = (procedure.title, procedure.short, procedure.who, *procedure.bring)
        for words in (*texts, *procedure.family, *procedure.advice):
            assert not words or set(words) == set(LANGUAGES)
            assert all(words.values())


def test_a_short_title_fits_a_button_and_no_two_of_a_menu_are_alike(mexico):
    menus = ("", *(code for code in mexico.procedures if not mexico.is_leaf(code)))
    for menu in menus:
        for language in LANGUAGES:
            shorts = [mexico.procedures[code].short[language] for code in mexico.children(menu)]
            assert len(set(shorts)) == len(shorts)
            assert max(map(units, shorts)) <= BUTTON


def test_every_fee_says_its_year_and_a_note_that_it_is_to_be_confirmed(mexico):
    for code, procedure in mexico.procedures.items():
        if mexico.is_leaf(code):
            assert procedure.fee is not None
            assert 2024 <= procedure.fee.year <= 2026
            assert "Confirme" in procedure.fee.note["es"]


def test_the_notice_says_what_is_never_asked(mexico):
    text = " ".join(section.text["es"] for section in mexico.notice.sections)

    assert all(word in text for word in ("CURP", "pasaporte", "matrícula", "24 horas", "60 días"))


@pytest.mark.parametrize(
    ("office", "calendars"),
    [
        ("austin", {"mexico", "us-federal", "holy-week"}),
        ("calgary", {"mexico", "holy-week", "ca-ab"}),
        ("leamington", {"mexico", "holy-week", "ca-on"}),
        ("montreal", {"mexico", "holy-week", "ca-qc"}),
        ("vancouver", {"mexico", "holy-week", "ca-bc"}),
    ],
)
def test_an_office_closes_with_mexico_and_with_where_it_is(mexico, office, calendars):
    assert set(mexico.schedules[office].closures.calendars) == calendars


def test_limits_are_those_of_the_reference(mexico):
    limits = mexico.limits

    assert (limits.bookings_per_contact_month, limits.hold_minutes) == (5, 10)
    assert (limits.horizon_days, limits.offices_shown) == (90, 9)


def test_people_who_apply_together_are_booked_together(mexico):
    austin, section = mexico.offices["austin"].offers, mexico.offices["ottawa"].offers

    assert (austin["pasaporte"].most_people, austin["pasaporte"].together) == (5, "parallel")
    visa = "visas/sin-permiso/residente-temporal"
    assert (austin[visa].most_people, austin[visa].together) == (5, "serial")
    assert austin["fe-publica/testamento"].most_people == 1
    # With three counters, three at the same time.
    assert section["pasaporte"].most_people == 3


SHIPPED = Path(catalogue.__file__).parent / "mexico"
SCHEDULES = Path(__file__).parents[2] / "docs" / "schedules.md"


def _with(tmp_path: Path, schedule: str) -> str:
    """A copy of the network, with more in its schedule; gives its folder."""
    for file in SHIPPED.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "schedule.toml").open("a", encoding="utf-8") as end:
        end.write(schedule)
    return str(tmp_path)


def test_the_examples_in_the_shipped_schedule_can_be_taken_as_they_are(tmp_path):
    text = (SHIPPED / "schedule.toml").read_text(encoding="utf-8")
    examples = re.findall(r"^#     (.*)$", text, re.MULTILINE)

    network = load(_with(tmp_path, "\n".join(examples)))

    assert network.schedules["austin"].quotas == {"fe-publica/testamento": 4}
    assert len(network.schedules["new-york"].special) == 1


def test_the_examples_of_the_page_on_schedules_are_right(tmp_path):
    examples = re.findall(r"```toml\n(.*?)```", SCHEDULES.read_text(encoding="utf-8"), re.DOTALL)
    legal = "[pools.legal]\nquantum_minutes = 15\n"
    # The first shows what ships; an office's table is written once, before what it is made of.
    rest = [e for e in examples if "[pools.documents]\n" not in e]

    network = load(_with(tmp_path, "\n".join([legal, *rest])))

    assert len(examples) > 12
    releases = {pool.code: pool.release for pool in network.schedules["el-paso"].pools}
    assert {type(release) for release in releases.values()} == {Rolling, Weekly, Drip, Drawn}
    assert len(network.schedules["el-paso"].special) == 4
