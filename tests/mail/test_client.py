"""A message on its way to a real mail server in this process, and what became of it."""

import asyncio
import ssl
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest
import uvloop
from structlog.testing import capture_logs

from tests.mail.server import (
    HANG_UP,
    HOST,
    NEVER,
    SENDER,
    Certificates,
    Desk,
    certificates,
    listening,
    served,
)
from ventanilla.domain.message import Accepted, SendError, Unknown
from ventanilla.mail.client import TOGETHER, Patience, Post
from ventanilla.mail.relay import Relay

TO = "maria@example.org"
RELAY = Relay(HOST, 0, "none", SENDER)
HASTE = Patience(opening=1, total=2, parting=0.05)
HANGS = 30
"""Seconds after which a test is given up: pytest's own limit does not reach into uvloop."""
UNREACHED = SendError(0, "platform", "backoff")
NOBODY_IN = SendError(0, "channel", "halt")


def message():
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Message-ID"] = SENDER, TO, "<mail-42.1@consulado.example>"
    mail["Subject"] = "Su cita: mañana"
    mail.set_content("Su cita está confirmada.\n.\n..puntos\n", cte="quoted-printable")
    mail.add_attachment(bytes(range(256)) * 40, "application", "pdf", filename="cita.pdf")
    mail.set_boundary("=_0")
    return mail.as_bytes()


MAIL = message()


def sent(desk, relay=RELAY, to=TO, mail=None, patience=None, trust=None, **options):
    """By the loop that serves in production."""

    async def run():
        async with asyncio.timeout(HANGS), served(desk, relay, **options) as there:
            post = Post(there, patience=patience or Patience(), trust=trust)
            return await post.send(there.sender, to, mail or MAIL)

    return uvloop.run(run())


@pytest.fixture(scope="module")
def tls(tmp_path_factory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


def test_a_message_comes_whole_to_the_byte():
    desk = Desk()

    sending = sent(desk)

    assert sending == Accepted("<mail-42.1@consulado.example>")
    assert desk.taken == [(SENDER, [TO], MAIL)]


def test_it_does_not_say_what_this_machine_is_called():
    desk = Desk()

    sent(desk)

    assert desk.hostnames == ["consulado.example"]


@pytest.mark.parametrize(
    ("step", "reply", "error"),
    [
        ("EHLO", "421 not now", SendError(421, "platform", "backoff")),
        ("MAIL", "451 try later", SendError(451, "platform", "backoff")),
        ("RCPT", "450 greylisted", SendError(450, "platform", "backoff")),
        ("RCPT", "452 box is full", SendError(452, "platform", "backoff")),
        ("DATA", "451 try later", SendError(451, "platform", "backoff")),
        ("DATA", "421 closing", SendError(421, "platform", "backoff")),
        ("MAIL", "550 no such sender", SendError(550, "channel", "halt")),
        ("MAIL", "530 log in first", SendError(530, "channel", "halt")),
        ("RCPT", "530 log in first", SendError(530, "channel", "halt")),
        ("RCPT", "550 no such person", SendError(550, "person", "never")),
        ("DATA", "554 looks like spam", SendError(554, "platform", "never")),
    ],
)
def test_what_a_refusal_means_goes_by_its_class_and_when_it_comes(step, reply, error):
    assert sent(Desk({step: reply})) == error


def test_a_server_that_greets_with_a_refusal_lets_nothing_in():
    async def run(greeting):
        async with listening(lambda: Greeter(greeting)) as port:
            return await Post(replace(RELAY, port=port)).send(SENDER, TO, MAIL)

    assert uvloop.run(run(b"554 not for you\r\n")) == SendError(554, "channel", "halt")
    assert uvloop.run(run(b"421 too many\r\n")) == SendError(421, "platform", "backoff")
    assert uvloop.run(run(b"220 mail\r\n250 talks nonsense")) == UNREACHED
    assert uvloop.run(run(b"HTTP/1.1 400 Bad Request\r\n")) == UNREACHED


class Greeter(asyncio.Protocol):
    """Says one thing and hangs up."""

    def __init__(self, greeting: bytes) -> None:
        self.greeting = greeting

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.greeting)
        transport.close()


def test_where_nobody_listens_nothing_was_sent():
    async def run():
        async with listening(asyncio.Protocol) as port:
            pass
        return await Post(replace(RELAY, port=port)).send(SENDER, TO, MAIL)

    assert uvloop.run(run()) == UNREACHED


