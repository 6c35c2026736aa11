-- Exactly one head.
select count(*) from bus.log_head having count(*) <> 1;
