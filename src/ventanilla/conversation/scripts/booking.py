"""Booking an appointment: the questions of "Mi Consulado", in its order.

The order and what is confirmed follow the published guide to that system, step by step.
"""

from ventanilla.conversation.asking import Command, Option
from ventanilla.conversation.questions import Choice, Confirm, Review, Script, Text
from ventanilla.conversation.scripts import birth, person, places, times

NAMES = ("given_names", "paternal_surname", "maternal_surname")
BIRTH_PLACE = ("birth_country", "birth_state", "birth_county")
TIME = ("date", "time")

BOOKING = Script(
    version=1,
    questions=(
        Choice("purpose", times.purposes, times.is_booking, times.find_purpose),
        Choice(
            "country",
            places.countries,
            places.is_country,
            places.find_country,
            drops=("postal_code", "postal_code_ok", "office", "office_ok", *TIME),
        ),
        Text(
            "postal_code",
            places.read_postal_code,
            places.is_postal_code,
            facts=places.example,
            drops=("postal_code_ok", "office", "office_ok", *TIME),
        ),
        Confirm(
            "postal_code_ok",
            of=("postal_code",),
            facts=places.place,
            correct=places.read_postal_code,
        ),
        Choice(
            "office",
            places.offices,
            places.is_office,
            places.find_office,
            drops=("office_ok", *TIME),
        ),
        Confirm(
            "office_ok",
            of=("office",),
            facts=places.office,
            correct=places.read_office,
        ),
        Text("given_names", person.read_given, person.is_kept_name, is_name=True),
        Text("paternal_surname", person.read_paternal, person.is_kept_name, is_name=True),
        Text(
            "maternal_surname",
            person.read_maternal,
            person.is_maternal,
            options=(Option("none", {"maternal_surname": "0"}, number="0"),),
            is_name=True,
        ),
        Confirm("names_ok", of=NAMES, facts=person.names),
        Choice(
            "birth_country",
            birth.countries,
            birth.is_country,
            birth.find_country,
            drops=("birth_state", "birth_county"),
        ),
        Choice(
            "birth_state",
            birth.states,
            birth.is_state,
            birth.find_state,
            drops=("birth_county",),
            applies=birth.has_states,
        ),
        Choice("birth_county", birth.counties, birth.is_county, birth.find_county),
        Confirm("birth_place_ok", of=BIRTH_PLACE, facts=birth.place),
        Text("birth_date", person.read_birth_date, person.is_birth_date),
        Confirm(
            "birth_date_ok",
            of=("birth_date",),
            facts=person.birth_date,
            correct=person.read_birth_date,
        ),
        Text("email", person.read_email, person.is_email),
        Confirm("email_ok", of=("email",), facts=person.email, correct=person.read_email),
        Choice(
            "procedure",
            times.procedures,
            times.is_procedure,
            times.find_procedure,
            undo=times.parent,
            drops=TIME,
        ),
        Choice("date", times.dates, times.is_date, times.find_date, drops=("time",)),
        Choice("time", times.times, times.is_time, times.find_time),
        Review(
            "review",
            parts=(*NAMES, "birth_country", "birth_date", "email", "office", "procedure", *TIME),
            facts=times.everything,
        ),
    ),
)

START_OVER = Command("start-over")
