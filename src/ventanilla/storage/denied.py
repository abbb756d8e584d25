"""Why a pass over the booking tables stopped."""

from typing import Literal, TypeAlias

Reason: TypeAlias = Literal["request", "limit", "quota", "person", "cells", "changed"]


class Denied(Exception):
    """The pass must be rolled back to where it began.

    `request`: the request or the folio is already known; `limit`: the contact's month is used up;
    `quota`: the office takes no more of this procedure that day; `person`: somebody has a live
    appointment for this person; `cells`: not every cell has room; `changed`: the appointment is no
    longer as it was seen.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
