-- The books: organisations, records, documents, stock ledger, general ledger, audit. Every table leads with org_id and carries a wall
-- (row-level security); postings can be added by the pen alone and changed by nobody.

do $$ begin
  if not exists (select from pg_roles where rolname = 'hengcang_app') then create role hengcang_app nologin; end if;
  if not exists (select from pg_roles where rolname = 'hengcang_pen') then create role hengcang_pen nologin; end if;
  if not exists (select from pg_roles where rolname = 'hengcang_bus') then create role hengcang_bus nologin; end if;
  if not exists (select from pg_roles where rolname = 'hengcang_door') then create role hengcang_door nologin; end if;
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant hengcang_app, hengcang_pen, hengcang_bus, hengcang_door to %I', current_user);
  end if;
end $$;

create schema books;

-- The scope of a transaction. Unset scope sees nothing.
create function books.org() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('hengcang.org', true), '')::uuid $$;
create function books.tenant() returns uuid language sql stable parallel safe as $$ select nullif(current_setting('hengcang.tenant', true), '')::uuid $$;
-- Sites (门店/仓) a person is limited to; null = all sites of the company.
create function books.sites() returns uuid[] language sql stable parallel safe as $$ select nullif(current_setting('hengcang.sites', true), '')::uuid[] $$;

create function books.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'posted rows of % are never changed or deleted; book a red document instead', tg_table_name using errcode = 'HC002';
end $$;

-- 集团 › 公司 › 门店/仓. A company keeps its own books, so org_id of all other tables is the company.
create table books.org_node (
  org_id uuid not null, id uuid primary key, parent_id uuid, kind text not null check (kind in ('group', 'company', 'site')),
  code text not null, name text not null, standard text check (standard in ('ASBE', 'ASSBE')), vat text check (vat in ('general', 'small')),
  tax_no text, first_period int, settings jsonb not null default '{}', active boolean not null default true, path uuid[] not null, tenant_id uuid not null
);

create table books.record (
  org_id uuid not null, type text not null, id uuid not null, code text not null, name text not null, active boolean not null default true,
  version int not null default 1, data jsonb not null default '{}', search text not null default '', updated_at timestamptz not null default now(),
  primary key (org_id, id), unique (org_id, type, code)
);
create index record_list on books.record (org_id, type, name);
-- Goods of others (受托代销): few, and never part of our stock's value.
create index record_consigned on books.record (org_id, id) where type = 'item' and data->>'consignor' is not null;

create table books.document (
  org_id uuid not null, id uuid not null, type text not null, number text, state text not null, version int not null,
  day date not null, period int not null, site_id uuid, party_id uuid, warehouse_id uuid, total bigint not null default 0, title text,
  maker_id uuid not null, made_at timestamptz not null, approver_id uuid, approved_at timestamptz, approvals jsonb not null default '[]',
  reverses uuid, reversed_by uuid, reason text, head jsonb not null, search text not null default '', updated_at timestamptz not null,
  primary key (org_id, id)
);
create unique index document_number on books.document (org_id, type, number);
create index document_list on books.document (org_id, type, day desc, id desc);
create index document_state on books.document (org_id, type, state, day desc, id desc);
create index document_party on books.document (org_id, party_id, type, day desc, id desc);
create index document_total on books.document (org_id, type, total desc, id desc);
-- Drafts whose day was moved to another month keep their number; lists sorted by number within some days must know them.
create index document_moved on books.document (org_id, type, day, number) where split_part(number, '-', 2) <> period::text;
-- What closing a period has to list.
create index document_unfinished on books.document (org_id, period) where state in ('draft', 'submitted', 'counting');
create index document_reverses on books.document (org_id, reverses) where reverses is not null;

create table books.document_line (
  org_id uuid not null, doc_id uuid not null, line_no int not null, item_id uuid, base_qty bigint, amount bigint, source_doc uuid, source_line int,
  data jsonb not null, primary key (org_id, doc_id, line_no)
);
create index document_line_source on books.document_line (org_id, source_doc) where source_doc is not null;
create index document_line_item on books.document_line (org_id, item_id, doc_id) where item_id is not null;

