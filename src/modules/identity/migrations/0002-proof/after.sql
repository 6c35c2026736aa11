-- The proof is written by the pen, whoever inserts the audit row.
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner where n.nspname = 'books' and p.proname = 'prove' and (r.rolname <> 'hengcang_pen' or not p.prosecdef);
-- Runs are never deleted, and nobody but the front door writes them.
select grantee from information_schema.role_table_grants where table_schema = 'identity' and table_name = 'checkup' and (privilege_type = 'DELETE' and grantee like 'hengcang%' or privilege_type <> 'SELECT' and grantee = 'hengcang_app');
