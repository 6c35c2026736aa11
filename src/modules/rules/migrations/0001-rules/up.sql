-- Rules (规则): what was said, what it remembers, what it set going. Rules write no books: what they do goes through run() like a person's commands.
create schema rules;
create table rules.rule (
  org_id uuid not null, id uuid not null, name text not null, owner_id uuid not null, owner_name text not null,
  state text not null default 'draft' check (state in ('draft', 'awaiting', 'active', 'suspended')), active int, latest int not null,
  why text, next_at timestamptz, swept_at timestamptz, updated_at timestamptz not null, primary key (org_id, id)
);
-- What runs is compiled once and kept: the moment of the last change tells whether it still holds. It is the database's moment, so that no two changes share it.
create function rules.touched() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or (new.state, new.active, new.latest, new.owner_id) is distinct from (old.state, old.active, old.latest, old.owner_id) then new.updated_at := clock_timestamp(); else new.updated_at := old.updated_at; end if;
  return new;
end $$;
create trigger touched before insert or update on rules.rule for each row execute function rules.touched();
create index rule_changed on rules.rule (org_id, updated_at);
create index rule_state on rules.rule (org_id, state);
create index rule_due on rules.rule (next_at) where state = 'active' and next_at is not null;
-- A version is never changed: text, tree, canonical text and the words it was read with belong together.
create table rules.version (
  org_id uuid not null, rule_id uuid not null, version int not null, text text not null, ast jsonb not null, canonical text not null, lex text not null, priority int not null,
  author_id uuid not null, author_name text not null, at timestamptz not null, approved_by text, approved_at timestamptz, note text, primary key (org_id, rule_id, version)
);
-- What a version remembers of a subject: which branch is true, how often it fired, since when something holds, and the last verdict (为什么没触发).
create table rules.memory (
  org_id uuid not null, rule_id uuid not null, version int not null, subject text not null, subject_name text not null, high int, edges int not null default 0, last_fired bigint,
  held jsonb not null default '{}', why text not null, said jsonb not null default '[]', at timestamptz not null, primary key (org_id, rule_id, version, subject)
) with (fillfactor = 80);
create index memory_unknown on rules.memory (org_id, rule_id) where why = 'unknown';
-- Every-N (每满): how much has come together since the last firing, in millionths.
create table rules.meter (org_id uuid not null, rule_id uuid not null, version int not null, subject text not null, read bigint not null, primary key (org_id, rule_id, version, subject));
create table rules.firing (
  org_id uuid not null, id uuid not null, rule_id uuid not null, version int not null, subject text not null, subject_name text not null, cause text not null, branch int not null,
  at timestamptz not null, cue text not null, said jsonb not null, stack text[] not null default '{}', cut text, primary key (org_id, id), unique (org_id, rule_id, version, subject, cause)
);
create index firing_rule on rules.firing (org_id, rule_id, at desc);
create index firing_at on rules.firing (org_id, at desc);
-- One action of one firing: what is to be done, when, and what came of it.
create table rules.deed (
  org_id uuid not null, id uuid not null, firing_id uuid not null, rule_id uuid not null, place text not null, kind text not null, said text not null, work jsonb not null, key text not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused', 'skipped', 'failed')), after_id uuid, due_at timestamptz not null, tries int not null default 0, result jsonb,
  done_at timestamptz, handled_at timestamptz, primary key (org_id, id), unique (org_id, key)
);
create index deed_due on rules.deed (due_at) where state = 'waiting';
create index deed_firing on rules.deed (org_id, firing_id);
create index deed_doc on rules.deed (org_id, (result->>'doc')) where result ? 'doc';
-- Events that a rule looks at only later (…后48小时仍…).
create table rules.agenda (
  org_id uuid not null, id uuid not null, rule_id uuid not null, version int not null, event text not null, doc uuid, cause text not null, due_at timestamptz not null, done boolean not null default false,
  primary key (org_id, id), unique (org_id, rule_id, version, cause)
);
create index agenda_due on rules.agenda (due_at) where not done;
-- What holds because a rule said so: blocked operations, locks, approval chains, parameters (with what they were before), tags.
-- `field`: the parameter is a field of a record and is put back by the pen once `until` is set; the others end by themselves.
create table rules.hold (
  org_id uuid not null, id uuid not null, kind text not null check (kind in ('block', 'lock', 'approve', 'pass', 'param', 'tag')), what text not null, target_type text not null, target_id text not null,
  value text, prior text, field text, msg text, rule_id uuid not null, version int not null, subject text not null, branch int not null, reverts boolean not null, since timestamptz not null, until timestamptz, lifted_at timestamptz,
  lifted_why text, primary key (org_id, id)
);
create unique index hold_once on rules.hold (org_id, kind, what, target_type, target_id, rule_id, subject) where lifted_at is null;
create index hold_target on rules.hold (org_id, target_type, target_id, kind) where lifted_at is null;
create index hold_rule on rules.hold (org_id, rule_id, subject) where lifted_at is null;
-- Messages and to-dos for people; `role` where nobody in particular is meant.
create table rules.message (
  org_id uuid not null, id uuid not null, deed_id uuid not null, rule_id uuid not null, person_id uuid, role text, task boolean not null default false, text text not null, link text, via text[] not null default '{}',
  at timestamptz not null, read_at timestamptz, done_at timestamptz, done_by text, primary key (org_id, id)
);
create index message_person on rules.message (org_id, person_id, at desc);
-- Figures that come from outside (温度, OEE, 预警…): the last one of each, with its age.
create table rules.reading (org_id uuid not null, metric text not null, target text not null, value text not null, unit text, at timestamptz not null, primary key (org_id, metric, target));

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'rules' loop
    execute format('alter table rules.%I enable row level security', t);
    execute format('alter table rules.%I force row level security', t);
    execute format('create policy wall on rules.%I to hengcang_app using (org_id = books.org()) with check (org_id = books.org())', t);
    execute format('grant select, insert, update on rules.%I to hengcang_app', t);
  end loop;
  -- The clock looks in which company something is due; it sees no more than that.
  foreach t in array array['rule', 'deed', 'agenda'] loop
    execute format('create policy clock on rules.%I for select to hengcang_door using (true)', t);
    execute format('grant select on rules.%I to hengcang_door', t);
  end loop;
end $$;
grant delete on rules.rule, rules.version, rules.memory, rules.meter, rules.agenda to hengcang_app;
grant usage on schema rules to hengcang_app, hengcang_door;