-- How much of a line has been received, invoiced, returned …
create table books.progress (
  org_id uuid not null, doc_id uuid not null, line_no int not null, kind text not null, qty bigint not null, amount bigint not null,
  primary key (org_id, doc_id, line_no, kind)
);

create table books.lot (
  org_id uuid not null, id uuid not null, item_id uuid not null, no text not null, made date, expires date, supplier_lot text, held boolean not null default false,
  data jsonb not null default '{}', primary key (org_id, id), unique (org_id, item_id, no)
);
create index lot_expires on books.lot (org_id, expires) where expires is not null;
-- A number without its item: what a person has in hand when asking where a piece or a batch is.
create index lot_no on books.lot (org_id, no text_pattern_ops);

-- The stock ledger: one signed row per inside place a movement touches. `counter` names the other side.
create table books.stock_line (
  org_id uuid not null, id bigint generated always as identity, doc_id uuid not null, line_no int not null,
  item_id uuid not null, lot_id uuid, warehouse_id uuid not null, bin_id uuid, place text not null, counter text not null, counter_warehouse uuid,
  qty bigint not null, cost bigint not null,
  period int not null, day date not null, cost_center uuid, department_id uuid, project_id uuid, party_id uuid, source_order uuid,
  account text not null, tax_attribute text not null, ownership text not null, approval_trail text not null,
  booked_at timestamptz not null,
  -- Where the cost comes from, so that late knowledge can put it right: given by the document, by the pool's method, from the movement `of`, or what
  -- a product's materials cost (output). `at_origin`: it counts where `of` stands. `corrects`: it only changes what that line cost.
  -- `against`: the account on the voucher's other side. `internal`: both sides of the move are in one cost pool.
  -- `layers`: what goods from another 先进先出 pool were taken from there, as [quantity, value]; a later correction says it again. basis 'counted': what
  -- a count's difference (`of`) changed by when a document dated before it became known.
  cost_group uuid not null default '00000000-0000-0000-0000-000000000000', basis text not null default 'given', of_doc uuid, of_line int, at_origin boolean not null default false,
  corrects bigint, against text, internal boolean not null default false, layers jsonb,
  primary key (org_id, id)
);
create index stock_line_item on books.stock_line (org_id, item_id, day, id);
-- Lines are booked nearly in the order of their days, so a few bytes for each range of pages find those after a closed month or a day.
create index stock_line_period on books.stock_line using brin (period, day) with (pages_per_range = 32);
create index stock_line_doc on books.stock_line (org_id, doc_id);
create index stock_line_lot on books.stock_line (org_id, lot_id, id) where lot_id is not null;
create index stock_line_corrects on books.stock_line (org_id, corrects) where corrects is not null;
create index stock_line_of on books.stock_line (org_id, of_doc) where of_doc is not null;
create index stock_line_output on books.stock_line (org_id, doc_id) where basis = 'output';

-- 现存 / 冻结 / 在途 / 已占用 per item × warehouse × lot × bin; the lot-less row of a warehouse guards it and carries the promises.
-- For an item with serial numbers it also carries `pieces`, the sum of on_hand of its lots, so that nobody has to add up the pieces to promise one.
create table books.stock_balance (
  org_id uuid not null, item_id uuid not null, warehouse_id uuid not null, lot_id uuid not null, bin_id uuid not null,
  on_hand bigint not null default 0, on_hold bigint not null default 0, in_transit bigint not null default 0, allocated bigint not null default 0,
  pieces bigint not null default 0, primary key (org_id, item_id, warehouse_id, lot_id, bin_id)
) with (fillfactor = 80);
-- Where a piece is, whatever the warehouse. None of its columns ever changes, so updates of the balances stay on their page.
create index stock_balance_lot on books.stock_balance (org_id, lot_id) where lot_id <> '00000000-0000-0000-0000-000000000000';

