-- No table with an organisation may stand outside the wall.
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'quality' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity);
-- What was photographed is not painted over.
select privilege_type from information_schema.table_privileges where table_schema = 'quality' and grantee = 'hengcang_app' and privilege_type = 'UPDATE';
