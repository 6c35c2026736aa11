-- The bus towards outsiders: webhook endpoints (each a cursor of its own over the event log), what was delivered, and what came in.
create schema outside;

-- Who may send or publish just now, where there must be one at a time: whoever holds it renews it, whoever finds it run out takes it.
create table outside.lease (name text primary key, holder uuid not null, held_until timestamptz not null);

-- pos: everything up to here was delivered (or is not wanted). tries counts failures of the event behind it; next_at says when to try again.
create table outside.endpoint (
  org_id uuid not null, id uuid not null, name text not null, url text not null, wants text[] not null default '{}',
  state text not null default 'on' check (state in ('on', 'paused', 'disabled')), reason text,
  secret text not null, old_secret text, old_secret_until timestamptz,
  pos bigint not null, tries int not null default 0, next_at timestamptz not null default clock_timestamp(), failing_since timestamptz,
  holder uuid, held_until timestamptz, made_by text not null, made_at timestamptz not null default clock_timestamp(),
  primary key (org_id, id), unique (org_id, name)
);
create index endpoint_due on outside.endpoint (next_at) where state = 'on';

-- One row for every attempt; the newest few hundred of an endpoint are kept.
create table outside.delivery (
  org_id uuid not null, id bigint generated always as identity, endpoint_id uuid not null, kind text not null check (kind in ('auto', 'resend', 'test')),
  pos bigint, event_id uuid not null, name text not null, try int not null, at timestamptz not null default clock_timestamp(), ms int not null,
  status int, error text, request jsonb not null, response text, primary key (org_id, id),
  foreign key (org_id, endpoint_id) references outside.endpoint (org_id, id) on delete cascade
);
create index delivery_of on outside.delivery (org_id, endpoint_id, id desc);

-- What a company does with each kind of event from outside; one without a row is off.
create table outside.template (org_id uuid not null, name text not null, mode text not null check (mode in ('off', 'record', 'react')), primary key (org_id, name));

-- A device or program that sends. seq numbers its events (its row is locked meanwhile, so they stay in order); tokens is its allowance just now.
create table outside.source (
  org_id uuid not null, source text not null, id uuid not null default gen_random_uuid(), seq bigint not null default 0, tokens double precision not null, filled_at timestamptz not null, last_at timestamptz, via text,
  primary key (org_id, source)
);

-- Everything that knocked. id is the event in the log; what was refused keeps its problem, so that people see what is wrong with a device.
create table outside.received (
  org_id uuid not null, id uuid not null, source text not null, external_id text not null, type text not null, via text not null, at timestamptz not null,
  state text not null check (state in ('accepted', 'refused')), body jsonb not null, hash text not null, problem jsonb, answer jsonb,
  reaction jsonb, todo text, done_by text, done_at timestamptz, primary key (org_id, id)
);
create unique index received_once on outside.received (org_id, source, external_id) where state = 'accepted';
create index received_of on outside.received (org_id, type, at desc);
create index received_at on outside.received (org_id, at desc);
create index received_refused on outside.received (org_id, at desc) where state = 'refused';
create index received_todo on outside.received (org_id, at desc) where todo is not null and done_at is null;

do $$
declare t text;
begin
  for t in select unnest(array['endpoint', 'delivery', 'template', 'source', 'received']) loop
    execute format('alter table outside.%I enable row level security', t);
    execute format('alter table outside.%I force row level security', t);
    execute format('create policy wall on outside.%I to hengcang_app using (org_id = books.org()) with check (org_id = books.org())', t);
    execute format('create policy all_rows on outside.%I to hengcang_bus using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on outside.%I to hengcang_bus', t);
  end loop;
end $$;
grant usage on schema outside to hengcang_app, hengcang_bus;
grant select, insert, update on outside.lease to hengcang_bus;
grant select (org_id, id, name, url, wants, state, reason, old_secret_until, pos, tries, next_at, failing_since, made_by, made_at) on outside.endpoint to hengcang_app;
grant select on outside.delivery to hengcang_app;
grant select, insert, update on outside.template, outside.source, outside.received to hengcang_app;
-- Of what was refused the newest are kept; what was taken in stays.
grant delete on outside.received to hengcang_app;
create policy forget_refused on outside.received as restrictive for delete to hengcang_app using (state = 'refused');
