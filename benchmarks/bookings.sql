-- A million bookings: each of the resources is taken on two of every four days. Each is for an exchange of about the same
-- days. As in rows.sql, nobody made these rows.
SET session_replication_role = replica;

INSERT INTO exchanges_exchangecontent (labelled_at, exchange_id, domains, place, version, label_id)
SELECT now(), id, '{}', '', 1, label_id FROM exchanges_exchange;

-- Whoever may see one of these exchanges takes part in it.
INSERT INTO exchanges_exchangegrant (role, origin, reason, granted_at, content_object_id, group_id, permission_id)
SELECT role, origin, reason, granted_at, content_object_id, group_id, %(content)s
FROM exchanges_exchangegrant WHERE permission_id = %(cover)s;

CREATE TEMPORARY TABLE taken AS
SELECT id AS resource, number, 4 * slot AS day, number + slot * 31 AS turn
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM resources_resource) AS numbered,
    generate_series(0, %(each)s - 1) AS slot;

INSERT INTO resources_booking (labelled_at, id, resource_id, exchange_id, title, starts_at, ends_at, is_all_day, occupies,
    is_pooled, quantity, state, decision, reason, requested_at, version, label_id)
SELECT now(), md5('booking' || resource || day)::uuid, resource, held.id, 'Booking', starts, starts + interval '2 days', true,
    tstzrange(starts, starts + interval '2 days'), false, 1, 'firm', 'approved', '', now(), 1, held.label_id
FROM (SELECT *, (current_date - 900 + day + number::integer %% 2) AT TIME ZONE 'UTC' AS starts FROM taken) AS timed
JOIN (SELECT id, label_id, row_number() OVER (ORDER BY starts_on, id) - 1 AS place FROM exchanges_exchange) AS held
    ON held.place = greatest(0, least(%(rows)s - 1, (day * %(rows)s::bigint / 2000) - turn %% (%(rows)s / 160)));
