"""The SQL of one confirmed pick, written out, for the floor; a test holds it to the product's.

Who asks and what comes next are asked outside any transaction; what lies between holds the
site's turn.
"""

import re

# Where the two databases spell a thing differently: how a flag is asked for, how a row is locked.
SPELLING = {
    "sqlite": {
        "is_true": " = 1", "is_false": "0", "lock": "", "one": ":one OFFSET :zero",
        "two": ":two OFFSET :zero",
    },
    "postgresql": {
        "is_true": "",
        "is_false": "false",
        "lock": "FOR UPDATE OF ledger_head",
        "one": ":one",
        "two": ":two",
    },
}  # fmt: skip

ACTOR = """
SELECT web_session.user_id, app_user.name, web_session.site_id, site.code,
 site.name AS site_name, membership.roles, web_session.device_id, web_session.started_at,
 web_session.seen_at
FROM web_session JOIN app_user ON app_user.id = web_session.user_id
 JOIN membership ON membership.user_id = web_session.user_id
 AND membership.site_id = web_session.site_id JOIN site ON web_session.site_id = site.id
 JOIN device ON device.id = web_session.device_id
WHERE web_session.token_hash = :token_hash AND app_user.is_active{is_true}
 AND device.is_revoked IS {is_false}
"""
TAKE_TURN = """
SELECT ledger_head.pos, ledger_head.hash, ledger_event.outcome, ledger_event.answer,
 ledger_event.body_sha256, (SELECT max(others.device_seq) AS max_1 FROM ledger_event AS others
 WHERE others.device_id = :device AND others.device_epoch = :epoch) AS last_seq
FROM ledger_head LEFT OUTER JOIN ledger_event ON ledger_event.id = :event
WHERE ledger_head.site_id = :site {lock}
"""
TRIP_AND_STOP = """
SELECT pick_task.lead_id, pick_task.id AS task_id, pick_task.slot, pick_task.order_id,
 pick_task.state, pick_task.user_id,
 app_user.name AS user_name, pick_task.tote_id, tote.code AS tote_code,
 sales_order.state AS order_state, sales_order.channel_order_id AS order_ref,
 (SELECT asked_bin.code FROM pick_line AS other_line
 JOIN pick_task AS other_task ON other_task.id = other_line.task_id
 JOIN place AS asked_bin ON asked_bin.id = other_line.place_id
 WHERE other_task.lead_id = pick_task.lead_id AND other_line.asks_empty{is_true}
 LIMIT {one}) AS asks_bin,
 EXISTS (SELECT * FROM pick_task AS other_task
 WHERE other_task.lead_id = pick_task.lead_id AND other_task.notice != :empty) AS has_news,
 pick_line.allocation_id, pick_line.order_line_id,
 (SELECT coalesce(sum(balance.on_hand), :zero) AS coalesce_1 FROM balance
 WHERE balance.place_id = pick_line.place_id AND balance.item_id = pick_line.item_id
 AND balance.lot_id = pick_line.lot_id) AS on_hand, lot.is_blocked,
 (SELECT coalesce(sum(balance.on_hand), :zero) AS coalesce_3 FROM balance
 WHERE balance.place_id = pick_line.place_id) AS in_bin, site.asks_if_empty,
 pick_task.method, pick_line.id,
 pick_line.place_id, place.code, pick_line.item_id, item.name, item.sku, item.tracking,
 pick_line.lot_id, lot.code AS code_1, pick_line.wanted, pick_line.picked, pick_line.short,
 pick_line.at_bin,
 pick_line.lot_seen, pick_line.in_hand, pick_line.asks_empty
FROM pick_task JOIN sales_order ON sales_order.id = pick_task.order_id
 LEFT OUTER JOIN app_user ON app_user.id = pick_task.user_id
 LEFT OUTER JOIN place AS tote ON tote.id = pick_task.tote_id
 JOIN pick_line ON pick_line.task_id = pick_task.id JOIN place ON place.id = pick_line.place_id
 JOIN item ON item.id = pick_line.item_id JOIN lot ON lot.id = pick_line.lot_id
 JOIN site ON site.id = pick_task.site_id
WHERE pick_task.lead_id = :task AND pick_task.site_id = :site AND pick_line.id = :line
"""
TAKE = """
UPDATE allocation SET taken=(allocation.taken + :units) WHERE allocation.id = :allocation
"""
PROGRESS = """
UPDATE pick_line SET picked=:picked, short=:short, at_bin=:at_bin, lot_seen=:lot_seen,
 in_hand=:in_hand, asks_empty=:asks_empty WHERE pick_line.id = :line
"""
MOVE_HEAD = """
UPDATE ledger_head SET pos=:pos, hash=:hash WHERE ledger_head.site_id = :site
"""
ADD_EVENT = """
INSERT INTO ledger_event (id, site_id, pos, kind, subject, body, body_sha256, prev_hash, hash,
 user_id, device_id, device_epoch, device_seq, captured_at, clock_offset_ms, received_at,
 outcome, answer, reverses)
VALUES (:event, :site, :pos, :kind, :subject, :body, :body_sha256, :prev_hash, :hash, :user,
 :device, :epoch, :seq, :captured_at, :offset_ms, :received_at, :outcome, :answer, :reverses)
"""
ADD_MOVE = """
INSERT INTO stock_move (event_id, pos, item_id, lot_id, from_id, to_id, quantity)
VALUES (:event, :pos, :item, :lot, :from_place, :to_place, :units)
"""
BALANCES = """
INSERT INTO balance (place_id, item_id, lot_id, is_serial, on_hand, allocated, held)
SELECT k.place_id, k.item_id, k.lot_id, lot.is_serial, COALESCE(b.on_hand, 0) + k.on_hand,
 COALESCE(b.allocated, 0) + k.allocated, COALESCE(b.held, 0) + k.held
FROM (SELECT 0 AS n, CAST(:p0 AS BIGINT) AS place_id, CAST(:i0 AS BIGINT) AS item_id,
 CAST(:l0 AS BIGINT) AS lot_id, CAST(:h0 AS BIGINT) AS on_hand,
 CAST(:a0 AS BIGINT) AS allocated, CAST(:r0 AS BIGINT) AS held
 UNION ALL SELECT 1 AS n, CAST(:p1 AS BIGINT) AS place_id, CAST(:i1 AS BIGINT) AS item_id,
 CAST(:l1 AS BIGINT) AS lot_id, CAST(:h1 AS BIGINT) AS on_hand,
 CAST(:a1 AS BIGINT) AS allocated, CAST(:r1 AS BIGINT) AS held) k
 JOIN place ON place.id = k.place_id
 AND place.kind NOT IN ('supplier', 'customer', 'discrepancy', 'scrap', 'assembly')
 JOIN lot ON lot.id = k.lot_id LEFT JOIN balance b ON b.place_id = k.place_id
 AND b.item_id = k.item_id AND b.lot_id = k.lot_id
WHERE true ORDER BY k.n ON CONFLICT (place_id, item_id, lot_id) DO UPDATE SET
 on_hand = excluded.on_hand, allocated = excluded.allocated, held = excluded.held
"""
INSTRUCTION = """
SELECT sales_order.channel_order_id, pick_task.state, pick_task.user_id, pick_task.slot,
 pick_task.method,
 tote.code AS tote_code, count(*) OVER () AS lines,
 sum(CASE WHEN (pick_line.wanted = pick_line.picked + pick_line.short) THEN :one ELSE :zero END)
 OVER () AS lines_done, sum(pick_line.picked) OVER () AS units_picked,
 sum(pick_line.short) OVER () AS units_short, pick_line.pack_name, pick_line.pack_units,
 lot.expires_on, item.picture, pick_line.id, pick_line.place_id, place.code,
 pick_line.item_id, item.name, item.sku, item.tracking, pick_line.lot_id,
 lot.code AS lot_code, pick_line.wanted, pick_line.picked, pick_line.short,
 pick_line.at_bin, pick_line.lot_seen, pick_line.in_hand, pick_line.asks_empty
FROM pick_task JOIN sales_order ON sales_order.id = pick_task.order_id
 JOIN pick_line ON pick_line.task_id = pick_task.id JOIN place ON place.id = pick_line.place_id
 JOIN item ON item.id = pick_line.item_id JOIN lot ON lot.id = pick_line.lot_id
 LEFT OUTER JOIN place AS tote ON tote.id = pick_task.tote_id
WHERE pick_task.lead_id = :task AND pick_task.site_id = :site
 AND pick_task.state != :cancelled ORDER BY pick_line.asks_empty DESC,
 CASE WHEN (pick_task.tote_id IS NULL) THEN pick_task.slot ELSE :no_slot END,
 CASE WHEN (pick_line.wanted = pick_line.picked + pick_line.short) THEN :one ELSE :zero END,
 pick_line.at_bin DESC, pick_line.sequence, pick_line.id LIMIT {two}
"""

