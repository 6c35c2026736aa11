-- The claims stand inside the wall.
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'books' and c.relname = 'claim' and not (c.relrowsecurity and c.relforcerowsecurity);
-- The pen kept its owner, and the application cannot write claims.
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner where n.nspname = 'books' and p.proname in ('book', 'facts') and (r.rolname <> 'hengcang_pen' or not p.prosecdef);
select privilege_type from information_schema.role_table_grants where grantee = 'hengcang_app' and table_schema = 'books' and table_name = 'claim' and privilege_type <> 'SELECT';
