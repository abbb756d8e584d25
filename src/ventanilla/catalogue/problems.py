"""What is wrong with a network's files, said to who runs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`table` and `key` are as they stand in the file; either may be empty."""

    file: str
    table: str
    key: str
    message: str

    def __str__(self) -> str:
        table = f" [{self.table}]" if self.table else ""
        key = f" {self.key}:" if self.key else ""
        between = ":" if table or key else ""
        return f"{self.file}{between}{table}{key}{'' if key else ':'} {self.message}"


class NetworkProblems(Exception):
    """The files are not a network; nothing of them may be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
