-- Programs and exchanges, in the proportions of the study: few programs and few labels carry most exchanges. Nobody
-- made these rows, so triggers and foreign keys sleep. Each run has the very same ones.
SET session_replication_role = replica;
SELECT setseed(0.42);

INSERT INTO programs_program (labelled_at, id, reference, title, version, label_id, owner_id)
SELECT now(), md5('program' || n)::uuid, 'P' || n, 'Program ' || n, 1, (%(labels)s)[1], %(owner)s
FROM generate_series(1, 500) AS n;

INSERT INTO exchanges_exchange (labelled_at, id, reference, kind, title, starts_on, ends_on, zone, state, state_reason,
    version, host_id, label_id, program_id)
SELECT now(), md5('exchange' || n)::uuid, letters[1] || letters[2] || letters[3] || letters[4] || '-' || letters[5] || letters[6],
    'livex',
    (ARRAY['Cold', 'Iron', 'Northern', 'Silver', 'Steadfast', 'Noble', 'Swift', 'Blue'])[1 + n %% 8]
        || CASE WHEN word < 0.026 THEN ' Response ' WHEN word > 0.999 THEN ' Saxifrage '
            ELSE (ARRAY[' Shield ', ' Lance ', ' Anvil ', ' Guardian ', ' Falcon '])[1 + n %% 5] END || n,
    current_date + day, current_date + day + 13, 'UTC', 'planned', '', 1, host.id,
    (%(labels)s)[1 + floor(400 * popular ^ 1.8)::integer], program.id
FROM (
    SELECT n, random() AS word, random() AS popular, floor(random() * 2000)::integer - 900 AS day,
        floor(500 * random() ^ 2)::integer AS program_number,
        (SELECT array_agg(substr('23456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + n / (30 ^ place)::integer %% 30, 1))
            FROM generate_series(0, 5) AS place) AS letters
    FROM generate_series(1, %(rows)s) AS n
) AS made
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM accounts_party WHERE is_nation) AS host
    ON host.number = n %% 60
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS number FROM programs_program) AS program
    ON program.number = program_number;