-- The few shelves that are not simply there, for sums over everything.
create index stock_balance_apart on books.stock_balance (org_id) where on_hold <> 0 or in_transit <> 0 or allocated <> 0;

-- What an item's stock is worth, per cost group (the company, or a 仓库组). The row without a lot is the whole and guards it; rows with a lot are 个别计价.
-- `layers` are those of 先进先出. `reference`: what a unit was thought to cost (10⁻⁶ 元) before any receipt said so; a replay begins with it. `last_day`: a document dated before it changes what came after.
create table books.cost_pool (
  org_id uuid not null, item_id uuid not null, cost_group uuid not null default '00000000-0000-0000-0000-000000000000', lot_id uuid not null default '00000000-0000-0000-0000-000000000000',
  qty bigint not null default 0, value bigint not null default 0, last_price bigint not null default 0, reference bigint not null default 0, last_day date, layers jsonb not null default '[]',
  primary key (org_id, item_id, cost_group, lot_id)
) with (fillfactor = 80);
-- The same at the end of a closed period: a replay starts here. Pools that did not move since keep their older row.
create table books.pool_close (
  org_id uuid not null, item_id uuid not null, cost_group uuid not null, lot_id uuid not null, period int not null,
  qty bigint not null, value bigint not null, last_price bigint not null, layers jsonb not null default '[]',
  primary key (org_id, item_id, cost_group, lot_id, period)
);
create index pool_close_period on books.pool_close (org_id, period);

-- An item's stock and value over all its cost pools.
create view books.item_value with (security_invoker = true) as
  select org_id, item_id, sum(qty)::bigint as qty, sum(value)::bigint as value from books.cost_pool where lot_id = '00000000-0000-0000-0000-000000000000' group by org_id, item_id;

create table books.reservation (
  org_id uuid not null, doc_id uuid not null, line_no int not null, item_id uuid not null, warehouse_id uuid not null, qty bigint not null, open bigint not null check (open >= 0),
  primary key (org_id, doc_id, line_no)
);
create index reservation_item on books.reservation (org_id, item_id, warehouse_id) where open > 0;

-- What a party's open orders still lack of delivery (信用检查), in 分: one row an order, none once it is delivered, closed or taken back.
-- Derived from the order's lines and their progress by books.reckon_orders(), so that a credit check reads open orders only.
create table books.open_order (org_id uuid not null, party_id uuid not null, doc_id uuid not null, amount bigint not null, primary key (org_id, party_id, doc_id));
create index open_order_doc on books.open_order (org_id, doc_id);

create table books.voucher (
  org_id uuid not null, id uuid not null, period int not null, word text not null, serial int not null, day date not null, doc_id uuid not null,
  summary text not null, attachments int not null default 0, maker_id uuid not null, approver_id uuid, reverses uuid, booked_at timestamptz not null,
  primary key (org_id, id), unique (org_id, period, word, serial)
);
create index voucher_doc on books.voucher (org_id, doc_id);
create table books.voucher_line (
  org_id uuid not null, voucher_id uuid not null, line_no int not null, period int not null, day date not null, account text not null, debit bigint not null, credit bigint not null,
  summary text not null, party_id uuid, item_id uuid, department_id uuid, project_id uuid, employee_id uuid, wallet_id uuid,
  primary key (org_id, voucher_id, line_no), check (debit = 0 or credit = 0)
);
create index voucher_line_account on books.voucher_line (org_id, account, period, day);
create index voucher_line_party on books.voucher_line (org_id, party_id, account, day) where party_id is not null;

create table books.account_balance (
  org_id uuid not null, period int not null, account text not null, debit bigint not null, credit bigint not null,
  primary key (org_id, period, account)
) with (fillfactor = 70);

