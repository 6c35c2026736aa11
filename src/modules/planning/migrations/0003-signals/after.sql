-- Every table of signals stands inside the wall.
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = 'planning' and c.relkind = 'r' and c.relname in ('signal', 'reading', 'fetch', 'trial', 'overlay') and not (c.relrowsecurity and c.relforcerowsecurity);
