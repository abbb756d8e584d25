"""One run of the scene, with one thing that goes wrong in it, and what the checker finds then."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from tests.prove.points.checker import Checker
from tests.prove.points.effects import MODES, CountedDatabase, Fault
from tests.prove.points.model import Model
from tests.prove.points.scene import BEGINS, EVA, people
from tests.prove.points.world import World

SEED = 1

Found: TypeAlias = Mapping[str, list[str]]
Fresh: TypeAlias = Callable[[], CountedDatabase]


def run(fresh: Fresh, model: Model, fault: Fault | None, seed: int = SEED) -> tuple[World, Found]:
    """On PostgreSQL every other crash is of a node that never comes back."""
    world = World(
        fresh(),
        people(),
        BEGINS,
        seed=seed,
        fault=fault,
        regretted=EVA,
        comes_back=fault is None or fault.at % 2 == 0,
    )
    try:
        world.run()
        return world, check(world, model)
    finally:
        world.close()


def check(world: World, model: Model) -> Found:
    with world.database.read() as connection:
        return Checker(world, model, connection).found()


def every_point(fresh: Fresh, model: Model, seed: int = SEED) -> list[Fault]:
    """All that can go wrong in a run in which nothing does."""
    world, _ = run(fresh, model, None, seed)
    return [
        Fault(number, mode)
        for number, kind in enumerate(world.effects.seen)
        for mode in MODES[kind]
    ]


def broken(
    fresh: Fresh, model: Model, points: Iterable[Fault | None], seed: int = SEED
) -> dict[str, Found]:
    """By the points at which something breaks, with what is needed to see it again."""
    runs = ((point, run(fresh, model, point, seed)[1]) for point in points)
    return {f"{point}, seed {seed}": found for point, found in runs if found}
