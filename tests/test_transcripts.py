"""Whole conversations, word for word. `RECORD=1 pytest tests/test_transcripts.py` writes them anew:
then read them aloud, for a transcript is also the proof that the words are good."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transcripts.player import MORNING, PHONES, Player, played
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate

FOLDER = Path(__file__).parent / "transcripts"
TRANSCRIPTS = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="session")
def network() -> Network:
    return load("mexico")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, network: Network) -> Path:
    """The network's calendar compiled once; each transcript gets a copy."""
    path = tmp_path_factory.mktemp("transcripts") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    Rehearsal.on(database, network, MORNING)
    database.checkpoint()
    database.close()
    return path


@pytest.fixture
def player(template: Path, tmp_path: Path, network: Network) -> Iterator[Player]:
    player = Player.on(template, tmp_path, network)
    yield player
    player.rehearsal.close()


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_it_was_recorded(transcript, player):
    recorded = transcript.read_text(encoding="utf-8")

    now = played(player, recorded)

    if os.environ.get("RECORD"):
        transcript.write_text(now, encoding="utf-8")
    else:
        assert now == recorded


TO_THE_REVIEW = [
    "Hola",
    "1",
    "78701",
    "1",
    "1",
    "1",
    "Ana",
    "Ruiz",
    "0",
    "1",
    "151",
    "jalisco",
    "tepatitlan",
    "1",
    "1988-12-01",
    "1",
    "ana@ejemplo.mx",
    "1",
    "3",
    "1",
    "4",
    "2",
    "1",
]


@pytest.mark.parametrize(
    ("words", "held"),
    [("cambiar nombre", True), ("cambiar correo", True), ("ayuda", True), ("cambiar hora", False)],
)
def test_a_place_stays_held_while_something_else_is_corrected(player, words, held):
    for text in (*TO_THE_REVIEW, words):
        player.say(text)

    with player.rehearsal.store.ledger(player.rehearsal.clerk.desk.network) as ledger:
        assert (ledger.bookings.held(1, player.now) is not None) == held


def test_who_booked_is_told_of_others_trying_once_a_day(player):
    for text in (*TO_THE_REVIEW, "1"):
        player.say(text)
    player.phone = "2"
    for text in (*TO_THE_REVIEW[:-2], "cambiar trámite", "3", "1", "6"):
        player.say(text)

    told = [
        to.phone
        for to, sent in player.rehearsal.delivered
        if "Alguien" in getattr(sent, "body", "")
    ]
    assert told == [PHONES["1"]]


def test_a_reaction_to_what_is_over_begins_nothing(player):
    for text in (*TO_THE_REVIEW, "1"):
        player.say(text)

    (reply,) = player.say("", "reaction")

    assert reply.choices == ()
    assert "¡Hola de nuevo!" in player.say("gracias")[0].body


def test_the_language_can_be_changed_after_a_booking(player):
    for text in (*TO_THE_REVIEW, "1"):
        player.say(text)

    assert "Hello again" in player.say("English")[0].body
    assert "Seguimos en español" in player.say("español")[0].body
