-- The cluster's roles. Safe to repeat; used by the embedded servers and by docker-compose.yml alike.
-- Passwords come from the environment, so that they appear in no command line and in no file of the repository.
\set ON_ERROR_STOP on
\getenv migrate_password ACCORD_MIGRATE_PASSWORD
\getenv app_password ACCORD_APP_PASSWORD
\getenv system_password ACCORD_SYSTEM_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY['accord_owner', 'accord_migrate', 'accord_app', 'accord_system', 'accord_definer', 'accord_audit']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- Owns every table; nobody signs in as it.
ALTER ROLE accord_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

-- Owns the functions that check signatures and look past row-level security; nobody signs in as it, and no table
-- grants it more than the columns they read. The owner hands functions over to it, so it must be a member.
ALTER ROLE accord_definer NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS;
GRANT accord_definer TO accord_owner;

-- Owns the audit's tables and the triggers that keep them append-only, so that the owner of all others can't change
-- them by the way: only whoever says SET ROLE accord_audit can.
ALTER ROLE accord_audit NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
GRANT accord_audit TO accord_owner WITH INHERIT FALSE, SET TRUE;

-- Runs migrations, as the owner.
ALTER ROLE accord_migrate LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT PASSWORD :'migrate_password';
GRANT accord_owner TO accord_migrate;
ALTER ROLE accord_migrate SET role TO 'accord_owner';

-- Web, mail and export: owns nothing, is a member of nothing, and sees what row-level security lets it see.
ALTER ROLE accord_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
-- First pages are short: planning for parallel workers or compiling them costs more than it saves.
ALTER ROLE accord_app SET max_parallel_workers_per_gather = 0;
ALTER ROLE accord_app SET jit = off;
ALTER ROLE accord_app SET random_page_cost = 1.1;
ALTER ROLE accord_app SET idle_in_transaction_session_timeout = '5min';

-- The tick worker only: it finds what is due past row-level security and hands over ids.
ALTER ROLE accord_system LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS PASSWORD :'system_password';
ALTER ROLE accord_system SET jit = off;
ALTER ROLE accord_system SET random_page_cost = 1.1;
