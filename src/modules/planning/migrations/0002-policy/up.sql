-- Policy (补货): how much to keep of what where, what to do about it today, and what people decided. Quantities are millionths of the base unit, money 分.

-- What a company says about ordering. kind: 'company' (target is nil), 'category', 'supplier', 'item'; data: see src/modules/planning/policy/settings.ts.
create table planning.policy_setting (
  org_id uuid not null, kind text not null check (kind in ('company', 'category', 'supplier', 'item')), target_id uuid not null, data jsonb not null, changed_by text not null, changed_at timestamptz not null,
  primary key (org_id, kind, target_id)
);

-- The decay curve of a category (F8): the trade's model, its parameters refit on own markdowns and scrap, and how much that helped.
create table planning.decay (
  org_id uuid not null, category_id uuid not null, industry text not null, params jsonb not null, points int not null, before float8 not null, after float8 not null, fitted_at timestamptz not null,
  primary key (org_id, category_id)
);

-- The three numbers of an item in a warehouse, with what the static formula (日均销量 × 提前期 × 系数) says beside them. One row a series: those of the forecast
-- that holds. reasons: three Chinese sentences; facts: what they were made of (lead time, review, curves, source, overlays), so that stock can move without new curves.
create table planning.level (
  org_id uuid not null, item_id uuid not null, warehouse_id uuid not null, job_id uuid not null, made_at timestamptz not null, origin date not null,
  mean bigint not null, safety bigint not null check (safety >= 0), reorder_point bigint not null check (reorder_point >= 0), target bigint not null,
  static_safety bigint not null, static_reorder bigint not null, static_target bigint not null, abc text not null check (abc in ('A', 'B', 'C')), fill float8 not null,
  reasons text[] not null, facts jsonb not null, primary key (org_id, item_id, warehouse_id), check (target >= reorder_point)
);

-- What to do. There is one open suggestion of a kind for an item and a way; it follows the stock until somebody decides, and expires when it is overtaken.
create table planning.suggestion (
  org_id uuid not null, id uuid not null, made_at timestamptz not null, day date not null, kind text not null check (kind in ('purchase', 'transfer', 'produce', 'substitute')),
  item_id uuid not null, warehouse_id uuid not null, from_id uuid, supplier_id uuid, quantity bigint not null check (quantity > 0), need_by date, price bigint, money bigint not null default 0,
  gain bigint not null default 0, reason text not null, facts jsonb not null default '{}', state text not null default 'open' check (state in ('open', 'accepted', 'adjusted', 'rejected', 'expired')),
  decided_by uuid, decided_name text, decided_at timestamptz, decided_quantity bigint, why text, batch text, doc_type text, doc_id uuid, primary key (org_id, id),
  check (state <> 'rejected' or why is not null)
);
create unique index suggestion_open on planning.suggestion (org_id, kind, item_id, warehouse_id, coalesce(from_id, '00000000-0000-0000-0000-000000000000')) where state = 'open';
create index suggestion_day on planning.suggestion (org_id, day desc, state);
create index suggestion_unfinished on planning.suggestion (org_id, batch) where state in ('accepted', 'adjusted') and doc_id is null;
create index suggestion_item on planning.suggestion (org_id, item_id, warehouse_id, made_at desc);

-- F9: the twenty series with the largest expected loss of a morning, what a person said about each, and what came of it afterwards.
-- facts: stock, arriving, costs, the curve as it was then. score: what the system's and the person's quantity cost in the end (分).
create table planning.risk (
  org_id uuid not null, day date not null, rank int not null, item_id uuid not null, warehouse_id uuid not null, money bigint not null, short_qty bigint not null, spoiled_qty bigint not null,
  chance float8 not null, quantity bigint not null, reason text not null, facts jsonb not null, state text not null default 'open' check (state in ('open', 'confirmed', 'overridden')),
  decided_quantity bigint, why text, decided_by uuid, decided_name text, decided_at timestamptz, due date not null, scored_at timestamptz, score jsonb,
  primary key (org_id, day, item_id, warehouse_id), check (state <> 'overridden' or (why is not null and decided_quantity is not null))
);
create index risk_to_score on planning.risk (org_id, due) where state <> 'open' and scored_at is null;

-- How the company stood at the end of a day: what the books alone cannot say afterwards. data: see src/app/planning/policy/kpi.ts.
create table planning.kpi_day (org_id uuid not null, day date not null, data jsonb not null, primary key (org_id, day));

do $$
declare t text;
begin
  foreach t in array array['policy_setting', 'decay', 'level', 'suggestion', 'risk', 'kpi_day'] loop
    execute format('alter table planning.%I enable row level security', t);
    execute format('alter table planning.%I force row level security', t);
    execute format('create policy wall on planning.%I to hengcang_app using (org_id = (select books.org())) with check (org_id = books.org())', t);
    execute format('grant select, insert, update on planning.%I to hengcang_app', t);
  end loop;
end $$;
grant delete on planning.level, planning.decay, planning.policy_setting to hengcang_app;
-- The clock looks which companies have a forecast; it sees no more than that.
create policy clock on planning.current for select to hengcang_door using (true);
grant select (org_id) on planning.current to hengcang_door;
