"""From a network's TOML files to tables of the right shape, or to what is wrong with them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from ventanilla.catalogue.problems import NetworkProblems, Problem
from ventanilla.catalogue.shapes import (
    Calendars,
    Files,
    NetworkFile,
    OfficeScheduleTable,
    OfficeTable,
    PoolTable,
    ProcedureTable,
    Quota,
    Text,
)

T = TypeVar("T")

BUILT_IN = re.compile(r"[a-z]+(-[a-z]+)*")

TABLES = {
    "offices.toml": {"offices"},
    "procedures.toml": {"procedures"},
    "requirements.toml": {"requirements"},
    "schedule.toml": {"pools", "closures", "offices", "quotas"},
}

AT = " - at `$"
"""How msgspec says where: "Expected `str`, got `int` - at `$.title.es`"."""

FIELD = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<name>.*)`")

PLAINLY = (
    (r"Invalid enum value (.*)", "{} is none of the values allowed here"),
    (r"Expected `(?:str` matching regex '\\\\S'|array` of length >= 1)", "must not be empty"),
    (r"Expected `\w+` matching regex .*", "has not the right form"),
    (r"Expected `\w+` >= (.*)", "must be {} or more"),
    (r"Expected `\w+` <= (.*)", "must be {} or less"),
    (r"Expected `(.*)`, got `(.*)`", "must be {}, not {}"),
)
"""What msgspec says, in the words of who keeps the files."""

KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "date": "a date",
    "time": "a time",
}


def read(source: str) -> Files:
    """The files of a built-in network, or of a folder. Raises `NetworkProblems` with all found."""
    folder = _folder(source)
    problems: list[Problem] = []
    raw = {name: _toml(folder, name, problems) for name in ("network.toml", *TABLES)}
    if problems:
        raise NetworkProblems(tuple(problems))
    for file, expected in TABLES.items():
        unknown = raw[file].keys() - expected
        problems += [Problem(file, key, "", "is not a known table") for key in sorted(unknown)]
    network = _shaped(
        raw["network.toml"], NetworkFile, Problem("network.toml", "", "", ""), problems
    )

    def every(file: str, table: str, shape: type[T]) -> Mapping[str, T]:
        return _every(raw[file].get(table, {}), shape, file, table, problems)

    offices = every("offices.toml", "offices", OfficeTable)
    procedures = every("procedures.toml", "procedures", ProcedureTable)
    requirements = every("requirements.toml", "requirements", Text)
    pools = every("schedule.toml", "pools", PoolTable)
    own = every("schedule.toml", "offices", OfficeScheduleTable)
    calendars = every("schedule.toml", "closures", Calendars)
    quotas = every("schedule.toml", "quotas", Quota)
    if network is None or problems:
        raise NetworkProblems(tuple(problems))
    return Files(network, offices, procedures, requirements, pools, calendars, quotas, own)


def _folder(source: str) -> Traversable:
    built_in = files(__package__) / source if BUILT_IN.fullmatch(source) else None
    if built_in and (built_in / "network.toml").is_file():
        return built_in
    folder = Path(source)
    if folder.is_dir():
        return folder
    message = "no such network: give a folder, or the name of one that ships (mexico)"
    raise NetworkProblems((Problem(source, "", "", message),))


def _toml(folder: Traversable, name: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = "the file is missing"
    except OSError:
        message = "the file cannot be read"
    except UnicodeDecodeError:
        message = "the file is not UTF-8 text"
    except tomllib.TOMLDecodeError as error:
        message = f"not TOML: {error}"
    problems.append(Problem(name, "", "", message))
    return {}


def _every(
    raw: Any, shape: type[T], file: str, table: str, problems: list[Problem]
) -> Mapping[str, T]:
    """Each table by its name, so that one mistake does not hide another."""
    if not isinstance(raw, dict):
        problems.append(Problem(file, "", table, "must be a table"))
        return {}
    shaped = {}
    for name, value in raw.items():
        is_table = isinstance(value, dict)
        at = (table_name(table, name), "") if is_table else (table, name)
        shaped[name] = _shaped(value, shape, Problem(file, at[0], at[1], ""), problems)
    return {name: value for name, value in shaped.items() if value is not None}


def _shaped(raw: Any, shape: type[T], at: Problem, problems: list[Problem]) -> T | None:
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        problems.append(_problem(str(error), at))
        return None


def _problem(said: str, at: Problem) -> Problem:
    message, _, where = said.partition(AT)
    path = where.strip(".`")
    if field := FIELD.fullmatch(message):
        is_missing = field["what"] == "missing required"
        message = "is missing" if is_missing else "is not a known key"
        path = _joined(path, field["name"])
    key = _joined(at.key, path).replace(".[", "[")
    return replace(at, key=key, message=_plainly(message))


def _joined(*parts: str) -> str:
    return ".".join(filter(None, parts))


def _plainly(said: str) -> str:
    for pattern, plain in PLAINLY:
        if found := re.fullmatch(pattern, said):
            return plain.format(*(KINDS.get(word, word) for word in found.groups()))
    return said


def table_name(*parts: str) -> str:
    """As TOML writes it: a name with other than letters, digits and dashes stands in quotes."""
    return ".".join(p if re.fullmatch(r"[A-Za-z0-9_-]+", p) else f'"{p}"' for p in parts)
