-- Claims: names that only one valid document of a company may hold, such as an invoice number (12号 §21(二) 防重复入账). The primary key decides
-- between two bookings at the same moment; the red document gives the name back. Also here: open items know their account, closing a period
-- waits for postings that are under way, and a pool may be revalued without a quantity.
create table books.claim (
  org_id uuid not null, claim text not null, doc_id uuid not null, primary key (org_id, claim)
);
create index claim_doc on books.claim (org_id, doc_id);
alter table books.claim enable row level security;
alter table books.claim force row level security;
create policy wall on books.claim to hengcang_app, hengcang_pen using (org_id = books.org()) with check (org_id = books.org());
grant select on books.claim to hengcang_app, hengcang_pen;
grant insert, delete on books.claim to hengcang_pen;

-- An advance (预收/预付) is an open item on another account than the bill it will be matched against.
alter table books.open_item add column account text;
update books.open_item i set account = r.account from books.account_role r
  where r.org_id = i.org_id and r.role = case i.side when 'receivable' then 'ar.billed' else 'ap.billed' end;
alter table books.open_item alter column account set not null;

-- A value change of qty 0 is inserted over an existing pool: the old CHECK judged the row before it was added to what is there.
do $$
declare c text;
begin
  for c in select conname from pg_constraint where conrelid = 'books.cost_pool'::regclass and contype = 'c' loop
    execute format('alter table books.cost_pool drop constraint %I', c);
  end loop;
end $$;
create function books.guard_pool() returns trigger language plpgsql as $$
begin
  raise exception 'cost pool of item % would hold % fen without a quantity', new.item_id, new.value using errcode = 'HC006';
end $$;
create trigger guard after insert or update on books.cost_pool for each row when (new.qty = 0 and new.value <> 0) execute function books.guard_pool();

-- One shared lock per period while a command runs; closing takes it alone, so nobody posts into a month that is being closed.
create function books.period_key(p int) returns bigint language sql stable as $$ select hashtextextended(books.org()::text || ':period:' || p, 0) $$;

-- What closing a period has to list.
create index document_unfinished on books.document (org_id, period) where state in ('draft', 'submitted', 'counting');
-- What was settled after a day (账龄 as it stood then).
create index settlement_day on books.settlement (org_id, day);

-- Takes the names for a document or says who holds one.
create function books.take_claims(doc uuid, claims jsonb) returns void language plpgsql as $$
declare taken record;
begin
  insert into books.claim (org_id, claim, doc_id) select books.org(), x, doc from jsonb_array_elements_text(claims) x order by x on conflict do nothing;
  select c.claim, d.number, d.type into taken from jsonb_array_elements_text(claims) x
    join books.claim c on c.org_id = books.org() and c.claim = x left join books.document d on d.org_id = c.org_id and d.id = c.doc_id
    where c.doc_id <> doc order by c.claim limit 1;
  if found then raise exception '%', jsonb_build_object('claim', taken.claim, 'number', taken.number, 'type', taken.type)::text using errcode = 'HC005'; end if;
end $$;

-- The pen's two strokes get five words more each. They are changed in place, because repeating three hundred lines here would undo whatever
-- else has been changed in them; a phrase that is not found stops the migration.
do $$
declare
  body text; step record;
begin
  for step in
    select * from (values
      (1, 'books.facts(jsonb)', 'select jsonb_build_object(''periods'',',
       'perform pg_advisory_xact_lock_shared(books.period_key(x::int)) from (select x from jsonb_array_elements_text(request->''periods'') x order by x::int) x; select jsonb_build_object(''periods'','),
      (2, 'books.facts(jsonb)', 'i.settled::text, i.due,', 'i.settled::text, i.account, i.due,'),
      (3, 'books.book(jsonb)', 'insert into books.open_item (org_id, id, side, party_id, doc_id, day, due, amount)', 'insert into books.open_item (org_id, id, side, party_id, doc_id, day, due, amount, account)'),
      (4, 'books.book(jsonb)', 'x.due, x.amount from jsonb_to_recordset(b->''openItems'') as x(id uuid, side text, party uuid, amount bigint, due date)',
       'x.due, x.amount, x.account from jsonb_to_recordset(b->''openItems'') as x(id uuid, side text, party uuid, amount bigint, due date, account text)'),
      (5, 'books.book(jsonb)', 'if b ? ''records'' then',
       'if jsonb_array_length(coalesce(b->''claims'', ''[]'')) > 0 then perform books.take_claims(doc, b->''claims''); end if;
  if d->>''reverses'' is not null then delete from books.claim where org_id = me and doc_id = (d->>''reverses'')::uuid; end if;
  if b ? ''records'' then')
    ) as s(n, f, old, new) order by n
  loop
    body := pg_get_functiondef(step.f::regprocedure);
    if position(step.old in body) = 0 or position(step.old in substr(body, position(step.old in body) + 1)) > 0 then
      raise exception 'migration 0004: phrase % is not found exactly once in %', step.n, step.f;
    end if;
    execute replace(body, step.old, step.new);
  end loop;
end $$;

grant execute on function books.take_claims(uuid, jsonb) to hengcang_pen;
revoke all on function books.take_claims(uuid, jsonb) from public;