@pytest.mark.parametrize("step", ["EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("trouble", [HANG_UP, NEVER])
def test_what_fails_before_the_message_has_left_is_known_not_to_be_sent(step, trouble):
    assert sent(Desk({step: trouble}), patience=HASTE) == UNREACHED


@pytest.mark.parametrize("trouble", [HANG_UP, NEVER, "299 hm", "350 more?"])
def test_f22_a_message_whose_answer_does_not_come_may_have_been_accepted(trouble):
    desk = Desk({"DATA": trouble})

    assert sent(desk, patience=HASTE) == Unknown()
    assert len(desk.taken) == 1


def test_f22_the_same_message_sent_again_has_the_same_id():
    desk = Desk({"DATA": HANG_UP})
    sent(desk)
    desk.replies.clear()

    assert sent(desk) == Accepted("<mail-42.1@consulado.example>")
    assert desk.taken[0] == desk.taken[1]


def test_a_server_that_does_not_greet_is_given_up_early():
    async def run():
        async with asyncio.timeout(HANGS), listening(asyncio.Protocol) as port:
            post = Post(replace(RELAY, port=port), patience=Patience(0.1, 2 * HANGS, 3 * HANGS))
            return await post.send(SENDER, TO, MAIL)

    assert uvloop.run(run()) == UNREACHED


def test_a_slow_server_is_given_up_before_the_message_leaves():
    patience = Patience(connect=0.1, opening=0.3, total=2 * HANGS)

    assert sent(Desk({"RCPT": NEVER}), patience=patience) == UNREACHED


def test_a_goodbye_that_is_not_answered_takes_nothing_back(tls):
    async def run():
        async with listening(
            lambda: Deaf(("250 mail", "250 ok", "250 ok", "354 go", "250 ok"))
        ) as p:
            return await Post(replace(RELAY, port=p), patience=HASTE).send(SENDER, TO, MAIL)

    assert isinstance(uvloop.run(run()), Accepted)


class Deaf(asyncio.Protocol):
    """Answers so many commands and then no more, or hangs up."""

    def __init__(self, replies, hangs_up=False) -> None:
        self.replies = iter(replies)
        self.hangs_up = hangs_up
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(b"220 mail\r\n")

    def data_received(self, data: bytes) -> None:
        self.received += data
        whole = self.received.endswith(b"\r\n.\r\n") or b"DATA\r\n" not in self.received
        if not whole and data != b"DATA\r\n":
            return
        reply = next(self.replies, "")
        self.transport.write(f"{reply}\r\n".encode() if reply else b"")
        if not reply and self.hangs_up:
            self.transport.close()


# --- TLS and login


def test_starttls_comes_before_anything_is_said(tls):
    desk = Desk()

    sending = sent(
        desk, replace(RELAY, security="starttls"), trust=tls.client,
        tls_context=tls.server, require_starttls=True,
    )  # fmt: skip

    assert isinstance(sending, Accepted)
    assert desk.encrypted == [True]


def test_tls_from_the_first_byte(tls):
    desk = Desk()

    sending = sent(desk, replace(RELAY, security="tls"), trust=tls.client, tls=tls.server)

    assert isinstance(sending, Accepted)


def test_a_server_without_starttls_is_told_no_address_and_no_password():
    desk = Desk()
    relay = replace(RELAY, security="starttls", user="u", password="p")

    assert sent(desk, relay) == NOBODY_IN
    assert desk.asked == ["EHLO"]
    assert desk.logins == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_stops_the_channel(tls, security):
    desk = Desk()
    options = {"tls": tls.server} if security == "tls" else {"tls_context": tls.server}

    assert sent(desk, replace(RELAY, security=security), **options) == NOBODY_IN
    assert desk.taken == []


def test_a_certificate_of_another_host_stops_the_channel(tls):
    relay = replace(RELAY, host="localhost", security="starttls")

    assert sent(Desk(), relay, trust=tls.client, tls_context=tls.server) == NOBODY_IN


def test_tls_spoken_to_a_port_that_speaks_none_stops_the_channel(tls):
    assert sent(Desk(), replace(RELAY, security="tls"), trust=tls.client) == NOBODY_IN


def test_a_connection_that_ends_while_tls_begins_is_tried_again():
    async def run():
        async with listening(lambda: Deaf(("250-mail\r\n250 STARTTLS", "220 go"), True)) as port:
            relay = replace(RELAY, port=port, security="starttls")
            return await Post(relay, patience=HASTE).send(SENDER, TO, MAIL)

    assert uvloop.run(run()) == UNREACHED


def test_a_login_is_given_as_it_is_set():
    desk = Desk()

    sent(desk, replace(RELAY, user="ventanilla", password="añ:b@c"))

    assert desk.logins == [(b"ventanilla", "añ:b@c".encode())]
    assert len(desk.taken) == 1


def test_a_login_that_is_refused_stops_the_channel():
    relay = replace(RELAY, user="ventanilla", password="wrong")

    assert sent(Desk({"AUTH": "535 no"}), relay) == SendError(535, "channel", "halt")
    assert sent(Desk({"AUTH": "454 later"}), relay) == SendError(454, "platform", "backoff")


def test_a_login_where_none_is_offered_stops_the_channel():
    relay = replace(RELAY, user="ventanilla", password="word")

    assert sent(Desk(), relay, auth_exclude_mechanism=["PLAIN", "LOGIN"]) == NOBODY_IN


# --- what is never let out


@pytest.mark.parametrize(
    "to",
    [
        *("", "maría@example.org", "a@exámple.org", "a@example.org>\r\nRCPT TO:<b@example.org"),
        *("a@example.org b@example.org", "A <a@example.org>", "a@example.org,b@example.org"),
    ],
)
def test_no_address_that_could_be_a_command_reaches_the_server(to):
    desk = Desk()

    assert sent(desk, to=to) == SendError(0, "person", "never")
    assert desk.asked == []


@pytest.mark.parametrize(
    "mail",
    [
        "Subject: año\r\n\r\n".encode(),
        b"Subject: a\n\nb\n",
        b"Subject: a\r\n\r\nb\r.\r\n",
        b"Subject: a\r\n\r\nb\n.\r\nMAIL FROM:<x@example.org>\r\n",
        b"Subject: no end",
    ],
)
def test_a_message_that_would_be_changed_on_the_way_is_not_sent(mail):
    desk = Desk()

    assert sent(desk, mail=mail) == SendError(0, "ours", "never")
    assert desk.asked == []


def test_no_address_no_password_and_no_word_of_the_server_is_in_the_log():
    secrets = (TO, "canary-word", "Su cita", "server-says")
    relay = replace(RELAY, user="canary-user", password="canary-word")

    with capture_logs() as logs:
        sent(Desk({"AUTH": f"535 server-says {TO}"}), relay)
        sent(Desk({"MAIL": f"550 server-says {TO}"}))
        sent(Desk({"RCPT": f"550 server-says {TO}"}))
        sent(Desk({"DATA": HANG_UP}))

    assert [log["event"] for log in logs] == ["mail server cannot be used"] * 2
    assert [(log["step"], log["code"]) for log in logs] == [("login", 535), ("sender", 550)]
    assert not [secret for secret in secrets if secret in str(logs)]


# --- many


def test_whoever_has_to_wait_for_a_connection_gets_one():
    desk = Desk()

    assert {*many(desk, 3 * TOGETHER)} == {Accepted("<mail-42.1@consulado.example>")}
    assert len(desk.taken) == 3 * TOGETHER


def test_no_more_connections_at_once_than_a_server_grants_and_who_waits_too_long_sent_nothing():
    desk = Desk({"EHLO": NEVER})

    assert {*many(desk, 2 * TOGETHER, HASTE)} == {UNREACHED}
    assert len(desk.hostnames) == TOGETHER


def many(desk, number, patience=None):
    async def run():
        async with served(desk, RELAY) as there:
            post = Post(there, patience=patience or Patience())
            return await asyncio.gather(*(post.send(SENDER, TO, MAIL) for _ in range(number)))

    return uvloop.run(run())


def test_all_of_it_takes_less_than_the_desk_waits_and_leaves_time_for_the_answer():
    patience = Patience()

    assert patience.connect == 5
    assert patience.connect < patience.opening < patience.total / 2 + 1
    assert patience.total + patience.parting < 20


def test_the_system_says_whose_certificates_are_believed_unless_told():
    trust = Post(RELAY)._trust

    assert trust.verify_mode == ssl.CERT_REQUIRED
    assert trust.check_hostname
