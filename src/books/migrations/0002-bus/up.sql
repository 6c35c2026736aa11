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
-- Where a consumer stands. `epoch` grows with every taking and fences off who was too slow; `begun`: events that may have left the house, not yet accounted for;
-- `since`: what lies at or before it is not asked of this consumer; `seen_at`: when it last looked.
create table bus.cursor (
  consumer text primary key, pos bigint not null default 0, since bigint not null default 0, updated_at timestamptz not null default now(),
  holder text not null default '', epoch bigint not null default 0, leased_until timestamptz not null default '-infinity', begun bigint[] not null default '{}',
  seen_at timestamptz not null default '-infinity'
);
create table bus.inbox (
  consumer text not null, id uuid not null, pos bigint not null, org_id uuid, handled_at timestamptz not null default clock_timestamp(), delay_ms int,
  primary key (consumer, id)
);
create unique index inbox_pos on bus.inbox (consumer, pos);
create index inbox_recent on bus.inbox (handled_at);
-- A letter that did not get through. `payload`: what a person put in place of the event's own; `moves`: how often a person moved it.
create table bus.dead (
  consumer text not null, pos bigint not null, org_id uuid not null, id uuid not null, agg text not null, error text not null, tries int not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'parked', 'resolved', 'skipped')), next_at timestamptz not null,
  made_at timestamptz not null default clock_timestamp(), payload jsonb, moves int not null default 0, primary key (consumer, pos)
);
create index dead_open on bus.dead (consumer, org_id, agg, pos) where state in ('waiting', 'parked');
create index dead_of_org on bus.dead (org_id, state, pos);
-- Events that a consumer has passed without a trace, found by the health board; empty, or something is wrong.
create table bus.loss (consumer text not null, pos bigint not null, org_id uuid not null, id uuid not null, found_at timestamptz not null default clock_timestamp(), primary key (consumer, pos));
-- How it went, minute by minute, for each company, consumer and scene ('' = all of the consumer).
create table bus.minute (
  org_id uuid not null, consumer text not null, scene text not null, minute timestamptz not null, handled int not null, p50_ms int, p99_ms int, max_ms int,
  behind int not null, dead int not null, loss int not null, primary key (org_id, minute, consumer, scene)
);
create index minute_at on bus.minute (minute);
-- Who measures: one process at a time; `scanned`: how far the slow search through old events has come, per consumer.
create table bus.pulse (one boolean primary key default true check (one), at timestamptz not null default '-infinity', scanned jsonb not null default '{}');
insert into bus.pulse (one) values (true);

create trigger never_changed before update or delete or truncate on bus.event_log for each statement execute function books.refuse_change();

alter table bus.outbox enable row level security;
alter table bus.outbox force row level security;
alter table bus.event_log enable row level security;
alter table bus.event_log force row level security;
alter table bus.dead enable row level security;
alter table bus.dead force row level security;
alter table bus.inbox enable row level security;
alter table bus.inbox force row level security;
alter table bus.loss enable row level security;
alter table bus.loss force row level security;
alter table bus.minute enable row level security;
alter table bus.minute force row level security;
create policy wall on bus.outbox to hengcang_pen using (org_id = books.org()) with check (org_id = books.org());
create policy wall on bus.event_log to hengcang_app using (org_id = books.org());
create policy wall on bus.dead to hengcang_app using (org_id = books.org());
create policy wall on bus.loss to hengcang_app using (org_id = books.org());
create policy wall on bus.minute to hengcang_app using (org_id = books.org());
create policy all_rows on bus.inbox to hengcang_bus using (true) with check (true);
create policy all_rows on bus.loss to hengcang_bus using (true) with check (true);
create policy all_rows on bus.minute to hengcang_bus using (true) with check (true);
create policy all_rows on bus.outbox to hengcang_bus using (true) with check (true);
create policy all_rows on bus.event_log to hengcang_bus using (true) with check (true);
create policy all_rows on bus.dead to hengcang_bus using (true) with check (true);
grant usage on schema bus to hengcang_app, hengcang_pen, hengcang_bus;
grant insert, select on bus.outbox to hengcang_pen;
grant select on bus.event_log, bus.dead, bus.loss, bus.minute to hengcang_app;
grant select, insert, delete on bus.outbox to hengcang_bus;
grant select, insert on bus.event_log to hengcang_bus;
grant select, insert, update on bus.log_head, bus.pulse to hengcang_bus;
grant select, insert, update, delete on bus.cursor, bus.inbox, bus.dead, bus.loss, bus.minute to hengcang_bus;

