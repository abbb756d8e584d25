"""Runs every benchmark, one after the other: `make bench`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    failed = []
    for path in sorted(HERE.glob("*.py")):
        if path.name != Path(__file__).name:
            print(f"== {path.stem}", flush=True)
            if subprocess.run([sys.executable, str(path)], check=False).returncode:
                failed.append(path.stem)
    if failed:
        raise SystemExit(f"failed, or over its bar: {', '.join(failed)}")


if __name__ == "__main__":
    main()
