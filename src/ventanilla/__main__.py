"""`ventanilla` and `python -m ventanilla`."""

import sys
import zoneinfo

import structlog


def main() -> None:
    # Zones come from the pinned tzdata package alone: the system's may be a year old.
    zoneinfo.reset_tzpath(to=[])
    # What a command prints may be read by a machine; `serve` has a log of its own kind.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    from ventanilla.cli import run  # noqa: PLC0415  # Nothing may look up a zone before.

    run()


if __name__ == "__main__":
    main()
