import json
from datetime import date, time
from pathlib import Path

import pytest

from tests.catalogue.conftest import Spoil
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import dump, restore
from ventanilla.catalogue.problems import NetworkProblems
from ventanilla.catalogue.schedule import Closures, Drip, Pool, Season, Session, SpecialDay
from ventanilla.domain.office import Contact, Offer


def _problems(source):
    with pytest.raises(NetworkProblems) as caught:
        load(str(source))
    return [str(problem) for problem in caught.value.problems]


def test_a_network_is_put_together_from_its_files(small):
    network = load(str(small))

    austin, montreal = network.offices["austin"], network.offices["montreal"]
    assert austin.offers == {
        "visas/sin-permiso": Offer(("visas",), 30),
        "visas/con-permiso": Offer(("visas",), 15),
    }
    assert list(montreal.offers) == ["visas/sin-permiso"]
    assert [contact.kind for contact in montreal.contacts] == ["phone", "email"]
    assert austin.contacts == (Contact("website", "https://example.org/", verified=False),)


def test_a_procedure_has_its_words_and_a_short_title_in_every_language(small):
    procedure = load(str(small)).procedures["visas/sin-permiso"]

    assert procedure.short == {
        "es": "Sin permiso del INM",
        "en": "Without permit",
        "fr": "Sans autorisation",
    }
    assert procedure.bring == ({"es": "Pasaporte", "en": "Passport", "fr": "Passeport"},)
    assert procedure.family[0]["fr"] == "Acte"
    assert procedure.fee is not None
    assert (procedure.fee.year, procedure.fee.amount) == (2025, "54.00")


def test_capacity_goes_by_the_kind_of_office_and_an_office_may_differ(small):
    schedules = load(str(small)).schedules

    assert schedules["austin"].pools == (
        Pool("visas", 15, (Session((0, 4), time(9), time(13), 3),)),
    )
    assert schedules["montreal"].pools == (
        Pool("visas", 15, (Session((1,), time(10), time(11), 1, date(2026, 1, 1)),)),
    )


def test_an_office_keeps_the_calendars_of_its_country_and_region_and_its_own_days(small):
    closures = load(str(small)).schedules["montreal"].closures

    assert closures == Closures(("mexico", "ca-qc"), (date(2026, 12, 24),), (date(2026, 11, 2),))


