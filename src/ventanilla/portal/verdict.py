"""What a confirmation is worth now: its seal says that it is ours, the records that it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ventanilla.documents.seal import Forged, verify
from ventanilla.domain.folio import Folio
from ventanilla.domain.slot import Slot
from ventanilla.portal.site import Standing

Outcome: TypeAlias = Literal["valid", "changed", "void", "unrecorded", "forged"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`slot` is told only of a confirmation that is valid.

    Who finds an old paper must not learn from it where its owner will be instead.
    """

    outcome: Outcome
    folio: Folio | None = None
    initials: str = ""
    slot: Slot | None = None


def judge(
    token: str,
    public_keys: Mapping[int, bytes],
    look_up: Callable[[Folio], Standing | None],
) -> Verdict:
    statement = verify(token, public_keys)
    # One answer for all that is not ours: why a forgery failed would help the forger alone.
    if isinstance(statement, Forged):
        return Verdict("forged")
    standing = look_up(statement.folio)
    outcome = _outcome(statement.revision, standing)
    slot = standing.slot if standing and outcome == "valid" else None
    return Verdict(outcome, statement.folio, statement.initials, slot)


def _outcome(revision: int, standing: Standing | None) -> Outcome:
    # A seal newer than the records means that they were restored from a copy: they know too little
    # to call anybody a cheat, as they do where they know nothing.
    if standing is None or standing.revision < revision:
        return "unrecorded"
    if standing.state != "confirmed":
        return "void"
    return "valid" if standing.revision == revision else "changed"
