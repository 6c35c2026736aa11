-- Balances of closed periods are written by the pen alone.
select table_name, privilege_type from information_schema.role_table_grants
where grantee = 'hengcang_app' and table_schema = 'books' and table_name = 'stock_close' and privilege_type <> 'SELECT';
