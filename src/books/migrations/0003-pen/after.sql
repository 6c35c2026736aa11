-- The application itself may write nothing in the books.
select table_name, privilege_type from information_schema.role_table_grants
where grantee = 'hengcang_app' and table_schema = 'books' and privilege_type <> 'SELECT';
-- The two strokes belong to the pen and run as it.
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner where n.nspname = 'books' and p.proname in ('book', 'facts') and (r.rolname <> 'hengcang_pen' or not p.prosecdef);