SPOILED = [
    ("offices.toml", '"America/Chicago"', '"America/Austn"',
     'offices.toml: [offices.austin] timezone: unknown time zone "America/Austn"'),
    ("offices.toml", '"America/Chicago"', '"../etc/passwd"',
     'offices.toml: [offices.austin] timezone: unknown time zone "../etc/passwd"'),
    ("offices.toml", "30.27", "95.0",
     "offices.toml: [offices.austin] latitude: must be 90.0 or less"),
    ("offices.toml", 'kind = "consulate"', 'kind = "embassy"',
     "offices.toml: [offices.montreal] kind: 'embassy' is none of the values allowed here"),
    ("offices.toml", "[offices.montreal]", "[offices.Montréal]", None),
    ("offices.toml", "offices.austin", 'offices."St. Paul"',
     'offices.toml: [offices."St. Paul"]: a code has small letters, digits and dashes'),
    ("offices.toml", 'city = "Austin"', 'town = "Austin"',
     "offices.toml: [offices.austin] town: is not a known key"),
    ("offices.toml", 'city = "Austin"\n', "",
     "offices.toml: [offices.austin] city: is missing"),
    ("offices.toml", '["visas/con-permiso"]', '["passport"]',
     'offices.toml: [offices.montreal] without: unknown procedure "passport"'),
    ("offices.toml", '["visas/con-permiso"]', '["visas"]',
     "offices.toml: [offices.montreal]: no procedure is left to offer"),
    ("offices.toml", "[offices.montreal]", "[offices.austin]", None),
    ("procedures.toml", 'title = { es = "Con permiso", en = "With permission", fr',
     'title = { es = "Con permiso", fr',
     'procedures.toml: [procedures."visas/con-permiso"] title.en: is missing'),
    ("procedures.toml", 'es = "Los demás"', 'es = " "',
     'procedures.toml: [procedures."visas/con-permiso"] who.es: must not be empty'),
    ("procedures.toml", 'short.en = "Without permit"', "",
     'procedures.toml: [procedures."visas/sin-permiso"] short.en: "Without INM permission" needs a short title: it has more than 20 characters'),
    ("procedures.toml", "Without permit", "Without any permit 😀",
     'procedures.toml: [procedures."visas/sin-permiso"] short.en: "Without any permit 😀" has more than 20 characters'),
    ("procedures.toml", "minutes = 30", "minutes = 20",
     'procedures.toml: [procedures."visas/sin-permiso"] minutes: 20 is no multiple of 15'),
    ("procedures.toml", "minutes = 30", "minutes = 120",
     'procedures.toml: [procedures."visas/sin-permiso"] minutes: 120 minutes fit no session of its pool'),
    ("procedures.toml", "minutes = 15", "",
     'procedures.toml: [procedures."visas/con-permiso"] minutes: must be 1 or more'),
    ("procedures.toml", 'pool = "visas"\nminutes = 30', 'pool = "vissas"\nminutes = 30',
     'procedures.toml: [procedures."visas/sin-permiso"] pool: unknown pool "vissas"'),
    ("procedures.toml", 'group = "visa"\n', "",
     'procedures.toml: [procedures."visas/sin-permiso"] group: is missing'),
    ("procedures.toml", '["passport"]', '["pasport"]',
     'procedures.toml: [procedures."visas/sin-permiso"] bring: "pasport" is not in requirements.toml'),
    ("procedures.toml", "[procedures.visas]", '[procedures.visas]\ngroup = "visa"',
     "procedures.toml: [procedures.visas] group: belongs to what can be booked, not to a menu"),
    ("procedures.toml", "[procedures.visas]", "[procedures.permits]",
     'procedures.toml: [procedures."visas/sin-permiso"]: its menu "visas" must stand above it'),
    ("procedures.toml", '"visas/con-permiso"', '"visas/Con Permiso"',
     'procedures.toml: [procedures."visas/Con Permiso"]: a code has small letters, digits and dashes, and / between levels'),
    ("procedures.toml", '"54.00"', '"54"',
     'procedures.toml: [procedures."visas/sin-permiso"] fee.amount: has not the right form'),
    ("procedures.toml", "minutes = 30", "minutes = [30]",
     'procedures.toml: [procedures."visas/sin-permiso"] minutes: must be a whole number, not a list'),
    ("offices.toml", 'city = "Austin"', "city = {}",
     "offices.toml: [offices.austin] city: must be text, not a table"),
    ("requirements.toml", "early =", 'late = { es = "x", en = "x", fr = "x" }\nearly =',
     "requirements.toml: [requirements.late]: no procedure names it"),
    ("schedule.toml", "end = 13:00:00", "end = 08:00:00",
     "schedule.toml: [pools.visas] sessions 1: end: must be later than start"),
    ("schedule.toml", "end = 13:00:00", "end = 13:10:00",
     "schedule.toml: [pools.visas] sessions 1: end: 250 minutes are no multiple of 15"),
    ("schedule.toml", "start = 09:00:00", "start = 09:00:30",
     "schedule.toml: [pools.visas] sessions 1: start: must be a whole minute of office time"),
    ("schedule.toml", '["fri", "mon"]', '["mon", "mon"]',
     "schedule.toml: [pools.visas] sessions 1: weekdays: a day stands there twice"),
    ("schedule.toml", "consulate = 2", "consulate = 0",
     "schedule.toml: [pools.visas] sessions[0].capacity.consulate: must be 1 or more"),
    ("schedule.toml", "capacity = 1", "capacity = 0",
     "schedule.toml: [offices.montreal] pools[...].sessions[0].capacity: must be 1 or more"),
    ("schedule.toml", "from = 2026-01-01", "from = 2026-01-02, to = 2026-01-01",
     "schedule.toml: [offices.montreal.pools.visas] sessions 1: to: must not be earlier than from"),
    ("schedule.toml", "[closures]",
     '[[pools.visas.sessions]]\nweekdays = ["fri"]\nstart = 12:00:00\nend = 14:00:00\ncapacity = 1\n[closures]',
     "schedule.toml: [pools.visas] sessions: sessions 1 and 2 overlap"),
    ("schedule.toml", '"ca-qc"', '"ca-nb"',
     "schedule.toml: [closures] CA-QC[0]: 'ca-nb' is none of the values allowed here"),
    ("schedule.toml", "CA-QC", "CA-ON", "schedule.toml: [closures] CA-ON: no office is there"),
    ("schedule.toml", "open = [2026-11-02]", "open = [2026-12-24]",
     "schedule.toml: [offices.montreal] open: 2026-12-24 is both closed and open"),
    ("schedule.toml", "[offices.montreal]\n", "[offices.ottawa]\nclosed = []\n[offices.montreal]\n",
     "schedule.toml: [offices.ottawa]: is not in offices.toml"),
    ("schedule.toml", "[closures]", "[holidays]", "schedule.toml: [holidays]: is not a known table"),
    ("network.toml", "hold_minutes = 10", "hold_minutes = 0",
     "network.toml: limits.hold_minutes: must be 1 or more"),
    ("network.toml", "+1 555-010-0000", "555", "network.toml: line: has not the right form"),
    ("network.toml", 'fr = "Nous."', 'de = "Wir."',
     "network.toml: notice.sections[0].text.de: is not a known key"),
    ("network.toml", "hold_minutes = 10", 'hold_minutes = "ten"',
     "network.toml: limits.hold_minutes: must be a whole number, not text"),
]  # fmt: skip