# What is said for one pick, in order; all but the first and the last within a transaction.
A_PICK = (
    ACTOR,
    TAKE_TURN, TRIP_AND_STOP, TAKE, PROGRESS, MOVE_HEAD, ADD_EVENT, ADD_MOVE, BALANCES,
    INSTRUCTION,
)  # fmt: skip

_NAMED = re.compile(r":([a-z][a-z0-9_]*)")
_VALUE = r"%\([a-z0-9_]+\)s|:[a-z][a-z0-9_]*|\?"
_BOUND = re.compile(rf"(?:{_VALUE})(?:::(?:TIMESTAMP WITH TIME ZONE|[A-Z]+))?")


def spelled(statement: str, dialect: str) -> str:
    """Return a statement as the raw driver of a database takes it."""
    text = statement.format(**SPELLING[dialect])
    return text if dialect == "sqlite" else _NAMED.sub(r"%(\1)s", text)


def shape(statement: str) -> str:
    """Return a statement without what does not matter: names of values, casts, line breaks."""
    without_values = _BOUND.sub("?", statement)
    return re.sub(r"\s+", " ", without_values).replace("( ", "(").strip()


def a_pick(dialect):
    """Return the shapes of what the floor says for one pick, its transaction marked."""
    shapes = [shape(spelled(statement, dialect)) for statement in A_PICK]
    return [shapes[0], "begin", *shapes[1:-1], "commit", shapes[-1]]
