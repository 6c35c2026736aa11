-- The proof is the pen's: nobody else may add one.
select grantee from information_schema.role_routine_grants where routine_schema = 'books' and routine_name = 'prove_since' and grantee <> 'hengcang_pen';