@pytest.mark.parametrize("case", SPOILED, ids=lambda case: f"{case[0]}: {case[2]}")
def test_a_problem_names_file_table_and_key(small, spoil, case):
    file, old, new, problem = case
    spoil(file, old, new)

    found = _problems(small)

    if problem is None:
        assert found
        assert all(line.startswith(file) for line in found)
    else:
        assert problem in found


def test_what_names_nothing_right_is_told_once_though_many_offices_offer_it(small, spoil):
    spoil("procedures.toml", "minutes = 30", "minutes = 20")

    assert len(_problems(small)) == 1


def test_every_problem_is_told_not_only_the_first(small, spoil):
    spoil("offices.toml", 'city = "Austin"\n', "")
    spoil("offices.toml", 'kind = "consulate"', 'kind = "embassy"')
    spoil("requirements.toml", 'es = "Pasaporte", ', "")

    assert len(_problems(small)) == 3


def test_a_network_without_offices_or_procedures_is_none(small):
    (small / "offices.toml").write_text("")
    (small / "procedures.toml").write_text("")

    assert {
        "offices.toml: [offices]: there is no office",
        "procedures.toml: [procedures]: there is no procedure",
    } <= set(_problems(small))


def test_tables_must_be_tables(small):
    (small / "offices.toml").write_text("offices = 3")

    assert _problems(small) == ["offices.toml: offices: must be a table"]


def test_what_is_not_toml_is_said_with_its_place(small):
    (small / "offices.toml").write_text("[offices\n")

    (problem,) = _problems(small)
    assert problem.startswith("offices.toml: not TOML: ")
    assert "line 1" in problem


def test_what_is_not_text_is_said(small):
    (small / "offices.toml").write_bytes(b"\xff\xfe")

    assert _problems(small) == ["offices.toml: the file is not UTF-8 text"]


def test_what_cannot_be_read_is_said(small):
    (small / "offices.toml").unlink()
    (small / "offices.toml").mkdir()

    assert _problems(small) == ["offices.toml: the file cannot be read"]


def test_a_missing_file_is_said(small):
    (small / "schedule.toml").unlink()

    assert _problems(small) == ["schedule.toml: the file is missing"]


