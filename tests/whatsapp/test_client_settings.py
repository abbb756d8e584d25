"""H12 and H13: what a client may be told, and what it never shows."""

import pytest

from ventanilla.whatsapp.client import Client

TOKEN = "EAAG-very-secret"


def made(**given):
    setting = {
        "graph_url": "https://graph.facebook.com",
        "version": "v25.0",
        "phone_number_id": "1055",
        "access_token": TOKEN,
    }
    return Client(None, **setting | given)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com",
        "https://graph.facebook.com/",
        "https://proxy.example/graph",
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://[::1]:8000",
        "http://localhost:8000/graph",
    ],
)
def test_h13_the_graph_may_be_https_or_this_machine(url):
    assert made(graph_url=url)


@pytest.mark.parametrize(
    "wrong",
    [
        {"graph_url": "http://graph.facebook.com"},
        {"graph_url": "http://10.0.0.1"},
        {"graph_url": "http://localhost.example"},
        {"graph_url": "http://127.0.0.1.example"},
        {"graph_url": "https://"},
        {"graph_url": "graph.facebook.com"},
        {"graph_url": "ftp://localhost"},
        {"graph_url": ""},
        {"graph_url": "https://user:very-secret@graph.facebook.com"},
        {"graph_url": "https://graph.facebook.com?very-secret"},
        {"version": "25"},
        {"version": "v25.0/../x"},
        {"phone_number_id": ""},
        {"phone_number_id": "1055/media"},
        {"access_token": ""},
        {"access_token": "very-secret\r\nX: y"},
        {"access_token": "very-secret é"},
    ],
)
def test_h13_a_setting_that_cannot_work_is_refused_unquoted(wrong):
    with pytest.raises(ValueError, match="must") as refused:
        made(**wrong)

    assert "very-secret" not in str(refused.value)


def test_h12_a_client_does_not_show_its_token():
    assert TOKEN not in f"{made()!r} {made()}"
