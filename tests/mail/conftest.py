"""A served mailbox, and a browser to look at it with."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from litestar import Litestar
from playwright.sync_api import Browser

from tests.browser import chromium, free_port, serving
from tests.mail.samples import clock
from ventanilla.mail.mailbox import Mailbox
from ventanilla.mail.pages import routes


@dataclass(frozen=True)
class Demo:
    url: str
    mailbox: Mailbox

    def receive(self, mail: bytes) -> int:
        """The number by which the message is found."""
        return self.mailbox.keep(mail).number


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    mailbox = Mailbox(clock)
    with serving(Litestar(routes(mailbox, "/phone"), logging_config=None), free_port()) as url:
        yield Demo(url, mailbox)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as it:
        yield it
