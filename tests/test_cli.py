"""The command: every mistake is one line on standard error and the right status, no traceback."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.browser import free_port
from tests.test_checking import KEYS, TOKEN
from tests.test_settings import COMPLETE
from ventanilla import cli
from ventanilla.cli import ending
from ventanilla.storage.database import Database

SHIPPED = Path(cli.__file__).parents[1] / "catalogue" / "mexico"
KEY = f"7:{KEYS[7].hex()}"


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """What went wrong: the only line, and nothing on standard output."""
        (line,) = self.err.splitlines()
        assert self.out == ""
        return line


Command = Callable[..., Ended]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """The command in this process, with these settings and no others, in a folder of its own."""
    for name in [n for n in os.environ if n.startswith("VENTANILLA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, **settings: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["ventanilla", *arguments])
        with monkeypatch.context() as given:
            for name, value in settings.items():
                given.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                cli.run()
        written = capsys.readouterr()
        assert "Traceback" not in written.err
        return Ended(int(ended.value.code or 0), written.out, written.err)

    return command


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("", "No command given. Try: ventanilla --help"),
        ("network", "No command given. Try: ventanilla network --help"),
        ("frobnicate", "No such command 'frobnicate'. Try: ventanilla --help"),
        ("network frobnicate", "No such command 'frobnicate'. Try: ventanilla network --help"),
        ("serve --frobnicate", "No such option '--frobnicate'"),
        ("serve extra", "extra"),
        ("serve --port 0", "'--port'"),
        ("serve --port 65536", "'--port'"),
        ("serve --port http", "'--port'"),
        ("demo --port -1", "'--port'"),
        ("chat --language de", "'--language'"),
        ("migrate now", "now"),
        ("network apply one two", "two"),
        ("verify", "'TOKEN'"),
        ("verify x --key", "'--key'"),
        ("verify x --key y", "y is no key"),
        ("verify x --key 7:ab", "needs 64 characters"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(run: Command, arguments, told):
    ended = run(*arguments.split())

    assert ended.status == 2
    assert ended.line.startswith("ventanilla: ")
    assert told in ended.line


@pytest.mark.parametrize(
    "command", ["demo", "serve", "chat", "migrate", "network", "flow", "verify", "keys"]
)
def test_help_names_every_command_and_each_explains_itself(run: Command, command):
    assert f"\n  {command} " in run("--help").out
    assert run(command, "-h").out.startswith(f"Usage: ventanilla {command}")


def test_version_is_printed(run: Command):
    assert run("--version") == Ended(0, "ventanilla, version 0.1.0\n", "")


def test_flow_is_a_diagram(run: Command):
    ended = run("flow")

    assert (ended.status, ended.out.splitlines()[0]) == (0, "flowchart TD")


# -- settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", ["serve", "migrate", "network check", "network plan", "network apply", "keys"]
)
def test_unknown_setting_stops_every_command_that_reads_settings(run: Command, arguments):
    ended = run(*arguments.split(), VENTANILLA_SECRET="x")

    assert ended.status == 2
    assert ended.line.startswith("ventanilla: VENTANILLA_SECRET is not a setting")


@pytest.mark.parametrize("arguments", ["serve", "keys", "verify x"])
def test_without_a_secret_key_nothing_is_sealed_or_checked(run: Command, arguments):
    ended = run(*arguments.split())

    assert ended.status == 2
    assert ended.line.startswith("ventanilla: VENTANILLA_SECRET_KEY is missing")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://127.0.0.1/x",
        "sqlite:",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///x.db",
        "postgresql+asyncpg://127.0.0.1/x",
        "postgresql://user:canary@127.0.0.1:port/x",
        "postgresql://user:canary@[::1/x",
    ],
)
def test_address_that_names_no_database_is_a_wrong_setting(run: Command, url):
    ended = run("migrate", VENTANILLA_DATABASE_URL=url)

    assert ended.status == 2
    assert ended.line.startswith("ventanilla: VENTANILLA_DATABASE_URL: ")
    assert "canary" not in ended.line


# -- the database -----------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["migrate", "network plan", "network apply", "serve"])
def test_database_that_is_not_there_is_told_without_its_password(run: Command, arguments):
    url = f"postgresql://user:canary@127.0.0.1:{free_port()}/x"

    ended = run(*arguments.split(), **{**COMPLETE, "VENTANILLA_DATABASE_URL": url})

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: the database cannot be used (OperationalError)")
    assert "canary" not in ended.line


def test_file_that_is_no_database_is_told_and_left_alone(run: Command, tmp_path: Path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear consul, " * 1000)

    ended = run("migrate", VENTANILLA_DATABASE_URL=f"sqlite:///{path}")

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: the database cannot be used (DatabaseError)")
    assert path.read_text() == "Dear consul, " * 1000


def test_folder_that_cannot_be_made_is_told(run: Command, tmp_path: Path):
    (tmp_path / "file").touch()

    ended = run("migrate", VENTANILLA_DATABASE_URL=f"sqlite:///{tmp_path}/file/x.db")

    assert ended.status in (1, 2)
    assert ended.line.startswith("ventanilla: ")


@pytest.mark.parametrize("arguments", ["network plan", "network apply", "serve"])
def test_before_migrate_everything_says_to_migrate(run: Command, arguments):
    ended = run(*arguments.split(), **COMPLETE)

    assert ended.status == 1
    assert ended.line.endswith("; run: ventanilla migrate")


def test_second_migrate_changes_nothing_and_says_so(run: Command):
    first, second = run("migrate"), run("migrate")

    assert (first.status, second.status) == (0, 0)
    assert first.out.startswith("Migrated to ")
    assert second.out == first.out.replace("Migrated to", "The database is at")


# -- networks ---------------------------------------------------------------------------------


def test_network_that_ships_has_no_problem(run: Command):
    assert run("network", "check", "mexico") == run("network", "check")
    assert "59 offices" in run("network", "check").out


def test_network_of_the_setting_is_the_one_that_is_checked(run: Command):
    ended = run("network", "check", VENTANILLA_NETWORK="atlantis")

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: atlantis: no such network")


def test_mistake_in_a_network_is_told_with_file_table_and_key(run: Command, tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copytree(SHIPPED, copy)
    offices = (copy / "offices.toml").read_text()
    (copy / "offices.toml").write_text(offices.replace("latitude = 3", 'latitude = "far" # 3', 1))

    ended = run("network", "check", str(copy))

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: offices.toml: ")
    assert "latitude" in ended.line


# -- checking confirmations -------------------------------------------------------------------


def test_verify_takes_the_keys_that_keys_prints(run: Command):
    printed = run("keys", VENTANILLA_SECRET_KEY=COMPLETE["VENTANILLA_SECRET_KEY"])

    assert printed.status == 0
    assert run("verify", TOKEN, "--key", printed.out.strip()).status == 1


def test_verify_ends_with_0_only_for_a_genuine_seal(run: Command):
    genuine = run("verify", TOKEN, "--key", KEY)
    forged = run("verify", f"{TOKEN}=", "--key", KEY)

    assert (genuine.status, genuine.out.partition(".")[0]) == (0, "Genuine")
    assert (forged.status, forged.out) == (1, "NOT genuine (unreadable).\n")


# -- serving ----------------------------------------------------------------------------------


@pytest.fixture
def at_schema(sqlite_url: str) -> dict[str, str]:
    return {**COMPLETE, "VENTANILLA_DATABASE_URL": sqlite_url}


def test_port_in_use_is_told(run: Command, at_schema: dict[str, str]):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        ended = run("serve", "--port", port, **at_schema)

    assert ended.status == 1
    assert ended.line == (
        f"ventanilla: port {port} on 127.0.0.1 is in use; choose another one with --port"
    )


@pytest.mark.parametrize("host", ["203.0.113.7", "999.1.1.1", "2001:db8::7"])
def test_host_that_is_not_this_machine_is_told(run: Command, at_schema, host):
    ended = run("serve", "--host", host, "--port", str(free_port()), **at_schema)

    assert ended.status == 1
    assert ended.line == f"ventanilla: {host} is no address of this machine; see --host"


def test_second_serve_on_one_file_is_refused(run: Command, at_schema: dict[str, str]):
    first = Database(at_schema["VENTANILLA_DATABASE_URL"])
    assert first.serving
    first.serving.seize()

    ended = run("serve", "--port", str(free_port()), **at_schema)
    first.close()

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: another serve is running on this database file")


def test_demo_whose_keys_cannot_be_read_says_so_and_keeps_them(run: Command, tmp_path):
    (tmp_path / "keys.json").write_text("{")

    ended = run("demo", "--no-browser", "--data", str(tmp_path))

    assert ended.status == 1
    assert ended.line.startswith(f"ventanilla: {tmp_path / 'keys.json'} cannot be read")
    assert (tmp_path / "keys.json").read_text() == "{"


# -- talking in the terminal ------------------------------------------------------------------


def test_chat_bears_what_is_no_text(run: Command, monkeypatch: pytest.MonkeyPatch):
    lines = BytesIO(b"\xff\xfe\0\n[image]\n[tap 99]\n/q\n")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(lines, "utf-8"))

    ended = run("chat", "--language", "fr")

    assert ended.status == 0
    assert ended.out.lstrip().startswith("Bonjour")
    assert ended.err == ""


def test_chat_without_input_ends_at_once(run: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", None)

    assert run("chat") == Ended(0, "", "")


# -- faults of ours ---------------------------------------------------------------------------


def test_fault_of_ours_is_one_line_that_does_not_quote_it():
    status, reason = ending._reason(RuntimeError("María José canary"))

    assert (status, reason) == (1, "something is wrong in the program itself (RuntimeError)")
