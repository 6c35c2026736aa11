-- Planning (计划): what demand was, what it will be, and by which calculation. Planning writes no books: what it proposes becomes documents through run().
-- Quantities are millionths of the item's base unit (Micro). Days and series without a row: see each table.
create schema planning;

-- One calculation: asked for, running, done. `data_version` is the hash of the input and `seed` + `model_version` what was done with it, so that the
-- same three give the same bytes. `holder` and `beat_at` tell a running job from one whose process died: the next process takes it up again.
create table planning.job (
  org_id uuid not null, id uuid not null, kind text not null check (kind in ('train', 'refresh', 'one', 'backtest')),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  progress numeric(5,4) not null default 0 check (progress between 0 and 1), step text not null default '', seed int not null default 20260,
  data_version text, model_version text, origin date, horizon int not null default 14 check (horizon between 1 and 92), params jsonb not null default '{}', result jsonb,
  asked_by text not null, asked_at timestamptz not null, started_at timestamptz, ended_at timestamptz, error text, tries int not null default 0, holder uuid, beat_at timestamptz,
  primary key (org_id, id)
);
create index job_list on planning.job (org_id, asked_at desc);
create index job_open on planning.job (state, asked_at) where state in ('waiting', 'running');
-- One open job of a kind and its parameters: pressing twice asks once.
create unique index job_once on planning.job (org_id, kind, md5(params::text)) where state = 'waiting';

-- What was wanted of an item in a warehouse on a day. A row stands only where there is something to say: a day between a series' first row and today
-- without a row was on offer and nothing was wanted. gross: left as booked; clean: the steady demand forecasts learn from (cancellations netted on the
-- day of the original, bulk and rush lines in `bulk`); loss: written off; doubt: returns for which no sale was found. offered false: nothing there to be
-- sold, so demand is unknown; censored: sold out that day, so demand was at least that much (what a model puts in its place is the change 缺货截断);
-- promo: gift lines or lines clearly under the usual price. 信噪比 before = Σ(clean + bulk) ÷ Σgross, after = 1 − Σdoubt ÷ Σclean.
create table planning.demand (
  org_id uuid not null, item_id uuid not null, warehouse_id uuid not null, day date not null, gross bigint not null default 0, clean bigint not null default 0,
  offered boolean not null default true, censored boolean not null default false, promo boolean not null default false, bulk bigint not null default 0, loss bigint not null default 0, doubt bigint not null default 0,
  primary key (org_id, item_id, warehouse_id, day)
);
create index demand_day on planning.demand (org_id, day);

-- Every change from gross to clean, with its reason. Its id follows from what it changes, so a rebuild finds it again and an undoing stays undone.
-- quantity: added to the day's clean demand (negative = taken out). `day` is the day it changes, doc_id/line_no the document that caused it.
create table planning.clean_change (
  org_id uuid not null, id uuid not null, item_id uuid not null, warehouse_id uuid not null, day date not null,
  kind text not null check (kind in ('无效取消', '临时加急', '报损', '缺货截断', '降价清货')), quantity bigint not null, doc_id uuid, line_no int, reason text not null,
  undone_at timestamptz, undone_by text, primary key (org_id, id)
);
create index clean_change_series on planning.clean_change (org_id, item_id, warehouse_id, day);

-- How far the history has been built: the last stock line seen.
create table planning.built (
  org_id uuid primary key, line bigint not null, until date not null, built_at timestamptz not null
);

-- What a done job said of one series. quantiles: horizon × 5 (.5 .8 .9 .95 .99), day by day. Units are base units (not millionths).
-- Demand summed over the coming days is summed from these (#policy sumCurves). parts: attribution; quality: accuracy against the naive methods.
create table planning.forecast (
  org_id uuid not null, job_id uuid not null, item_id uuid not null, warehouse_id uuid not null, origin date not null, horizon int not null, class text not null, model text not null,
  means float8[] not null, quantiles float8[] not null, parts jsonb not null default '{}', quality jsonb not null default '{}',
  primary key (org_id, job_id, item_id, warehouse_id)
);
create index forecast_series on planning.forecast (org_id, item_id, warehouse_id, job_id);
-- The forecast that holds: the newest done job's, the first day of the history it was made from, and the pack of that history as the model saw it
-- (src/app/planning/jobs/ground.ts), so that one item is forecast again without reading the others.
create table planning.current (org_id uuid primary key, job_id uuid not null, start date, pack uuid);
-- A trained model is kept for refreshing without training. series: item|warehouse in the order in which the model knows them.
create table planning.model (
  org_id uuid not null, job_id uuid not null, trained_at timestamptz not null, until date not null, series text[] not null, pack uuid not null, primary key (org_id, job_id)
);
-- Large bytes in pieces 0 … of − 1, so that writing them holds nobody up. Read only through a row that names the pack; what no row names is swept up with the next forecast.
create table planning.pack (
  org_id uuid not null, id uuid not null, no int not null, of int not null check (no >= 0 and no < of), bytes bytea not null, primary key (org_id, id, no)
);
-- They are packed tightly already.
alter table planning.pack alter column bytes set storage external;

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'planning' loop
    execute format('alter table planning.%I enable row level security', t);
    execute format('alter table planning.%I force row level security', t);
    -- History is added up by the hundred thousand rows: who is looking is asked once, not row by row.
    execute format('create policy wall on planning.%I to hengcang_app using (org_id = (select books.org())) with check (org_id = books.org())', t);
    execute format('grant select, insert, update, delete on planning.%I to hengcang_app', t);
  end loop;
end $$;
-- The clock looks in which company a job waits; it sees no more than that.
create policy clock on planning.job for select to hengcang_door using (true);
grant select on planning.job to hengcang_door;
grant usage on schema planning to hengcang_app, hengcang_door;
