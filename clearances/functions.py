"""The functions by which the database learns who acts. They run as ``accord_definer``, with a fixed search path.

The signature is checked before anything that it covers is believed, and then whether it was made for this very
connection and not long ago: see ``clearances.signing``. Parallel workers have a process id of their own, so none of
these is for them.
"""

from clearances.signing import LASTS

SKEW = 60  # Seconds by which the clocks of the web server and the database may differ.
DEFINER = "STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp"

# The parts of the context, checked; null when nobody acts.
CLAIM = (
    """
CREATE OR REPLACE FUNCTION accord_claim() RETURNS text[] LANGUAGE plpgsql DEFINER AS $$
DECLARE
    context constant text := current_setting('accord.context', true);
    part constant text[] := string_to_array(context, '|');
    key public.clearances_contextkey;
BEGIN
    IF coalesce(context, '') = '' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO key FROM public.clearances_contextkey WHERE name = part[1] AND cardinality(part) = 7;
    IF NOT FOUND OR part[7] <> encode(sha256(
        key."outer" || sha256(key."inner" || convert_to(array_to_string(part[1:6], '|'), 'UTF8'))
    ), 'hex') THEN
        RAISE insufficient_privilege USING MESSAGE = 'accord.context is forged';
    END IF;
    IF part[4]::integer <> pg_backend_pid() THEN
        RAISE insufficient_privilege USING MESSAGE = 'accord.context was made for another connection';
    END IF;
    IF extract(epoch FROM statement_timestamp()) - part[5]::bigint NOT BETWEEN -SKEW AND LASTS THEN
        RAISE insufficient_privilege USING MESSAGE = 'accord.context is too old, or from the future';
    END IF;
    RETURN part;
END
$$
""".replace("DEFINER", DEFINER)
    .replace("SKEW", str(SKEW))
    .replace("LASTS", str(LASTS))
)

# The label ids of whoever acts: what every policy asks.
LABELS = f"""
CREATE OR REPLACE FUNCTION accord_labels() RETURNS integer[] LANGUAGE sql {DEFINER} AS $$
    SELECT coalesce(string_to_array(nullif((public.accord_claim())[6], ''), ',')::integer[], '{{}}')
$$
"""

# The number of the user who acts: what versions of rows and audit events keep.
ACTOR = f"""
CREATE OR REPLACE FUNCTION accord_actor() RETURNS bigint LANGUAGE sql {DEFINER} AS $$
    SELECT (public.accord_claim())[2]::bigint
$$
"""
