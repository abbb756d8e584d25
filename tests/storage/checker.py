"""The invariants of the calendar as questions to the database: each answers with its faults."""

from sqlalchemy import Connection, bindparam, text, update

from ventanilla.storage.schema import cell

UNCONDITIONAL = (
    update(cell)
    .where(cell.c.pool_id == bindparam("pool"), cell.c.start_minute == bindparam("minute"))
    .values(
        used_open=cell.c.used_open + bindparam("public_units"),
        used_total=cell.c.used_total + bindparam("units"),
    )
)
"""How a cell is counted where nobody looks whether it can be had."""

PLACED = "('held', 'offered', 'confirmed', 'checked_in', 'no_show')"
"""States in which an appointment has, or had, its cells."""

SOLD = f"""
    SELECT pool_id, start_minute, SUM(units) AS sold, SUM(open_units) AS sold_open FROM (
        SELECT claim.pool_id, claim.start_minute, claim.units, claim.open_units
        FROM claim JOIN appointment ON appointment.id = claim.appointment_id
        WHERE appointment.state IN {PLACED}
        UNION ALL
        SELECT pool_id, start_minute, units, units FROM vacancy
    ) AS ledger GROUP BY pool_id, start_minute
"""

OVERSOLD = f"""
    SELECT pool_id, start_minute FROM ({SOLD}) AS sold JOIN cell USING (pool_id, start_minute)
    WHERE sold > cap_total + over
"""
"""I1: held and booked places are at most the capacity, whatever the counters say."""

DRIFTED = f"""
    SELECT cell.pool_id, cell.start_minute
    FROM cell LEFT JOIN ({SOLD}) AS live
        ON live.pool_id = cell.pool_id AND live.start_minute = cell.start_minute
    WHERE cell.used_total <> COALESCE(live.sold, 0)
        OR cell.used_open <> COALESCE(live.sold_open, 0)
"""
"""I2: a cell's counters equal its live holds and bookings, and what is kept back of it."""

LOST = f"""
    SELECT appointment.id, appointment.folio
    FROM appointment LEFT JOIN claim ON claim.appointment_id = appointment.id
        AND claim.pool_id = appointment.pool_id
    WHERE appointment.state IN {PLACED}
    GROUP BY appointment.id, appointment.folio, appointment.cells, appointment.start_minute
    HAVING COUNT(claim.start_minute) <> appointment.cells
        OR MIN(claim.start_minute) <> appointment.start_minute
    UNION ALL
    SELECT appointment.id, appointment.folio
    FROM appointment JOIN claim ON claim.appointment_id = appointment.id
    WHERE appointment.state NOT IN {PLACED} OR claim.pool_id <> appointment.pool_id
"""
"""I2 and I13, from the other side: who has a place has all its cells and no others, the rest none.
"""

ELSEWHERE = f"""
    SELECT appointment.id, appointment.folio
    FROM appointment JOIN cell
        ON cell.pool_id = appointment.pool_id AND cell.start_minute = appointment.start_minute
    WHERE appointment.state IN {PLACED}
        AND (cell.local_date <> appointment.local_date OR cell.local_time <> appointment.local_time)
"""
"""I15: the cells of an appointment are those of the day and time that its person was told."""

TWICE = """
    SELECT person_key, dedupe_group
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE appointment.state IN ('held', 'confirmed', 'checked_in') AND participant.active = 1
    GROUP BY person_key, dedupe_group
    HAVING COUNT(*) > 1
"""
"""I3: one live appointment for a person and group, over the whole network."""

LEFT_ACTIVE = """
    SELECT appointment.id, appointment.folio
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE participant.active = 1
        AND appointment.state NOT IN ('held', 'confirmed', 'checked_in')
    UNION ALL
    SELECT appointment.id, appointment.folio
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE participant.active = 0 AND appointment.state = 'held'
"""
"""I3's own guard: who holds is counted, who holds no more is not."""

IN_THE_DAY = """
    state IN ('held', 'offered', 'confirmed', 'checked_in', 'no_show')
    AND local_date = quota.period
    AND ('day:' || office || ':' || procedure = quota.scope
        OR 'day:' || office || ':' || procedure LIKE quota.scope || '/%')
"""

MISCOUNTED = f"""
    SELECT quota.scope, quota.period
    FROM quota
    WHERE scope LIKE 'contact:%' AND used <> (
        SELECT COUNT(*) FROM appointment
        WHERE state IN ('held', 'confirmed', 'checked_in', 'no_show')
            AND channel NOT IN ('staff', 'draw')
            AND 'contact:' || contact_id = quota.scope
    )
    UNION ALL
    SELECT quota.scope, quota.period
    FROM quota
    WHERE scope LIKE 'day:%' AND (
        used < (SELECT COUNT(*) FROM appointment WHERE state <> 'no_show' AND {IN_THE_DAY})
        OR used > (SELECT COUNT(*) FROM appointment WHERE {IN_THE_DAY})
    )
"""
"""Quotas equal the bookings they count. True while every booking is of one month. Who did not come
still counts in a day, unless its row was made anew since."""

ISSUED_TWICE = """
    SELECT folio, COUNT(*)
    FROM (SELECT folio FROM appointment UNION ALL SELECT folio FROM party) AS issued
    GROUP BY folio HAVING COUNT(*) > 1
"""
"""I8, as far as one moment shows it."""

OVERDUE = """
    SELECT id, folio FROM appointment
    WHERE state IN ('held', 'offered') AND hold_until <= :now
"""
"""I14: right after a sweep at `now` (UTC seconds), no hold that ran out is left."""

HELD_WHERE_CLOSED = """
    SELECT appointment.id, appointment.folio
    FROM appointment JOIN claim ON claim.appointment_id = appointment.id
    JOIN cell ON cell.pool_id = claim.pool_id AND cell.start_minute = claim.start_minute
    WHERE appointment.state = 'held' AND cell.status = 'closed'
"""
"""Whom a closure has left a hold: a person could confirm a place where the office is closed."""

QUESTIONS = {
    "I1 oversold": OVERSOLD,
    "I2 drifted": DRIFTED,
    "I2 lost": LOST,
    "I15 elsewhere": ELSEWHERE,
    "I3 twice": TWICE,
    "I3 left active": LEFT_ACTIVE,
    "quota": MISCOUNTED,
    "I8 folio": ISSUED_TWICE,
}


def faults(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Empty when every invariant holds."""
    found = {
        name: [tuple(row) for row in connection.execute(text(question))]
        for name, question in QUESTIONS.items()
    }
    return {name: rows for name, rows in found.items() if rows}


def overdue(connection: Connection, now: int) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(OVERDUE), {"now": now})]


def held_where_closed(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(HELD_WHERE_CLOSED))]
