"""E: who writes, by whatever name; what else there is of it stands in the table."""

import pytest

from tests.storage.trays import count
from tests.whatsapp.conformance.webhooks import PHONE, USER
from ventanilla.storage.trays import contact

SEEN = {
    "E1-both": ({"from_user_id": USER}, {"from_user_id": USER}),
    "E2-id-alone": ({"from_user_id": USER}, {"from": None, "from_user_id": USER}),
    "E3-phone-alone": ({"from_user_id": USER}, {}),
    "E4-id-for-a-phone": ({"from_user_id": USER}, {"from": USER}),
    "E5-malformed-id": ({}, {"from_user_id": "us-1"}),
    "E10-parent": (
        {"from_user_id": USER},
        {"from_user_id": USER, "from_parent_user_id": "US.ENT.118"},
    ),
    "E11-longest": (
        {"from_user_id": "US." + "9" * 128},
        {"from": None, "from_user_id": "US." + "9" * 128},
    ),
}


@pytest.mark.parametrize("case", SEEN)
def test_one_person_goes_on_by_whatever_name(window, case):
    before, afterwards = SEEN[case]
    question = window.say("Hola", "1", **before)

    assert window.say("???", **afterwards).body.endswith(question.body)
    assert count(window.database, contact) == 1


def test_e9_another_user_name_is_the_same_person(window):
    question = window.say("Hola", "1")

    def named(name: str):
        profile = {"name": "Jacinta", "username": name}
        return [{"wa_id": PHONE, "user_id": USER, "profile": profile}]

    for name in ("jacinta", "jacinta.robledo"):
        (answer,) = window.tell(window.text("???"), contacts=named(name))
        assert answer.body.endswith(question.body)
    assert count(window.database, contact) == 1
