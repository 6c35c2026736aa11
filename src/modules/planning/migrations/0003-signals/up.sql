-- Outside signals (外部信号): figures from outside the house, with what was known of each day and when, and the limits of rules that move safety stock.

-- What a signal is. ahead: so many days before a day its figure is known (0 = only afterwards: rules may read it, forecasts may not).
-- missing: what a day without a figure counts as. stale: hours after which the last reading is called old. metric: the rules' word it also feeds.
-- pull: {url, format, rows, day, value, target, minutes}; its secret header stands apart and is never sent to a screen.
create table planning.signal (
  org_id uuid not null, id uuid not null, code text not null, name text not null, unit text not null default '', level text not null check (level in ('company', 'warehouse', 'category', 'item')),
  feed text not null check (feed in ('file', 'pull', 'push')), source text not null, ahead int not null check (ahead between 0 and 400),
  missing text not null check (missing in ('leave', 'last', 'zero')), stale int not null default 48 check (stale between 1 and 8784), metric text, state text not null default 'on' check (state in ('on', 'paused')),
  pull jsonb, pull_secret text, next_at timestamptz, tries int not null default 0, made_by text not null, made_at timestamptz not null,
  primary key (org_id, id), unique (org_id, code), check ((feed = 'pull') = (pull is not null))
);
create index signal_due on planning.signal (next_at) where state = 'on' and next_at is not null;

-- One figure of one day, as known from `vintage` on; a later vintage corrects it for whoever asks later, not for whoever asked before.
-- target: '*' or the warehouse, category or item it is about.
create table planning.reading (
  org_id uuid not null, signal_id uuid not null, target text not null, day date not null, vintage timestamptz not null, value double precision not null,
  primary key (org_id, signal_id, target, day, vintage), foreign key (org_id, signal_id) references planning.signal (org_id, id) on delete cascade
);
create index reading_day on planning.reading (org_id, signal_id, day, vintage);

-- What came of asking outside, the newest first.
create table planning.fetch (
  org_id uuid not null, id uuid not null, signal_id uuid not null, at timestamptz not null, status int, found int not null default 0, taken int not null default 0, error text, ms int not null,
  primary key (org_id, id), foreign key (org_id, signal_id) references planning.signal (org_id, id) on delete cascade
);
create index fetch_of on planning.fetch (org_id, signal_id, at desc);

-- Trials on the past, one after the other: does a signal prove itself (gate), what would a rule's overlay have done (overlay).
create table planning.trial (
  org_id uuid not null, id uuid not null, kind text not null check (kind in ('gate', 'overlay')), subject uuid not null, version int,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')), progress numeric(5,4) not null default 0, asked_by text not null, asked_at timestamptz not null,
  beat_at timestamptz, tries int not null default 0, ended_at timestamptz, result jsonb, error text, primary key (org_id, id)
);
create index trial_of on planning.trial (org_id, subject, asked_at desc);
create index trial_open on planning.trial (state, asked_at) where state in ('waiting', 'running');
create unique index trial_once on planning.trial (org_id, kind, subject) where state in ('waiting', 'running');

-- Limits of a rule that sets the safety factor: its multiplier is kept within low…high and ends after `days`, whatever the rule says.
-- It counts only while `version` is the rule's own: a changed rule is tried again before it moves stock again.
create table planning.overlay (
  org_id uuid not null, rule_id uuid not null, low numeric(6,3) not null check (low > 0), high numeric(6,3) not null check (high <= 10), days int not null check (days between 1 and 92),
  state text not null default 'off' check (state in ('off', 'on')), version int, trial_id uuid, by_name text not null, at timestamptz not null, primary key (org_id, rule_id), check (low <= high)
);

do $$
declare t text;
begin
  foreach t in array array['signal', 'reading', 'fetch', 'trial', 'overlay'] loop
    execute format('alter table planning.%I enable row level security', t);
    execute format('alter table planning.%I force row level security', t);
    execute format('create policy wall on planning.%I to hengcang_app using (org_id = (select books.org())) with check (org_id = books.org())', t);
    execute format('grant select, insert, update, delete on planning.%I to hengcang_app', t);
  end loop;
  -- The clock looks in which company a pull or a trial is due, or an overlay stands; it sees no more than that.
  foreach t in array array['signal', 'trial', 'overlay'] loop
    execute format('create policy clock on planning.%I for select to hengcang_door using (true)', t);
  end loop;
end $$;
grant select (org_id, id, state, next_at) on planning.signal to hengcang_door;
grant select (org_id, state, beat_at) on planning.trial to hengcang_door;
grant select (org_id, state) on planning.overlay to hengcang_door;
