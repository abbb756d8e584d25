"""Templates against a peer that keeps them as Meta does: pages, reviews, refusals."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.params import FromPath

from tests.browser import free_port, serving
from tests.test_cli import Command, run
from ventanilla.domain.language import LANGUAGES
from ventanilla.whatsapp.templates import LANGUAGE, name_of, request_of
from ventanilla.wording.templates import (
    EXAMPLES,
    TEMPLATES,
    Template,
    Wording,
    problems,
    wordings,
)

__all__ = ["run"]

ALL = len(TEMPLATES) * len(LANGUAGES)
TOKEN, ACCOUNT = "a-token", "1020304050"


@dataclass
class Meta:
    """Keeps templates, two to a page, and approves whatever has an example for each variable."""

    url: str = ""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    refusal: dict[str, Any] | None = None
    verdict: str = "APPROVED"

    def add(self, request: dict[str, Any], **more: Any) -> None:
        number = str(9000 + len(self.kept))
        self.kept[number] = {"id": number, "status": self.verdict, **request, **more}

    def app(self) -> Litestar:
        @get("/v25.0/{account:str}/message_templates")
        async def stored(request: Request[Any, Any, Any], account: FromPath[str]) -> Response[Any]:
            if answer := self._refused(request):
                return answer
            assert account == ACCOUNT
            rows, first = list(self.kept.values()), int(request.query_params.get("after", "0"))
            more = first + 2 < len(rows)
            paging = {"cursors": {"before": "0", "after": str(first + 2)}}
            paging |= {"next": "https://graph.example/next"} if more else {}
            return Response({"data": rows[first : first + 2], "paging": paging})

        @post("/v25.0/{account:str}/message_templates", status_code=200)
        async def create(request: Request[Any, Any, Any], account: FromPath[str]) -> Response[Any]:
            if answer := self._refused(request):
                return answer
            body = await request.json()
            self.asked.append(("create", body["name"]))
            examples = body["components"][0]["example"]["body_text_named_params"]
            assert all(
                f"{{{{{one['param_name']}}}}}" in body["components"][0]["text"] for one in examples
            )
            self.add(body)
            return Response({"id": "1", "status": "PENDING", "category": "UTILITY"})

        @post("/v25.0/{number:str}", status_code=200)
        async def change(request: Request[Any, Any, Any], number: FromPath[str]) -> Response[Any]:
            self.asked.append(("change", self.kept[number]["name"]))
            self.kept[number] |= await request.json()
            return Response({"success": True})

        return Litestar([stored, create, change], logging_config=None)

    def _refused(self, request: Request[Any, Any, Any]) -> Response[Any] | None:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Response(
                {"error": {"message": "Invalid OAuth access token", "code": 190}}, status_code=401
            )
        return Response(self.refusal, status_code=400) if self.refusal else None


@pytest.fixture
def meta(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meta]:
    peer, port = Meta(), free_port()
    for name, value in {
        "GRAPH_URL": f"http://127.0.0.1:{port}",
        "WHATSAPP_ACCESS_TOKEN": TOKEN,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
    }.items():
        monkeypatch.setenv(f"VENTANILLA_{name}", value)
    with serving(peer.app(), port) as url:
        peer.url = url
        yield peer


def templates(run: Command, *words: str):
    given = {name: value for name, value in os.environ.items() if name.startswith("VENTANILLA_")}
    return run("whatsapp", "templates", *words, **given)


# -- the words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wording", list(wordings()), ids=lambda w: f"{w.template.name}-{w.language}"
)
def test_every_template_is_one_that_meta_takes_and_says_all_it_knows(wording: Wording):
    assert problems(wording) == []
    assert "{" not in wording.example
    for name in wording.template.parameters:
        assert EXAMPLES[name][wording.language] in wording.example


BROKEN = [
    ("Hola, su cita es el {{date}}", "begins or ends with a variable"),
    ("{{date}} es su cita.", "begins or ends with a variable"),
    ("El {{date}} {{time}} es su cita.", "side by side"),
    ("Su cita es {{date}}, y ya está." + "x" * 1024, "longer than 1024"),
    ("Su cita ya viene.", "not said: date"),
]


@pytest.mark.parametrize(("body", "why"), BROKEN)
def test_what_meta_refuses_is_told_before_it_is_asked(body: str, why: str):
    wording = Wording(Template("t", ("date",)), "es", body, ())

    assert any(why in problem for problem in problems(wording))


def test_buttons_must_fit_and_differ():
    template = Template("t", ("date",), ("a", "b"))
    body = "Su cita es el {{date}}, no lo olvide."

    assert problems(Wording(template, "es", body, ("x" * 26, "No"))) == [
        f"longer than 25: {'x' * 26}"
    ]
    assert problems(Wording(template, "es", body, ("Sí", "Sí"))) == ["two buttons say the same"]


# -- the commands -----------------------------------------------------------------------------


def test_check_shows_each_as_it_is_read(run: Command):
    ended = run("whatsapp", "templates", "check")

    assert ended.status == 0
    assert ended.out.count("== ventanilla_") == ALL
    assert "martes 1 de diciembre" in ended.out
    assert "{" not in ended.out


def test_what_is_not_there_is_created_once(run: Command, meta: Meta):
    first, second = templates(run, "push"), templates(run, "push")

    assert (first.status, second.status) == (0, 0)
    assert len(meta.asked) == ALL
    assert {what for what, _ in meta.asked} == {"create"}
    assert second.out.startswith("All templates are there")
    assert templates(run, "status").status == 0


def test_a_dry_run_asks_and_changes_nothing(run: Command, meta: Meta):
    ended = templates(run, "push", "--dry-run")

    assert (ended.status, meta.asked) == (0, [])
    assert f"{ALL} to push; nothing was done." in ended.out


def test_other_words_are_changed_and_nobody_elses_templates_touched(run: Command, meta: Meta):
    for wording in wordings():
        meta.add(request_of(wording))
    meta.add({"name": "hello_world", "language": "en_US", "components": []})
    old = next(one for one in meta.kept.values() if one["name"] == "ventanilla_offer")
    old["components"] = [{"type": "BODY", "text": "Otra cosa"}]

    ended = templates(run, "push")

    assert (ended.status, meta.asked) == (0, [("change", "ventanilla_offer")])
    assert templates(run, "status").status == 0


def test_status_says_what_hinders(run: Command, meta: Meta):
    first, *others = wordings()
    meta.add(request_of(first), status="REJECTED", rejected_reason="ABUSIVE_CONTENT")
    for wording in others[:-1]:
        meta.add(request_of(wording), category="MARKETING")

    ended = templates(run, "status")

    assert ended.status == 1
    assert "rejected  (ABUSIVE_CONTENT)" in ended.out
    assert "category MARKETING" in ended.out
    missing = others[-1]
    assert f"{name_of(missing):<26} {LANGUAGE[missing.language]:<6} not there" in ended.out


def test_what_meta_says_is_one_line(run: Command, meta: Meta, monkeypatch: pytest.MonkeyPatch):
    meta.refusal = {
        "error": {
            "message": "Invalid parameter",
            "error_user_msg": "Too many templates",
            "code": 100,
        }
    }
    refused = templates(run, "push")
    monkeypatch.setenv("VENTANILLA_WHATSAPP_ACCESS_TOKEN", "another")
    unknown = templates(run, "status")

    assert (refused.status, refused.err) == (
        1,
        "ventanilla: Meta answered 400: Too many templates\n",
    )
    assert (unknown.status, "401: Invalid OAuth access token" in unknown.err) == (1, True)
    assert "another" not in unknown.err


def test_without_an_account_it_says_which_setting_is_missing(run: Command, meta: Meta, monkeypatch):
    monkeypatch.delenv("VENTANILLA_WHATSAPP_BUSINESS_ACCOUNT_ID")
    missing = templates(run, "status")
    monkeypatch.setenv("VENTANILLA_WHATSAPP_BUSINESS_ACCOUNT_ID", "1/2")
    wrong = templates(run, "status")

    assert (missing.status, wrong.status) == (2, 2)
    assert "VENTANILLA_WHATSAPP_BUSINESS_ACCOUNT_ID is missing" in missing.err
    assert "digits only" in wrong.err
