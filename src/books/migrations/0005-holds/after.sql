-- The application reads holds and notices and writes neither.
select table_name, privilege_type from information_schema.role_table_grants
where grantee = 'hengcang_app' and table_schema = 'books' and table_name in ('lot_hold', 'notice') and privilege_type <> 'SELECT';
