"""`ventanilla` and `python -m ventanilla`."""

import zoneinfo


def main() -> None:
    # Zones come from the pinned tzdata package alone: the system's may be a year old.
    zoneinfo.reset_tzpath(to=[])
    from ventanilla.cli import run  # noqa: PLC0415  # Nothing may look up a zone before.

    run()


if __name__ == "__main__":
    main()
