"""One run of the scene, with one thing that goes wrong in it, and what the checker finds then."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from sqlalchemy import select

from tests.prove.points.checker import Checker
from tests.prove.points.effects import MODES, CountedDatabase, Fault
from tests.prove.points.model import Model
from tests.prove.points.scene import BEGINS, EVA, people
from tests.prove.points.world import World
from ventanilla.storage.owing import is_true
from ventanilla.storage.trays import outbox

SEED = 1

Found: TypeAlias = Mapping[str, list[str]]
Fresh: TypeAlias = Callable[[], CountedDatabase]


def run(fresh: Fresh, model: Model, fault: Fault | None, seed: int = SEED) -> tuple[World, Found]:
    """On PostgreSQL every other crash is of a node that never comes back; with every other seed
    the cancellation comes after the folio was shown.
    """
    world = World(
        fresh(),
        people(),
        BEGINS,
        seed=seed,
        fault=fault,
        regretted=EVA,
        once_shown=seed % 2 == 0,
        comes_back=fault is None or fault.at % 2 == 0,
    )
    try:
        world.run()
        return world, {**check(world, model), **given_up(world)}
    finally:
        world.close()


def given_up(world: World) -> Found:
    """No single fault makes anything fail for good that is still true."""
    with world.database.read() as connection:
        failed = select(outbox.c.id).where(
            outbox.c.state == "failed", is_true(outbox, int(world.clock.now.timestamp()))
        )
        rows = [f"row {row}" for row in connection.scalars(failed)]
    return {"given up": rows} if rows else {}


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
