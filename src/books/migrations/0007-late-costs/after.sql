-- The application reads the marks and writes none.
select table_name, privilege_type from information_schema.role_table_grants
where grantee = 'hengcang_app' and table_schema = 'books' and table_name = 'late_cost' and privilege_type <> 'SELECT';
