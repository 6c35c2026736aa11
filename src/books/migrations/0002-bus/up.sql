-- The bus: outbox → sequencer → event_log (dense pos, hash chain) → cursors and inboxes. See facts/bus.md §3.3 for what went wrong elsewhere.
create schema bus;
create table bus.outbox (
  seq bigint generated always as identity primary key, org_id uuid not null, id uuid not null unique, agg text not null, agg_seq bigint not null,
  name text not null, payload jsonb not null, created timestamptz not null default clock_timestamp(), unique (org_id, agg, agg_seq, name)
);
create table bus.log_head (one boolean primary key default true check (one), pos bigint not null, root text not null);
insert into bus.log_head (pos, root) values (0, repeat('0', 64));
create table bus.event_log (
  pos bigint primary key, org_id uuid not null, id uuid not null unique, agg text not null, agg_seq bigint not null, name text not null, payload jsonb not null,
  created timestamptz not null, sequenced timestamptz not null, prev text not null, hash text not null, unique (org_id, agg, agg_seq, name)
);
create index event_log_org on bus.event_log (org_id, pos);
create table bus.cursor (consumer text primary key, pos bigint not null default 0, updated_at timestamptz not null default now());
create table bus.inbox (consumer text not null, id uuid not null, pos bigint not null, handled_at timestamptz not null default clock_timestamp(), primary key (consumer, id));
create table bus.dead (
  consumer text not null, pos bigint not null, org_id uuid not null, id uuid not null, agg text not null, error text not null, tries int not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'parked', 'resolved', 'skipped')), next_at timestamptz not null, primary key (consumer, pos)
);

create trigger never_changed before update or delete or truncate on bus.event_log for each statement execute function books.refuse_change();

alter table bus.outbox enable row level security;
alter table bus.outbox force row level security;
alter table bus.event_log enable row level security;
alter table bus.event_log force row level security;
alter table bus.dead enable row level security;
alter table bus.dead force row level security;
create policy wall on bus.outbox to hengcang_pen using (org_id = books.org()) with check (org_id = books.org());
create policy wall on bus.event_log to hengcang_app using (org_id = books.org());
create policy wall on bus.dead to hengcang_app using (org_id = books.org());
create policy all_rows on bus.outbox to hengcang_bus using (true) with check (true);
create policy all_rows on bus.event_log to hengcang_bus using (true) with check (true);
create policy all_rows on bus.dead to hengcang_bus using (true) with check (true);
grant usage on schema bus to hengcang_app, hengcang_pen, hengcang_bus;
grant insert, select on bus.outbox to hengcang_pen;
grant select on bus.event_log, bus.dead to hengcang_app;
grant select, insert, delete on bus.outbox to hengcang_bus;
grant select, insert on bus.event_log to hengcang_bus;
grant select, insert, update on bus.cursor, bus.inbox, bus.dead, bus.log_head to hengcang_bus;

-- Moves waiting events into the log in one short transaction. Every process may call it at any time: the head row is locked first,
-- and whoever finds it locked goes home. Returns how many were moved, or -1 when somebody else is at it.
create function bus.sequence(most int) returns int language plpgsql as $$
declare
  head record; event record; at bigint; chain text; moved int := 0; stamp timestamptz := clock_timestamp();
begin
  select pos, root into head from bus.log_head for update skip locked;
  if not found then return -1; end if;
  at := head.pos; chain := head.root;
  for event in
    with taken as (delete from bus.outbox where seq in (select seq from bus.outbox order by seq limit most) returning *) select * from taken order by seq
  loop
    at := at + 1;
    insert into bus.event_log (pos, org_id, id, agg, agg_seq, name, payload, created, sequenced, prev, hash)
    values (at, event.org_id, event.id, event.agg, event.agg_seq, event.name, event.payload, event.created, stamp, chain,
            encode(sha256(convert_to(chain || '|' || at || '|' || event.org_id || '|' || event.id || '|' || event.agg || '|' || event.agg_seq || '|' || event.name || '|' || event.payload::text, 'UTF8')), 'hex'))
    returning hash into chain;
    moved := moved + 1;
  end loop;
  if moved > 0 then update bus.log_head set pos = at, root = chain; end if;
  return moved;
end $$;
grant execute on function bus.sequence(int) to hengcang_bus;
