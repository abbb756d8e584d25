"""What the stand-in needs to know of the system in front of it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PhoneConfig:
    """`webhook_url` is where webhooks are posted, signed with `app_secret`.

    `access_token` and `phone_number_id` are what calls to the Graph stand-in must carry.
    `display_number` and `name` are shown at the top of the phone. `folder` keeps the chats.
    `mailbox` is the address where e-mail can be read, or empty.
    """

    webhook_url: str
    app_secret: str = field(repr=False)
    access_token: str = field(repr=False)
    phone_number_id: str
    display_number: str
    name: str
    folder: Path
    mailbox: str
