-- No table of planning may stand outside the wall.
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'planning' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity);
