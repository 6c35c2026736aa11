-- Pools whose costs are being put right after the document that changed them was booked: more later lines than a person should wait for (see docs/decisions/0006).
-- A row is the mark on the pool and the job in one: who brought the news, which document, how far the work is, what it will change. Gone when it is done.
create table books.late_cost (
  org_id uuid not null, item_id uuid not null, cost_group uuid not null, lot_id uuid not null,
  doc_id uuid not null, day date not null, lines int not null, user_id uuid not null, user_name text not null, at timestamptz not null,
  -- When it was last heard of.
  stage text not null default 'waiting' check (stage in ('waiting', 'computing', 'booking', 'failed')), beat timestamptz not null default now(), effect jsonb, trouble text,
  primary key (org_id, item_id, cost_group, lot_id)
);
alter table books.late_cost enable row level security;
alter table books.late_cost force row level security;
create policy wall on books.late_cost to hengcang_app, hengcang_pen using (org_id = books.org()) with check (org_id = books.org());
-- The worker asks which companies have something to do; nothing else of it is seen from the door.
create policy door on books.late_cost for select to hengcang_door using (true);
grant select (org_id, beat, stage) on books.late_cost to hengcang_door;
grant select on books.late_cost to hengcang_app, hengcang_pen;
grant insert, update, delete on books.late_cost to hengcang_pen;

-- Marks pools. b: {doc, day, user, userName, now, pools: [{item, group, lot, lines}]}. News on top of news: the latest document speaks for both.
create function books.late_costs(b jsonb) returns void language plpgsql security definer set search_path = books, pg_temp as $$
begin
  insert into books.late_cost (org_id, item_id, cost_group, lot_id, doc_id, day, lines, user_id, user_name, at, beat)
    select books.org(), x.item, coalesce(x."group", books.nil()), coalesce(x.lot, books.nil()), (b->>'doc')::uuid, (b->>'day')::date, x.lines, (b->>'user')::uuid, b->>'userName', (b->>'now')::timestamptz, now()
    from jsonb_to_recordset(b->'pools') as x(item uuid, "group" uuid, lot uuid, lines int) order by 2, 3, 4
    on conflict (org_id, item_id, cost_group, lot_id) do update set doc_id = excluded.doc_id, day = least(late_cost.day, excluded.day), lines = excluded.lines,
      user_id = excluded.user_id, user_name = excluded.user_name, at = excluded.at, stage = 'waiting', beat = now(), effect = null, trouble = null;
end $$;

-- Says how far the work for a document is.
create function books.late_costs_stage(doc uuid, at_stage text, foreseen jsonb, why text) returns void language plpgsql security definer set search_path = books, pg_temp as $$
begin
  update books.late_cost set stage = at_stage, beat = now(), effect = coalesce(foreseen, effect), trouble = why where org_id = books.org() and doc_id = doc;
end $$;

-- Ends the work: the pools hold what the replay found (their corrections are booked), and the marks go. What does not agree is a bug and stops everything.
create function books.late_costs_done(doc uuid, pools jsonb) returns void language plpgsql security definer set search_path = books, pg_temp as $$
declare bad record;
begin
  select p.item_id, p.qty, p.value, x.qty as should_qty, x.value as should_value into bad
    from jsonb_to_recordset(pools) as x(item uuid, "group" uuid, lot uuid, qty bigint, value bigint)
    join books.cost_pool p on p.org_id = books.org() and p.item_id = x.item and p.cost_group = coalesce(x."group", books.nil()) and p.lot_id = coalesce(x.lot, books.nil())
    join books.record r on r.org_id = p.org_id and r.id = p.item_id and coalesce(r.data->>'costMethod', 'moving-average') in ('moving-average', 'fifo', 'individual')
    where p.qty <> x.qty or p.value <> x.value limit 1;
  if found then raise exception 'pool of % holds % / %, its replay says % / %', bad.item_id, bad.qty, bad.value, bad.should_qty, bad.should_value; end if;
  update books.cost_pool p set layers = x.layers, last_price = x.price
    from jsonb_to_recordset(pools) as x(item uuid, "group" uuid, lot uuid, price bigint, layers jsonb)
    where p.org_id = books.org() and p.item_id = x.item and p.cost_group = coalesce(x."group", books.nil()) and p.lot_id = coalesce(x.lot, books.nil());
  delete from books.late_cost where org_id = books.org() and doc_id = doc;
end $$;

grant create on schema books to hengcang_pen;
alter function books.late_costs(jsonb) owner to hengcang_pen;
alter function books.late_costs_stage(uuid, text, jsonb, text) owner to hengcang_pen;
alter function books.late_costs_done(uuid, jsonb) owner to hengcang_pen;
revoke create on schema books from hengcang_pen;
revoke all on function books.late_costs(jsonb), books.late_costs_stage(uuid, text, jsonb, text), books.late_costs_done(uuid, jsonb) from public;
grant execute on function books.late_costs(jsonb), books.late_costs_stage(uuid, text, jsonb, text), books.late_costs_done(uuid, jsonb) to hengcang_app;
