"""The vendored tables beside this module; SOURCES.md there says where each comes from."""

import csv
from importlib.resources import files
from typing import TypeVar

import msgspec

T = TypeVar("T")


def read_json(name: str, shape: type[T]) -> T:
    return msgspec.json.decode(_read(name), type=shape)


def read_toml(name: str, shape: type[T]) -> T:
    return msgspec.toml.decode(_read(name), type=shape)


def read_csv(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_read(name).decode().splitlines()))


def _read(name: str) -> bytes:
    return files(__package__).joinpath("tables", name).read_bytes()


class Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    before: tuple[str, ...]
    after: tuple[str, ...]


class Aliases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people type besides the names proper. `other` is the last option of the list."""

    countries: dict[str, tuple[str, ...]]
    other: dict[str, str]
    kinds: Kinds
