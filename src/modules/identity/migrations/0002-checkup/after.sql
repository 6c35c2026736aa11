-- Runs are never deleted, and nobody but the front door writes them.
select grantee from information_schema.role_table_grants where table_schema = 'identity' and table_name = 'checkup' and (privilege_type = 'DELETE' and grantee like 'hengcang%' or privilege_type <> 'SELECT' and grantee = 'hengcang_app');
