-- Lots that may not leave storage (批次冻结、待检), and what the house tells people (消息). Both are written by books.book() alone, as parts of a booking.

-- One row for each document that holds a lot; the lot is free when none is left. books.facts() reads it under the guard rows of the item
-- (a freeze holds those of every warehouse), and books.book() looks once more, so that no document can take a held lot out of storage.
create table books.lot_hold (
  org_id uuid not null, lot_id uuid not null, doc_id uuid not null, item_id uuid not null, reason text not null, since timestamptz not null,
  primary key (org_id, lot_id, doc_id)
);
create index lot_hold_item on books.lot_hold (org_id, item_id);

create table books.notice (
  org_id uuid not null, id bigint generated always as identity, user_id uuid not null, at timestamptz not null, title text not null, body text not null,
  -- What it is about, and the document that told it.
  doc_type text, doc_id uuid, told_by uuid not null, read_at timestamptz,
  primary key (org_id, id)
);
create index notice_unread on books.notice (org_id, user_id) where read_at is null;
create index notice_user on books.notice (org_id, user_id, id desc);

do $$
declare t text;
begin
  foreach t in array array['lot_hold', 'notice'] loop
    execute format('alter table books.%I enable row level security', t);
    execute format('alter table books.%I force row level security', t);
    execute format('create policy wall on books.%I to hengcang_app, hengcang_pen using (org_id = books.org()) with check (org_id = books.org())', t);
    execute format('grant select on books.%I to hengcang_app, hengcang_pen', t);
    execute format('grant insert on books.%I to hengcang_pen', t);
  end loop;
end $$;
grant delete on books.lot_hold to hengcang_pen;
grant update on books.notice to hengcang_pen;

-- What a held lot would lose, or nothing: [] of stock lines as booked. Out of storage it may only be frozen or written off; out of 冻结 only written off.
create function books.held_leaving(lines jsonb) returns text language sql stable as $$
  select jsonb_build_object('line', x.line, 'item', i.name, 'lot', l.no, 'doc', coalesce(d.number, ''), 'reason', h.reason)::text
  from jsonb_to_recordset(lines) as x(line int, lot uuid, place text, counter text, qty bigint)
  join books.lot_hold h on h.org_id = books.org() and h.lot_id = x.lot
  join books.lot l on l.org_id = books.org() and l.id = x.lot
  left join books.record i on i.org_id = books.org() and i.id = l.item_id
  left join books.document d on d.org_id = books.org() and d.id = h.doc_id
  where x.qty < 0 and ((x.place = 'storage' and x.counter not in ('frozen', 'loss')) or (x.place = 'frozen' and x.counter <> 'loss'))
  order by x.line, h.since limit 1
$$;
grant execute on function books.held_leaving(jsonb) to hengcang_pen;
revoke all on function books.held_leaving(jsonb) from public;

-- A person has read some of their notices (all of them: null); returns how many were unread.
create function books.read_notices(reader uuid, ids bigint[]) returns int language plpgsql security definer set search_path = books, pg_temp as $$
declare seen int;
begin
  update books.notice set read_at = now() where org_id = books.org() and user_id = reader and read_at is null and (ids is null or id = any (ids));
  get diagnostics seen = row_count;
  return seen;
end $$;
grant create on schema books to hengcang_pen;
alter function books.read_notices(uuid, bigint[]) owner to hengcang_pen;
revoke create on schema books from hengcang_pen;
revoke all on function books.read_notices(uuid, bigint[]) from public;
grant execute on function books.read_notices(uuid, bigint[]) to hengcang_app;