@pytest.mark.parametrize("source", ["atlantis", "places", "../mexico", "", "/nowhere/at/all"])
def test_an_unknown_network_is_said(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    (problem,) = _problems(source or "no such folder")
    assert "no such network" in problem


# -- schedules --------------------------------------------------------------------------------

FULL = """
[pools.visas]
quantum_minutes = 15
[[pools.visas.sessions]]
weekdays = ["mon"]
start = 09:00:00
end = 13:00:00
capacity = 3
public = 2
over = 1
from = 2026-01-05
every_weeks = 2
[[pools.visas.sessions]]
weekdays = ["sat"]
start = 09:00:00
end = 13:00:00
capacity = 1
of_month = [3, 1]
season = { from = "11-01", to = "02-28" }
[pools.visas.release]
kind = "drip"
days_ahead = 21
spread_days = 7
start = 08:00:00
end = 20:00:00

[quotas]
visas = 20

[closures]

[offices.austin.quotas]
visas = 12
"visas/con-permiso" = 3
[[offices.austin.special]]
day = 2026-12-19
kind = "extra"
pool = "visas"
start = 15:00:00
end = 18:00:00
capacity = 4
reason = "jornada sabatina"
"""


def test_a_schedule_with_everything_is_read_whole(small: Path):
    (small / "schedule.toml").write_text(FULL, encoding="utf-8")

    schedule = load(str(small)).schedules["austin"]

    (pool,) = schedule.pools
    assert pool.sessions == (
        Session((0,), time(9), time(13), 3, date(2026, 1, 5), None, 2, 1, 2),
        Session((5,), time(9), time(13), 1, of_month=(1, 3), season=Season((11, 1), (2, 28))),
    )
    assert pool.release == Drip(days_ahead=21, spread_days=7, start=time(8), end=time(20))
    assert schedule.quotas == {"visas": 12, "visas/con-permiso": 3}
    assert load(str(small)).schedules["montreal"].quotas == {"visas": 20}
    assert schedule.special == (
        SpecialDay(
            date(2026, 12, 19),
            "extra",
            "visas",
            time(15),
            time(18),
            4,
            reason="jornada sabatina",
        ),
    )
    assert restore(dump(load(str(small)))) == load(str(small))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("every_weeks = 2", "every_weeks = 2\nof_month = [1]", "exclude each other"),
        ("from = 2026-01-05\n", "", "sessions 1: every_weeks: needs from"),
        ("public = 2", "public = 5", "sessions 1: public: 5 is more than capacity and over, 4"),
        ('to = "02-28"', 'to = "02-29"', "sessions 2: season.to: is not in every year"),
        ('to = "02-28"', 'to = "13-28"', 'sessions 2: season.to: "13-28" is no day'),
        ('"sat"', '"mon"', "sessions: sessions 1 and 2 overlap"),
        ("spread_days = 7", "spread_days = 30", "release.spread_days: must not be more than"),
        ("days_ahead = 21", "days_ahead = 100", "release.days_ahead: 100 is more than"),
        ("end = 20:00:00", "end = 08:00:00", "release.end: must be later than start"),
        ('kind = "drip"', 'kind = "lottery"', "release.kind: "),
        ("visas = 20", "passports = 20", "[quotas] passports: is no procedure and no menu"),
        ("visas = 20", "visas = 0", "[quotas] visas: must be 1 or more"),
        ("visas = 12", "nothing = 12", "[offices.austin.quotas] nothing: is no procedure"),
        ('kind = "extra"', 'kind = "closed"', "special 1: capacity: does not belong to closed"),
        ("capacity = 4", "public = 1", "special 1: capacity: is missing"),
        ('pool = "visas"\nstart = 15', "start = 15", "special 1: start: extra hours need pool"),
        ('pool = "visas"', 'pool = "civil"', 'special 1: pool: unknown pool "civil"'),
        ("end = 18:00:00\n", "", "special 1: start: and end come together"),
        ("end = 18:00:00", "end = 18:10:00", "special 1: end: 190 minutes are no multiple of 15"),
        ("start = 15:00:00", "start = 12:00:00", "special 1: start: these hours overlap a session"),
        ("day = 2026-12-19", "day = 2027-03-14", None),
    ],
)
def test_what_is_wrong_with_a_schedule_is_one_clear_line(small: Path, old: str, new: str, told):
    assert old in FULL
    (small / "schedule.toml").write_text(FULL.replace(old, new, 1), encoding="utf-8")

    if told is None:
        load(str(small))
        return
    with pytest.raises(NetworkProblems) as raised:
        load(str(small))
    lines = str(raised.value).splitlines()
    assert any(told in line and line.startswith("schedule.toml: [") for line in lines), lines


