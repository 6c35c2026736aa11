-- Exactly one head, and one who measures.
select count(*) from bus.log_head having count(*) <> 1;
select count(*) from bus.pulse having count(*) <> 1;
