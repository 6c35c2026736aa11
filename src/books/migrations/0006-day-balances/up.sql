-- What was in stock at the end of any day, without reading the whole ledger: from what is nearest, a closed month's end or now, and the lines in between.

-- Quantities at the end of a closed period, per item × warehouse × lot; all bins together, nothing that was empty. Their values stand in pool_close.
create table books.stock_close (
  org_id uuid not null, item_id uuid not null, period int not null, warehouse_id uuid not null, lot_id uuid not null,
  on_hand bigint not null, on_hold bigint not null, in_transit bigint not null,
  primary key (org_id, item_id, period, warehouse_id, lot_id)
);
create index stock_close_period on books.stock_close (org_id, period);

alter table books.stock_close enable row level security;
alter table books.stock_close force row level security;
create policy wall on books.stock_close to hengcang_app, hengcang_pen using (org_id = (select books.org())) with check (org_id = books.org());
grant select on books.stock_close to hengcang_app, hengcang_pen;
grant insert, delete on books.stock_close to hengcang_pen;

-- The last closed period before `before` whose balances were written down; 0 when there is none.
create function books.last_close(before int) returns int language sql stable as $$
  select coalesce(max(p.period), 0) from books.period p where p.org_id = books.org() and p.state = 'closed' and p.period < before
    and exists (select from books.stock_close c where c.org_id = books.org() and c.period = p.period)
    and exists (select from books.pool_close c where c.org_id = books.org() and c.period = p.period)
$$;

-- The last day of a period.
create function books.last_day(period int) returns date language sql immutable parallel safe as $$
  select (make_date(period / 100, period % 100, 1) + interval '1 month' - interval '1 day')::date
$$;

-- From where the end of a day is reached soonest: the balances of `period` (0 = now) plus sign × the lines of the days after `lo` up to `hi`.
-- `first` and `last` are the periods those lines lie in. Without a day: now, and no lines at all.
create function books.near(d date) returns table (period int, lo date, hi date, sign int, first int, last int) language plpgsql stable rows 1 as $$
declare own int := to_char(d, 'YYYYMM')::int; closed int := case when d is null then 0 else books.last_close(own + 1) end; today date := greatest(d, current_date);
begin
  if d is null then return query select 0, null::date, null::date, 0, 0, -1;
  elsif closed = own then return query select own, d, books.last_day(own), -1, own, own;
  elsif closed > 0 and d - books.last_day(closed) < today - d then return query select closed, books.last_day(closed), d, 1, closed + 1, own;
  else return query select 0, d, 'infinity'::date, -1, own, 999912;
  end if;
end $$;

-- Periods were closed or opened again: writes down what closed ones hold, forgets what is no longer final. moved: [{period, state}].
-- One pass over the lines since the last closed period, so it may use the whole planner, which books.book() does not.
create function books.close_balances(moved jsonb) returns void language plpgsql set enable_seqscan = on set enable_hashjoin = on set enable_mergejoin = on set plan_cache_mode = auto as $$
declare me uuid := books.org(); p int; base int;
begin
  delete from books.stock_close c using jsonb_array_elements(moved) x where c.org_id = me and x->>'state' = 'open' and c.period >= (x->>'period')::int;
  for p in select (x->>'period')::int from jsonb_array_elements(moved) x where x->>'state' = 'closed' order by 1 loop
    delete from books.stock_close c where c.org_id = me and c.period = p;
    base := coalesce((select max(c.period) from books.stock_close c where c.org_id = me and c.period < p), 0);
    insert into books.stock_close (org_id, item_id, period, warehouse_id, lot_id, on_hand, on_hold, in_transit)
      select me, x.item_id, p, x.warehouse_id, x.lot_id, sum(x.on_hand), sum(x.on_hold), sum(x.in_transit) from (
        select c.item_id, c.warehouse_id, c.lot_id, c.on_hand, c.on_hold, c.in_transit from books.stock_close c where c.org_id = me and c.period = base
        union all
        select s.item_id, s.warehouse_id, coalesce(s.lot_id, books.nil()), coalesce(sum(s.qty) filter (where s.place = 'storage'), 0), coalesce(sum(s.qty) filter (where s.place in ('frozen', 'production')), 0),
          coalesce(sum(s.qty) filter (where s.place = 'transit'), 0)
        from books.stock_line s where s.org_id = me and s.period > base and s.period <= p and s.qty <> 0 group by 1, 2, 3) x
      group by 2, 4, 5 having sum(x.on_hand) <> 0 or sum(x.on_hold) <> 0 or sum(x.in_transit) <> 0;
  end loop;
end $$;
grant execute on function books.last_close(int), books.last_day(int), books.near(date) to hengcang_app, hengcang_pen;
grant execute on function books.close_balances(jsonb) to hengcang_pen;
revoke all on function books.close_balances(jsonb) from public;