def test_hours_that_the_clocks_skip_are_refused(small: Path):
    skipped = FULL.replace("2026-12-19", "2027-03-14").replace(
        "start = 15:00:00", "start = 02:00:00"
    )
    (small / "schedule.toml").write_text(skipped.replace("end = 18", "end = 04"), encoding="utf-8")

    with pytest.raises(NetworkProblems) as raised:
        load(str(small))

    (line,) = str(raised.value).splitlines()
    assert "there is no 02:00 on 2027-03-14: the clocks go forward" in line


def test_weeks_that_alternate_and_seasons_that_part_do_not_overlap(small: Path):
    other = FULL.replace('weekdays = ["sat"]', 'weekdays = ["mon"]').replace(
        'of_month = [3, 1]\nseason = { from = "11-01", to = "02-28" }',
        "from = 2026-01-12\nevery_weeks = 2",
    )
    (small / "schedule.toml").write_text(other, encoding="utf-8")

    assert len(load(str(small)).schedules["austin"].pools[0].sessions) == 2


def test_pools_are_tried_least_flexible_first(small: Path, spoil: Spoil):
    spoil(
        "procedures.toml", 'pool = "visas"\nminutes = 30', 'pools = ["visas", "fast"]\nminutes = 30'
    )
    spoil(
        "schedule.toml",
        "[closures]",
        '[pools.fast]\nquantum_minutes = 15\nsessions = [{ weekdays = ["tue"], start = 09:00:00, end = 12:00:00, capacity = 1 }]\n[closures]',
    )

    offers = load(str(small)).offices["austin"].offers

    assert offers["visas/sin-permiso"].pools == ("fast", "visas")
    assert offers["visas/con-permiso"].pools == ("visas",)


MOBILE = """
[offices.yakima]
kind = "mobile"
city = "Yakima"
region = "WA"
country = "US"
timezone = "America/Los_Angeles"
latitude = 46.6
longitude = -120.5
address = "Yakima Convention Center"
parent = "austin"
first = 2027-03-01
last = 2027-03-05
"""


def test_a_mobile_consulate_has_days_and_a_place(small: Path):
    with (small / "offices.toml").open("a", encoding="utf-8") as file:
        file.write(MOBILE)

    office = load(str(small)).offices["yakima"]

    assert (office.first, office.last, office.parent) == (
        date(2027, 3, 1),
        date(2027, 3, 5),
        "austin",
    )
    bookable = load(str(small)).bookable
    assert "yakima" in bookable(date(2027, 3, 5))
    assert "yakima" not in bookable(date(2027, 3, 6))
    assert "yakima" not in bookable(date(2026, 6, 1))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("first = 2027-03-01\n", "", "[offices.yakima] first: is missing"),
        ("last = 2027-03-05", "last = 2027-02-05", "last: must not be earlier than first"),
        ('address = "Yakima Convention Center"', 'address = " "', "address: is missing"),
        ('parent = "austin"', 'parent = "nowhere"', 'parent: unknown office "nowhere"'),
        ('kind = "mobile"', 'kind = "consulate"', "first: belongs to a mobile or pop-up office"),
    ],
)
def test_what_is_wrong_with_a_mobile_consulate_is_told(small: Path, old, new, told):
    with (small / "offices.toml").open("a", encoding="utf-8") as file:
        file.write(MOBILE.replace(old, new, 1))

    with pytest.raises(NetworkProblems) as raised:
        load(str(small))

    assert any(told in line for line in str(raised.value).splitlines())


def test_a_snapshot_of_the_first_form_is_read_as_before(small: Path):
    network = load(str(small))
    older = json.loads(dump(network))
    older["format"] = 1
    for office in older["offices"]:
        for offer in office["offers"].values():
            offer["pool"] = offer.pop("pools")[0]
            del offer["most_people"], offer["together"]
    for schedule in older["schedules"].values():
        del schedule["special"], schedule["quotas"]

    assert restore(json.dumps(older).encode()) == network
