-- The application itself may write nothing in the books.
select table_name, privilege_type from information_schema.role_table_grants
where grantee = 'hengcang_app' and table_schema = 'books' and privilege_type <> 'SELECT';
