-- No table with an organisation may stand outside the wall.
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'outside' and c.relkind = 'r' and c.relname <> 'lease' and not (c.relrowsecurity and c.relforcerowsecurity);
-- The secrets of endpoints are the bus's alone.
select column_name from information_schema.column_privileges where table_schema = 'outside' and column_name in ('secret', 'old_secret') and grantee = 'hengcang_app' and privilege_type = 'SELECT';