-- 往来: what a party owes us or we owe it, and what has been matched against it.
create table books.open_item (
  org_id uuid not null, id uuid not null, side text not null check (side in ('receivable', 'payable')), party_id uuid not null, doc_id uuid not null,
  day date not null, due date, account text not null, amount bigint not null, settled bigint not null default 0,
  number text, -- the paper's own number, where it is not the document's (期初往来)
  currency uuid, foreign_amount bigint, foreign_settled bigint not null default 0, -- a debt in 外币 and what is settled of it, in hundredths of the currency
  primary key (org_id, id),
  check (abs(settled) <= abs(amount) and settled * sign(amount) >= 0),
  check (abs(foreign_settled) <= abs(coalesce(foreign_amount, 0)))
);
create index open_item_party on books.open_item (org_id, side, party_id, day) where amount <> settled;
create index open_item_doc on books.open_item (org_id, doc_id);
create table books.settlement (
  org_id uuid not null, id bigint generated always as identity, open_item uuid not null, doc_id uuid not null, amount bigint not null, foreign_amount bigint, day date not null,
  primary key (org_id, id)
);
create index settlement_item on books.settlement (org_id, open_item);
create index settlement_doc on books.settlement (org_id, doc_id);
-- What was settled after a day (账龄 as it stood then).
create index settlement_day on books.settlement (org_id, day);

create table books.period (
  org_id uuid not null, period int not null, state text not null check (state in ('open', 'closing', 'closed')), changed_by uuid, changed_at timestamptz, reason text,
  primary key (org_id, period)
);

-- Names that only one valid document of a company may hold, such as an invoice number (12号 §21(二) 防重复入账): the primary key decides
-- between two bookings at the same moment; the red document gives the name back.
create table books.claim (org_id uuid not null, claim text not null, doc_id uuid not null, primary key (org_id, claim));
create index claim_doc on books.claim (org_id, doc_id);

create table books.counter (org_id uuid not null, kind text not null, period int not null, last int not null, primary key (org_id, kind, period)) with (fillfactor = 50);

create table books.command_log (
  org_id uuid not null, key text not null, body_hash text not null, reply jsonb not null, user_id uuid not null, at timestamptz not null,
  primary key (org_id, key)
);

-- Who did what: append only. `hash` covers the whole booking; event_log chains it.
create table books.audit_log (
  org_id uuid not null, id bigint generated always as identity, at timestamptz not null, user_id uuid not null, user_name text not null, action text not null,
  subject text not null, subject_id uuid, summary text not null, context jsonb not null default '{}', change jsonb, hash text not null,
  primary key (org_id, id)
);
create index audit_subject on books.audit_log (org_id, subject_id);
create index audit_at on books.audit_log (org_id, at desc);

create table books.approval_rule (org_id uuid not null, id uuid not null, type text not null, from_amount bigint not null, roles text[] not null, active boolean not null default true, primary key (org_id, id));

-- The role map of the chart of accounts: which code plays 'inventory.goods' in this company.
create table books.account_role (org_id uuid not null, role text not null, account text not null, primary key (org_id, role));

do $$
declare t text;
begin
  foreach t in array array['stock_line', 'voucher', 'voucher_line', 'settlement', 'audit_log'] loop
    execute format('create trigger never_changed before update or delete or truncate on books.%I for each statement execute function books.refuse_change()', t);
  end loop;
end $$;

-- A posted document keeps its content; only its state may move on.
create function books.guard_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then raise exception 'documents are never deleted; void them' using errcode = 'HC002'; end if;
  if old.state in ('posted', 'closed', 'reversed', 'void') and
     (new.head, new.total, new.day, new.period, new.party_id, new.warehouse_id, new.number, new.type, new.maker_id, new.approver_id, new.approved_at)
     is distinct from (old.head, old.total, old.day, old.period, old.party_id, old.warehouse_id, old.number, old.type, old.maker_id, old.approver_id, old.approved_at) then
    raise exception 'document % is posted and cannot be edited', old.number using errcode = 'HC002';
  end if;
  return new;
end $$;
create trigger guard before update or delete on books.document for each row execute function books.guard_document();
create function books.guard_line() returns trigger language plpgsql as $$
begin
  if exists (select from books.document d where d.org_id = old.org_id and d.id = old.doc_id and d.state in ('posted', 'closed', 'reversed', 'void')) then
    raise exception 'lines of a posted document cannot be edited' using errcode = 'HC002';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger guard before update or delete on books.document_line for each row execute function books.guard_line();

