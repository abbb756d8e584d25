"""Whole conversations, word for word. `RECORD=1 pytest tests/test_transcripts.py` writes them anew:
then read them aloud, for a transcript is also the proof that the words are good."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.transcripts.player import MORNING, Player, played

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
