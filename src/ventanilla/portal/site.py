"""What the pages stand on; everything they cannot know by themselves comes in here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ventanilla.catalogue.network import Network
from ventanilla.domain.appointment import State
from ventanilla.domain.folio import Folio
from ventanilla.domain.slot import Slot


@dataclass(frozen=True, slots=True)
class Standing:
    """How an appointment stands now, by the records; it says nothing of whose it is."""

    state: State
    revision: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class Site:
    """`network` gives the network as it is now. `public_keys` are 32 bytes each, by key version.

    `look_up` may wait for the database: it is called in a thread. `public_url` has no slash at its
    end. A demonstration (`demo`) sends people to the phone at `/phone`, never to the real line.
    """

    network: Callable[[], Network]
    public_keys: Callable[[], Mapping[int, bytes]]
    look_up: Callable[[Folio], Standing | None]
    public_url: str
    demo: bool
