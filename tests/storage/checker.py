"""The invariants of the calendar as questions to the database: each answers with its faults."""

from sqlalchemy import Connection, text

OVERSOLD = """
    SELECT pool_id, start_minute FROM (
        SELECT claim.pool_id, claim.start_minute, SUM(claim.units) AS sold
        FROM claim JOIN appointment ON appointment.id = claim.appointment_id
        WHERE appointment.state IN ('held', 'confirmed')
        GROUP BY claim.pool_id, claim.start_minute
    ) AS sold JOIN cell USING (pool_id, start_minute)
    WHERE sold > cap_total + over
"""
"""I1: held and booked places are at most the capacity, whatever the counters say."""

DRIFTED = """
    SELECT cell.pool_id, cell.start_minute
    FROM cell LEFT JOIN (
        SELECT claim.pool_id, claim.start_minute, SUM(claim.units) AS sold
        FROM claim JOIN appointment ON appointment.id = claim.appointment_id
        WHERE appointment.state IN ('held', 'confirmed')
        GROUP BY claim.pool_id, claim.start_minute
    ) AS live ON live.pool_id = cell.pool_id AND live.start_minute = cell.start_minute
    WHERE cell.used_total <> COALESCE(live.sold, 0) OR cell.used_open <> COALESCE(live.sold, 0)
"""
"""I2: a cell's counters equal its live holds and bookings."""

LOST = """
    SELECT appointment.id, appointment.folio
    FROM appointment LEFT JOIN claim ON claim.appointment_id = appointment.id
    WHERE appointment.state IN ('held', 'confirmed')
    GROUP BY appointment.id, appointment.folio, appointment.cells
    HAVING COUNT(claim.start_minute) <> appointment.cells
    UNION ALL
    SELECT appointment.id, appointment.folio
    FROM appointment JOIN claim ON claim.appointment_id = appointment.id
    WHERE appointment.state NOT IN ('held', 'confirmed')
"""
"""I2, from the other side: live appointments have all their cells, the others none."""

TWICE = """
    SELECT person_key, dedupe_group
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE appointment.state IN ('held', 'confirmed') AND participant.active = 1
    GROUP BY person_key, dedupe_group
    HAVING COUNT(*) > 1
"""
"""I3: one live appointment for a person and group, over the whole network."""

LEFT_ACTIVE = """
    SELECT appointment.id, appointment.folio
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE participant.active = 1 AND appointment.state NOT IN ('held', 'confirmed')
    UNION ALL
    SELECT appointment.id, appointment.folio
    FROM participant JOIN appointment ON appointment.id = participant.appointment_id
    WHERE participant.active = 0 AND appointment.state = 'held'
"""
"""I3's own guard: who holds is counted, who holds no more is not."""

MISCOUNTED = """
    SELECT quota.scope, quota.period
    FROM quota
    WHERE used <> (
        SELECT COUNT(*) FROM appointment
        WHERE state IN ('held', 'confirmed') AND 'contact:' || contact_id = quota.scope
    )
"""
"""Quotas equal the bookings they count. True while every booking is of one month."""

ISSUED_TWICE = "SELECT folio, COUNT(*) FROM appointment GROUP BY folio HAVING COUNT(*) > 1"
"""I8, as far as one moment shows it."""

OVERDUE = "SELECT id, folio FROM appointment WHERE state = 'held' AND hold_until <= :now"
"""I14: right after a sweep at `now` (UTC seconds), no hold that ran out is left."""

QUESTIONS = {
    "I1 oversold": OVERSOLD,
    "I2 drifted": DRIFTED,
    "I2 lost": LOST,
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