-- An event whose place in its aggregate is taken in the log already is refused where it is booked: in the outbox it would stop the sequencer, and with it everybody's events.
create function bus.refuse_second() returns trigger language plpgsql security definer set search_path = bus, pg_temp as $$
begin
  perform 1 from bus.event_log e where e.org_id = new.org_id and e.agg = new.agg and e.agg_seq = new.agg_seq and e.name = new.name;
  if not found then perform 1 from bus.event_log e where e.id = new.id; end if;
  if found then raise unique_violation using message = format('event %s %s %s is in the log already', new.agg, new.agg_seq, new.name); end if;
  return null;
end $$;
grant create on schema bus to hengcang_bus;
alter function bus.refuse_second() owner to hengcang_bus;
revoke create on schema bus from hengcang_bus;
revoke all on function bus.refuse_second() from public;
-- Afterwards, so that a place the sequencer is moving this very moment has been moved when it is looked for.
create trigger never_twice after insert on bus.outbox for each row execute function bus.refuse_second();

-- Moves waiting events into the log in one short transaction. Every process may call it at any time: the head row is locked first, in a statement of its own
-- (otherwise two sequencers would number from an old head), and whoever finds it locked goes home. The links of the chain are computed one after
-- the other, the rows written in one statement. Returns how many were moved, or -1 when somebody else is at it.
create function bus.sequence(most int) returns int language plpgsql as $$
declare
  head record; seqs bigint[]; said text[]; links text[]; link text; n int;
begin
  select pos, root into head from bus.log_head for update skip locked;
  if not found then return -1; end if;
  select array_agg(o.seq order by o.seq), array_agg('|' || (head.pos + o.n) || '|' || o.org_id || '|' || o.id || '|' || o.agg || '|' || o.agg_seq || '|' || o.name || '|' || o.payload::text order by o.seq)
    into seqs, said from (select *, row_number() over (order by seq) as n from (select * from bus.outbox order by seq limit most) first) o;
  n := coalesce(cardinality(seqs), 0);
  if n = 0 then return 0; end if;
  link := head.root;
  for i in 1 .. n loop
    link := encode(sha256(convert_to(link || said[i], 'UTF8')), 'hex');
    links[i] := link;
  end loop;
  insert into bus.event_log (pos, org_id, id, agg, agg_seq, name, payload, created, sequenced, prev, hash)
    select head.pos + x.n, o.org_id, o.id, o.agg, o.agg_seq, o.name, o.payload, o.created, clock_timestamp(), lag(x.link, 1, head.root) over (order by x.n), x.link
    from unnest(seqs, links) with ordinality x(seq, link, n) join bus.outbox o on o.seq = x.seq order by x.n;
  delete from bus.outbox where seq = any (seqs);
  update bus.log_head set pos = head.pos + n, root = link;
  return n;
end $$;
grant execute on function bus.sequence(int) to hengcang_bus;

-- A person moves a dead letter of the company in scope: 'retry', 'resend' with another payload, 'skip'; 'deliver' makes one of an event that was lost.
-- Returns the letter as it was; null when there is none to move.
create function bus.move_dead(who text, at bigint, action text, edited jsonb) returns jsonb language plpgsql security definer set search_path = bus, pg_temp as $$
declare letter bus.dead; event bus.event_log;
begin
  select * into event from bus.event_log e where e.pos = at and e.org_id = books.org();
  if not found then return null; end if;
  if action = 'deliver' then
    delete from bus.loss l where l.consumer = who and l.pos = at;
    if not found then return null; end if;
    insert into bus.dead (consumer, pos, org_id, id, agg, error, tries, next_at) values (who, at, event.org_id, event.id, event.agg, '没有处理记录（丢失），由人工补投', 0, clock_timestamp()) on conflict do nothing;
  end if;
  select * into letter from bus.dead d where d.consumer = who and d.pos = at and d.state in ('waiting', 'parked') for update;
  if not found then return null; end if;
  update bus.dead d set moves = d.moves + 1, tries = 0, next_at = clock_timestamp(), payload = case when action = 'resend' then edited else d.payload end,
    state = case when action = 'skip' then 'skipped' else d.state end where d.consumer = who and d.pos = at;
  return jsonb_build_object('id', event.id, 'name', event.name, 'agg', event.agg, 'error', letter.error, 'tries', letter.tries, 'was', coalesce(letter.payload, event.payload));
end $$;
grant create on schema bus to hengcang_bus;
alter function bus.move_dead(text, bigint, text, jsonb) owner to hengcang_bus;
revoke create on schema bus from hengcang_bus;
revoke all on function bus.move_dead(text, bigint, text, jsonb) from public;
grant execute on function bus.move_dead(text, bigint, text, jsonb) to hengcang_app;
