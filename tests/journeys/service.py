"""A real `ventanilla serve` in its own process, and a person who writes to it by signed webhooks."""

import hashlib
import hmac
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.journeys.peer import Graph, text_of

SECRET = "an app secret for tests"
LINE = "200000000000002"
GUIDE = (
    "Hi", "1", "78701", "1", "1", "1",
    "John Robert", "Stewart-Johnson", "0", "1",
    "66", "44", "227", "1", "1988-12-01", "1", "john@example.com", "1",
    "3", "1", "4", "1", "1", "1",
)  # fmt: skip
"""What the guide has its reader type for a temporary resident's visa, step by step."""


@dataclass
class Service:
    """`start` returns once it answers; `kill` is kill -9."""

    database_url: str
    graph: Graph
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: v for name, v in os.environ.items() if not name.startswith("VENTANILLA_")}
        return {
            **ours,
            "VENTANILLA_DATABASE_URL": self.database_url,
            "VENTANILLA_SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "VENTANILLA_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "VENTANILLA_WHATSAPP_PHONE_NUMBER_ID": LINE,
            "VENTANILLA_WHATSAPP_ACCESS_TOKEN": "a-token",
            "VENTANILLA_WHATSAPP_APP_SECRET": SECRET,
            "VENTANILLA_WHATSAPP_VERIFY_TOKEN": "verify",
            "VENTANILLA_GRAPH_URL": self.graph.url,
        }

    def run(self, *arguments: str, **changed: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "ventanilla", *arguments],
            env={**self.environment, **changed},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self) -> None:
        with (self.folder / f"serve-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ventanilla", "serve", "--port", str(self.port)],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        self._until_ready()

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        assert self.process
        self.process.terminate()
        return self.process.wait(15)

    def log(self) -> str:
        return (self.folder / f"serve-{self.port}.log").read_text()

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, b"", {"Accept": "text/html"})

    def post(self, body: bytes, secret: str = SECRET) -> int:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}
        return self._ask("POST", "/whatsapp/webhook", body, headers)[0]

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def _until_ready(self) -> None:
        for _ in range(600):
            assert self.process
            assert self.process.poll() is None, self.log()
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                self.graph.changed.acquire()
                self.graph.changed.wait(0.05)
                self.graph.changed.release()
        raise AssertionError(self.log())


@dataclass
class Person:
    """Somebody with a phone."""

    service: Service
    phone: str = "15555550123"
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def message(self, text: str) -> dict[str, Any]:
        number = next(self.numbers)
        return {
            "from": self.phone,
            "id": f"wamid.{self.phone}.{number}",
            "timestamp": str(int(datetime.now(UTC).timestamp())),
            "type": "text",
            "text": {"body": text},
        }

    def say(self, text: str) -> str:
        """Writes, and waits for the one reply."""
        before = len(self.replies)
        assert self.service.post(webhook([self.message(text)])) == 200
        self.service.graph.wait(lambda: len(self.replies) > before)
        return text_of(self.replies[-1])

    @property
    def replies(self) -> list[dict[str, Any]]:
        return self.service.graph.to(self.phone)

    def folio(self) -> str:
        """Once the confirmation has come, text and PDF."""
        graph = self.service.graph
        graph.wait(lambda: any(m["type"] == "document" for m in self.replies))
        texts = "\n".join(text_of(m) for m in self.replies)
        found = re.search(r"Folio: (\w{4}-\w{4}-\w{4})", texts)
        assert found, texts
        return found[1]

    def pdf(self) -> bytes:
        document = next(m for m in self.replies if m["type"] == "document")
        return self.service.graph.files[document["document"]["id"]]


def webhook(messages: Sequence[dict[str, Any]]) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550000000", "phone_number_id": LINE},
        "contacts": [{"wa_id": m["from"], "profile": {"name": "x"}} for m in messages],
        "messages": list(messages),
    }
    change = {"field": "messages", "value": value}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    ).encode()
