"""A small network in files, whole and right; each test spoils what it is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "network.toml": """
code = "small"
line = "+1 555-010-0000"
title = { es = "Red", en = "Network", fr = "Réseau" }
operator = { es = "Oficina", en = "Office", fr = "Bureau" }
[limits]
bookings_per_contact_month = 5
hold_minutes = 10
horizon_days = 90
notice_hours = 18
offices_shown = 9
[notice]
version = "1"
since = 2026-01-01
[[notice.sections]]
heading = { es = "Quién", en = "Who", fr = "Qui" }
text = { es = "Nosotros.", en = "We.", fr = "Nous." }
""",
    "offices.toml": """
[offices.austin]
kind = "consulate-general"
city = "Austin"
region = "TX"
country = "US"
timezone = "America/Chicago"
latitude = 30.27
longitude = -97.74
website = { value = "https://example.org/", verified = false }

[offices.montreal]
kind = "consulate"
city = "Montréal"
region = "QC"
country = "CA"
timezone = "America/Toronto"
latitude = 45.50
longitude = -73.57
phone = { value = "+1 555-010-0001", verified = true }
email = { value = "a@example.org", verified = true }
without = ["visas/con-permiso"]
""",
    "procedures.toml": """
[procedures.visas]
title = { es = "Visas", en = "Visas", fr = "Visas" }

[procedures."visas/sin-permiso"]
title = { es = "Sin permiso del INM", en = "Without INM permission", fr = "Sans autorisation" }
short.en = "Without permit"
who = { es = "Casi todos", en = "Nearly all", fr = "Presque tous" }
group = "visa"
pool = "visas"
minutes = 30
bring = ["passport"]
family = ["marriage"]
advice = ["early"]
wait = { es = "Meses", en = "Months", fr = "Mois" }
fee = { year = 2025, amount = "54.00" }

[procedures."visas/con-permiso"]
title = { es = "Con permiso", en = "With permission", fr = "Avec autorisation" }
who = { es = "Los demás", en = "The others", fr = "Les autres" }
group = "visa"
pool = "visas"
minutes = 15
""",
    "requirements.toml": """
[requirements]
passport = { es = "Pasaporte", en = "Passport", fr = "Passeport" }
marriage = { es = "Acta", en = "Certificate", fr = "Acte" }
early = { es = "Llegue antes", en = "Come early", fr = "Venez tôt" }
""",
    "schedule.toml": """
[pools.visas]
quantum_minutes = 15
[[pools.visas.sessions]]
weekdays = ["fri", "mon"]
start = 09:00:00
end = 13:00:00
capacity = { consulate-general = 3, consulate = 2, consular-section = 1 }

[closures]
US = ["mexico", "us-federal"]
CA = ["mexico"]
CA-QC = ["ca-qc", "mexico"]

[offices.montreal]
closed = [2026-12-24]
open = [2026-11-02]
[offices.montreal.pools.visas]
quantum_minutes = 15
sessions = [{ weekdays = ["tue"], start = 10:00:00, end = 11:00:00, capacity = 1, from = 2026-01-01 }]
""",
}

Spoil = Callable[[str, str, str], None]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(small: Path) -> Spoil:
    """`spoil(file, old, new)`: what is not there cannot be spoiled."""

    def replace(file: str, old: str, new: str) -> None:
        text = (small / file).read_text(encoding="utf-8")
        assert old in text
        (small / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
