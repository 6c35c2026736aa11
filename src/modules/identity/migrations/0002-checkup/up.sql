-- Runs of the check-up. org_id is the tenant, as everywhere in this room; company_id is whose books were looked at. `pos` and `root` are the head
-- of the event log as it stood: a later run proves that the log still contains it.
create table identity.checkup (
  org_id uuid not null, id uuid primary key, company_id uuid not null, person_id uuid not null, person_name text not null, started_at timestamptz not null, finished_at timestamptz,
  -- A process that dies leaves its run behind: `beat` is when it was last seen alive.
  state text not null default 'running' check (state in ('running', 'done', 'failed')), beat timestamptz not null default now(), total int not null, doing text, checks jsonb not null default '[]',
  rows bigint not null default 0, wrong bigint not null default 0, pos bigint, root text
);
create index checkup_company on identity.checkup (org_id, company_id, started_at desc);
alter table identity.checkup enable row level security;
alter table identity.checkup force row level security;
create policy wall on identity.checkup to hengcang_app using (org_id = books.tenant() and company_id = books.org()) with check (org_id = books.tenant() and company_id = books.org());
create policy door on identity.checkup to hengcang_door using (true) with check (true);
grant select on identity.checkup to hengcang_app;
grant select, insert, update on identity.checkup to hengcang_door;

-- Who keeps the books may look whether they are sound.
do $$
declare tenant uuid;
begin
  for tenant in select distinct org_id from identity.role loop
    update identity.role set rights = rights || array['verify.run'] where org_id = tenant and builtin and code in ('owner', 'accountant', 'finance-head') and not 'verify.run' = any (rights);
  end loop;
end $$;
