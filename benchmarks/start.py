"""The cold start of `serve`: seconds until it answers, and its memory then.

    python benchmarks/start.py [--runs 5]

The reference, in the same run, is a Python that only imports the web server.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        environment = settings(Path(folder))
        for command in (["migrate"], ["network", "apply", "mexico"]):
            subprocess.run(
                [*VENTANILLA, *command], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        started = [start(environment) for _ in range(runs)]
    seconds = statistics.median(s for s, _ in started)
    megabytes = statistics.median(m for _, m in started)
    bare = statistics.median(reference() for _ in range(runs))
    print(f"cold start of serve: {seconds:.2f} s, {megabytes:.0f} MB (bars: 2 s, 200 MB)")
    print(f"reference, importing the web server alone: {bare:.2f} s; ratio: {seconds / bare:.1f}")


VENTANILLA = [sys.executable, "-m", "ventanilla"]


def start(environment: dict[str, str]) -> tuple[float, float]:
    port = free_port()
    began = time.perf_counter()
    command = [*VENTANILLA, "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while not answers(port):
        time.sleep(0.005)
    took = time.perf_counter() - began
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    return took, int(resident.split()[1]) / 1024


def reference() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import litestar, granian"], check=True)
    return time.perf_counter() - began


def answers(port: int) -> bool:
    try:
        return bool(urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).status == 200)
    except (URLError, OSError):
        return False


def settings(folder: Path) -> dict[str, str]:
    return {
        **{name: v for name, v in os.environ.items() if not name.startswith("VENTANILLA_")},
        "VENTANILLA_DATABASE_URL": f"sqlite:///{folder}/start.db",
        "VENTANILLA_SECRET_KEY": "a secret of at least thirty-two characters",
        "VENTANILLA_WHATSAPP_PHONE_NUMBER_ID": "1",
        "VENTANILLA_WHATSAPP_ACCESS_TOKEN": "token",
        "VENTANILLA_WHATSAPP_APP_SECRET": "secret",
        "VENTANILLA_WHATSAPP_VERIFY_TOKEN": "verify",
        "VENTANILLA_GRAPH_URL": "http://127.0.0.1:9",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
