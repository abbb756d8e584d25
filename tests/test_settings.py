"""What the environment may say, and the one line that tells what is wrong with it."""

import re

import pytest

from ventanilla.settings import BadSetting, Settings, check_secret, check_to_serve, read_settings

COMPLETE = {
    "VENTANILLA_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "VENTANILLA_WHATSAPP_PHONE_NUMBER_ID": "200000000000002",
    "VENTANILLA_WHATSAPP_ACCESS_TOKEN": "a-token",
    "VENTANILLA_WHATSAPP_APP_SECRET": "an app secret",
    "VENTANILLA_WHATSAPP_VERIFY_TOKEN": "verify",
}


def wrong_with(environment: dict[str, str]) -> str:
    with pytest.raises(BadSetting) as wrong:
        check_to_serve(read_settings(environment))
    (line,) = str(wrong.value).splitlines()
    return line


def test_without_any_setting_there_are_the_defaults_of_the_documentation():
    settings = read_settings({})

    assert settings == Settings()
    assert settings.database_url == "sqlite:///var/ventanilla.db"
    assert settings.network == "mexico"
    assert settings.graph_url == "https://graph.facebook.com"


def test_setting_of_spaces_alone_is_as_good_as_none():
    assert read_settings({"VENTANILLA_NETWORK": "  "}).network == "mexico"


def test_spaces_around_a_setting_do_not_count():
    assert read_settings({"VENTANILLA_NETWORK": " /etc/network\n"}).network == "/etc/network"


def test_what_is_not_ours_in_the_environment_is_left_alone():
    assert read_settings({"HOME": "/root", "MY_VENTANILLA_NETWORK": "x"}) == Settings()


@pytest.mark.parametrize("name", ["VENTANILLA_SECRETKEY", "VENTANILLA_", "VENTANILLA_network"])
def test_slip_of_the_pen_stops_the_start_and_is_named(name):
    with pytest.raises(BadSetting, match=f"^{name} is not a setting"):
        read_settings({**COMPLETE, name: "x"})


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize("value", [None, "", " ", ","])
def test_what_serve_cannot_do_without_is_missed_by_name(name, value):
    given = {**COMPLETE, name: value} if value is not None else COMPLETE.copy()
    if value is None:
        del given[name]

    assert wrong_with(given).startswith(f"{name} is missing; ")


@pytest.mark.parametrize("key", ["short", "x" * 31, f"{'x' * 32},short"])
def test_secret_that_can_be_guessed_is_refused_without_being_quoted(key):
    line = wrong_with({**COMPLETE, "VENTANILLA_SECRET_KEY": key})

    assert line == "VENTANILLA_SECRET_KEY needs at least 32 characters"


@pytest.mark.parametrize(
    "url",
    [
        "citas.example.org",
        "ftp://citas.example.org",
        "http://",
        "https://citas.example.org/path",
        "https://citas.example.org?a=b",
        "https://citas.example.org#a",
        "https://user:word@citas.example.org",
        "https://citas example.org",
        "https://citas.example.org:port",
        "https://cafés.example.org",
        "http://[::1",
    ],
)
def test_public_url_that_paths_cannot_be_put_behind_is_refused(url):
    line = wrong_with({**COMPLETE, "VENTANILLA_PUBLIC_URL": url})

    assert line == "VENTANILLA_PUBLIC_URL must look like https://citas.example.org"


@pytest.mark.parametrize(
    "url",
    [
        "https://citas.example.org",
        "https://citas.example.org/",
        "http://127.0.0.1:8000",
        "http://[::1]:80",
    ],
)
def test_public_url_is_scheme_host_and_at_most_a_port(url):
    check_to_serve(read_settings({**COMPLETE, "VENTANILLA_PUBLIC_URL": url}))


@pytest.mark.parametrize("pace", ["many", "-1", "1.5"])
def test_pace_is_a_number(pace):
    line = wrong_with({**COMPLETE, "VENTANILLA_WHATSAPP_MESSAGES_PER_SECOND": pace})

    assert line.startswith("VENTANILLA_WHATSAPP_MESSAGES_PER_SECOND must be a number")


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../etc/passwd", "mexico city"])
def test_timezone_is_one_that_there_is(zone):
    line = wrong_with({**COMPLETE, "VENTANILLA_WHATSAPP_TIMEZONE": zone})

    assert line.startswith("VENTANILLA_WHATSAPP_TIMEZONE must be a zone like")


def test_mail_server_that_cannot_be_used_stops_the_start_without_being_quoted():
    line = wrong_with({**COMPLETE, "VENTANILLA_SMTP_URL": "smtp://user:canary@mail.example.org"})

    assert line.startswith("VENTANILLA_SMTP_URL cannot be used: it does not say who writes")
    assert "canary" not in line


def test_secrets_come_apart_at_commas_newest_first():
    settings = read_settings(
        {
            "VENTANILLA_SECRET_KEY": f" {'n' * 32} , {'o' * 32},",
            "VENTANILLA_WHATSAPP_APP_SECRET": "n,o",
        }
    )

    check_secret(settings)
    assert settings.secret_keys == ("n" * 32, "o" * 32)
    assert settings.app_secrets == ("n", "o")


def test_no_secret_shows_when_settings_are_printed():
    secrets = {
        "VENTANILLA_SECRET_KEY": "canary-key",
        "VENTANILLA_WHATSAPP_ACCESS_TOKEN": "canary-token",
        "VENTANILLA_WHATSAPP_APP_SECRET": "canary-secret",
        "VENTANILLA_WHATSAPP_VERIFY_TOKEN": "canary-verify",
        "VENTANILLA_SMTP_URL": "smtp://user:canary-word@mail.example.org",
    }

    assert not re.search("canary", repr(read_settings(secrets)))
