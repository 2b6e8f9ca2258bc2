-- One database: who owns it, who may connect, and what a table made later grants. Safe to repeat; after roles.sql.
\set ON_ERROR_STOP on

ALTER DATABASE :"DBNAME" OWNER TO accord_owner;
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO accord_migrate, accord_app, accord_system;

ALTER SCHEMA public OWNER TO accord_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO accord_app, accord_system;

-- No TRUNCATE, REFERENCES or TRIGGER: row-level security doesn't hold for them.
ALTER DEFAULT PRIVILEGES FOR ROLE accord_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO accord_app, accord_system;
ALTER DEFAULT PRIVILEGES FOR ROLE accord_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO accord_app, accord_system;

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
