"""The one address that says which mail server, and the one line that tells what is wrong with it."""

import pytest

from ventanilla.mail.relay import Relay, read_relay
from ventanilla.settings import BadSetting, Settings, relay_of

FROM = "?from=citas@example.org"


def wrong_with(url):
    with pytest.raises(BadSetting) as wrong:
        relay_of(Settings(smtp_url=url))
    assert wrong.value.__cause__ is None
    (line,) = str(wrong.value).splitlines()
    return line


@pytest.mark.parametrize(
    ("url", "host", "port", "security"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, "starttls"),
        ("smtp://mail.example.org:2525/", "mail.example.org", 2525, "starttls"),
        ("SMTPS://Mail.Example.org", "mail.example.org", 465, "tls"),
        ("smtps://localhost", "localhost", 465, "tls"),
        ("smtp://localhost:25", "localhost", 25, "none"),
        ("smtp://127.0.0.2", "127.0.0.2", 587, "none"),
        ("smtp://[::1]:25", "::1", 25, "none"),
        ("smtp://192.0.2.1", "192.0.2.1", 587, "starttls"),
        ("smtp://localhost.example.org", "localhost.example.org", 587, "starttls"),
    ],
)
def test_only_this_machine_is_spoken_to_without_tls(url, host, port, security):
    assert read_relay(url + FROM) == Relay(host, port, security, "citas@example.org")


def test_user_and_password_are_written_as_in_any_address():
    relay = read_relay(f"smtp://citas%40example.org:p%2Fa%3Fs%23s%C3%B1@mail.example.org{FROM}")

    assert (relay.user, relay.password) == ("citas@example.org", "p/a?s#sñ")


def test_a_plus_in_the_sender_is_a_plus():
    relay = read_relay("smtps://mail.example.org?from=citas+austin%40example.org")

    assert relay.sender == "citas+austin@example.org"


def test_no_secret_shows_when_it_is_printed():
    relay = read_relay(f"smtps://canary-user:canary-word@mail.example.org{FROM}")

    assert "canary" not in repr(relay)


def test_without_a_setting_there_is_no_mail_server():
    assert relay_of(Settings()) is None


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mail.example.org", "it must begin with smtp:// or smtps://"),
        ("https://mail.example.org", "it must begin with smtp:// or smtps://"),
        ("smtp://", "it names no host"),
        ("smtp://user:canary@", "it names no host"),
        ("smtp://mail_canary.example.org", "it names no host"),
        ("smtp://mail example.org", "it names no host"),
        ("smtp://mail.example.org:canary", "its host or port cannot be read"),
        ("smtp://mail.example.org:65536", "its host or port cannot be read"),
        ("smtp://user:can/ary@mail.example.org", "its host or port cannot be read"),
        ("smtp://user:can#ary@mail.example.org", "its host or port cannot be read"),
        ("smtp://user:can?ary@mail.example.org", "its host or port cannot be read"),
        ("smtp://[::1", "its host or port cannot be read"),
        ("smtp://mail.example.org:0", "there is no port 0"),
        ("smtp://mail.example.org/canary", "after the host stands nothing but"),
        (f"smtp://mail.example.org{FROM}#canary", "after the host stands nothing but"),
        ("smtp://canary@mail.example.org", "a user and a password go together"),
        ("smtp://:canary@mail.example.org", "a user and a password go together"),
        ("smtp://user:can%0D%0Aary@mail.example.org", "the user or the password holds"),
        ("smtp://user:canary@mail.example.org", "it does not say who writes"),
        ("smtp://mail.example.org?canary=x", "it does not say who writes"),
        ("smtp://mail.example.org?from=", "it does not say who writes"),
        (f"smtp://mail.example.org{FROM}&canary=1", "from must be a bare address"),
        ("smtp://mail.example.org?from=Citas <canary@b.org>", "from must be a bare address"),
        ("smtp://mail.example.org?from=canary@b.org%0D%0A", "from must be a bare address"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_that_quotes_nothing(url, told):
    line = wrong_with(url)

    assert line.startswith(f"VENTANILLA_SMTP_URL cannot be used: {told}")
    assert "ary" not in line