-- No value without a quantity. Judged when the transaction ends: a receipt and the corrections it brings about are booked one after the other.
create function books.guard_pool() returns trigger language plpgsql as $$
declare left_over bigint;
begin
  select value into left_over from books.cost_pool where org_id = new.org_id and item_id = new.item_id and cost_group = new.cost_group and lot_id = new.lot_id and qty = 0 and value <> 0;
  if found then raise exception 'cost pool of item % would hold % fen without a quantity', new.item_id, left_over using errcode = 'HC006'; end if;
  return null;
end $$;
create constraint trigger guard after insert or update on books.cost_pool deferrable initially deferred for each row when (new.qty = 0 and new.value <> 0) execute function books.guard_pool();

-- An item that has moved keeps its way of costing and its owner: a change of method or of a standard cost is a document (计价方法变更单, 标准成本调整单), which books
-- what it does; goods of another consignor (受托代销) are another item.
create function books.consigned_as(item jsonb) returns text language sql immutable parallel safe as $$ select (item->>'consignor') || ' ' || coalesce(item->>'consignMode', '') $$;
create function books.guard_costing() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('books.restating', true), '') <> 'on' and exists (select from books.stock_line s where s.org_id = new.org_id and s.item_id = new.id) then
    raise exception '%', jsonb_build_object('code', new.code, 'name', new.name, 'what', case when books.consigned_as(new.data) is distinct from books.consigned_as(old.data) then 'consignor'
      when coalesce(new.data->>'costMethod', 'moving-average') is distinct from coalesce(old.data->>'costMethod', 'moving-average') then 'costMethod' else 'standardCost' end)::text using errcode = 'HC007';
  end if;
  return new;
end $$;
create trigger guard_costing before update on books.record for each row when (new.type = 'item' and (books.consigned_as(new.data) is distinct from books.consigned_as(old.data)
  or coalesce(new.data->>'costMethod', 'moving-average') is distinct from coalesce(old.data->>'costMethod', 'moving-average')
  or (new.data->>'costMethod' = 'standard' and (new.data->>'standardCost') is distinct from (old.data->>'standardCost')))) execute function books.guard_costing();

-- The wall. The application sees its own company; a person limited to sites sees the documents of those sites.
do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'books' loop
    execute format('alter table books.%I enable row level security', t);
    execute format('alter table books.%I force row level security', t);
    if t <> 'org_node' then
      -- Tables that are added up by the hundred thousand ask who is looking once, not row by row (measured: a third of the time).
      execute format('create policy wall on books.%I to hengcang_app, hengcang_pen using (org_id = %s) with check (org_id = books.org())', t,
        case when t in ('stock_line', 'stock_balance', 'cost_pool', 'pool_close') then '(select books.org())' else 'books.org()' end);
    end if;
    execute format('grant select on books.%I to hengcang_app, hengcang_pen', t);
    execute format('grant insert on books.%I to hengcang_pen', t);
  end loop;
end $$;
create policy wall on books.org_node to hengcang_app, hengcang_pen using (books.org() = any (path)) with check (books.org() = any (path));
create policy site on books.document as restrictive for select to hengcang_app using (site_id is null or books.sites() is null or site_id = any (books.sites()));
grant update on books.record, books.document, books.document_line, books.progress, books.stock_balance, books.cost_pool, books.reservation,
  books.account_balance, books.open_item, books.period, books.counter, books.lot, books.org_node, books.approval_rule, books.account_role to hengcang_pen;
grant update, delete on books.pool_close to hengcang_pen;
grant delete on books.document_line, books.approval_rule, books.claim, books.open_order, books.stock_balance to hengcang_pen;
grant select on books.item_value to hengcang_app, hengcang_pen;
grant usage on schema books to hengcang_app, hengcang_pen, hengcang_bus, hengcang_door;
