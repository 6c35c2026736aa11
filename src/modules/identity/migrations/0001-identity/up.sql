-- People, roles, sessions and tokens. org_id is the tenant: the top of the organisation tree.
create schema identity;
create table identity.person (
  org_id uuid not null, id uuid primary key, login text not null unique, name text not null, phone text, password_hash text not null, active boolean not null default true,
  must_change boolean not null default false, preferences jsonb not null default '{}', created_at timestamptz not null default now(), last_seen timestamptz
);
create table identity.role (org_id uuid not null, id uuid not null, code text not null, name text not null, rights text[] not null, builtin boolean not null default false, primary key (org_id, id), unique (org_id, code));
-- A person holds a role at a node of the tree and below it.
create table identity.grant_at (org_id uuid not null, person_id uuid not null, role_id uuid not null, node_id uuid not null, primary key (org_id, person_id, role_id, node_id));
create table identity.session (org_id uuid not null, token_hash text primary key, person_id uuid not null, company_id uuid not null, created_at timestamptz not null default now(), seen_at timestamptz not null default now(), expires_at timestamptz not null, address text, agent text);
create index session_person on identity.session (org_id, person_id);
create table identity.api_token (org_id uuid not null, id uuid not null, token_hash text not null unique, person_id uuid not null, company_id uuid not null, name text not null, rights text[], created_at timestamptz not null default now(), expires_at timestamptz, used_at timestamptz, revoked_at timestamptz, primary key (org_id, id));
-- Before sign-in nobody's organisation is known; attempts are counted by login and address, and hold no other data.
create table identity.login_attempt (org_id uuid, login text not null, address text not null, at timestamptz not null default now(), ok boolean not null);
create index login_attempt_at on identity.login_attempt (login, at);
create index login_attempt_address on identity.login_attempt (address, at);

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'identity' loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
    execute format('create policy wall on identity.%I to hengcang_app using (org_id = books.tenant()) with check (org_id = books.tenant())', t);
    execute format('create policy door on identity.%I to hengcang_door using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on identity.%I to hengcang_door', t);
  end loop;
end $$;
grant usage on schema identity to hengcang_app, hengcang_door;
grant select (org_id, id, login, name, phone, active, must_change, preferences, created_at, last_seen) on identity.person to hengcang_app;
grant select on identity.role, identity.grant_at to hengcang_app;
grant select on books.org_node to hengcang_door;
create policy door on books.org_node to hengcang_door using (true);

-- Founds a company with its periods and the roles of its accounts. Called once by the set-up page, and for every further company.
create function books.found(f jsonb) returns void language plpgsql security definer set search_path = books, pg_temp as $$
declare company uuid := (f->>'id')::uuid; top uuid := (f->>'group')::uuid; start int := (f->>'firstPeriod')::int;
begin
  if f ? 'groupName' then
    perform set_config('hengcang.org', top::text, true);
    insert into books.org_node (org_id, id, kind, code, name, path, tenant_id) values (top, top, 'group', coalesce(f->>'groupCode', 'JT'), f->>'groupName', array[top], top);
  end if;
  perform set_config('hengcang.org', company::text, true);
  insert into books.org_node (org_id, id, parent_id, kind, code, name, standard, vat, tax_no, first_period, settings, path, tenant_id)
    values (company, company, top, 'company', f->>'code', f->>'name', f->>'standard', f->>'vat', f->>'taxNo', start, coalesce(f->'settings', '{}'), array[top, company], top);
  insert into books.account_role (org_id, role, account) select company, key, value from jsonb_each_text(f->'roles');
  insert into books.period (org_id, period, state) select company, (y * 100 + m), 'open' from generate_series(start / 100, (f->>'lastYear')::int) y, generate_series(1, 12) m where y * 100 + m >= start;
end $$;
-- A shop or warehouse site under the company in scope.
create function books.add_site(site uuid, site_code text, site_name text) returns void language sql security definer set search_path = books, pg_temp as $$
  insert into books.org_node (org_id, id, parent_id, kind, code, name, path, tenant_id) select o.id, site, o.id, 'site', site_code, site_name, o.path || site, o.tenant_id from books.org_node o where o.id = books.org()
$$;
create function books.save_settings(s jsonb) returns void language sql security definer set search_path = books, pg_temp as $$ update books.org_node set settings = settings || s where id = books.org() $$;
create function books.save_approval_rule(r jsonb) returns void language sql security definer set search_path = books, pg_temp as $$
  insert into books.approval_rule (org_id, id, type, from_amount, roles, active) values (books.org(), (r->>'id')::uuid, r->>'type', (r->>'from')::bigint, array(select jsonb_array_elements_text(r->'roles')), coalesce((r->>'active')::boolean, true))
  on conflict (org_id, id) do update set type = excluded.type, from_amount = excluded.from_amount, roles = excluded.roles, active = excluded.active
$$;
grant create on schema books to hengcang_pen;
alter function books.found(jsonb) owner to hengcang_pen;
alter function books.add_site(uuid, text, text) owner to hengcang_pen;
alter function books.save_settings(jsonb) owner to hengcang_pen;
alter function books.save_approval_rule(jsonb) owner to hengcang_pen;
revoke create on schema books from hengcang_pen;
revoke all on function books.found(jsonb), books.add_site(uuid, text, text), books.save_settings(jsonb), books.save_approval_rule(jsonb) from public;
grant execute on function books.found(jsonb), books.add_site(uuid, text, text), books.save_settings(jsonb), books.save_approval_rule(jsonb) to hengcang_app;
