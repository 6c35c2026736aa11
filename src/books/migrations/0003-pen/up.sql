-- The pen's two strokes. books.facts() gathers and locks what a decision may know; books.book() writes everything a decision says.
-- Both are one round trip each, however many lines the document has. Amounts travel as decimal text of 分 and 10⁻⁶ units.

create function books.nil() returns uuid language sql immutable parallel safe as $$ select '00000000-0000-0000-0000-000000000000'::uuid $$;
-- ["a", "b"] → {a,b}. One expression, so that it is inlined; a body with FROM would be planned anew at every call.
create function books.ids(list jsonb) returns uuid[] language sql stable parallel safe as $$ select coalesce(translate(list::text, '[]" ', '{}')::uuid[], '{}') $$;

create function books.period_key(p int) returns bigint language sql stable as $$ select hashtextextended(books.org()::text || ':period:' || p, 0) $$;

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

-- Reckons anew what open orders still lack of delivery: the share of each line's amount that its progress has not used up, rounded as in kernel/money.ts.
create function books.reckon_orders(orders jsonb) returns void language plpgsql as $$
declare docs uuid[] := books.ids(orders->'docs');
begin
  delete from books.open_order where org_id = books.org() and doc_id = any (docs);
  insert into books.open_order (org_id, party_id, doc_id, amount)
    select d.org_id, d.party_id, d.id, sum(x.rest) from books.document d
    cross join lateral (select l.amount - coalesce(round(l.amount * least(coalesce(p.qty, 0), l.base_qty)::numeric / nullif(l.base_qty, 0)), 0) as rest from books.document_line l
      left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = orders->>'until'
      where l.org_id = d.org_id and l.doc_id = d.id) x
    where d.org_id = books.org() and d.id = any (docs) and d.type = orders->>'order' and d.state = 'posted' and d.reverses is null and d.party_id is not null
    group by 1, 2, 3 having sum(x.rest) > 0 order by 2, 3;
end $$;

create function books.credit_key(party uuid) returns bigint language sql stable as $$ select hashtextextended(books.org()::text || ':credit:' || party, 0) $$;

-- A document with its lines, or the named ones of them, as the application reads it.
create function books.document_json(d books.document, nos int[] default null) returns jsonb language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number, 'state', d.state, 'version', d.version, 'day', d.day, 'period', d.period,
    'makerId', d.maker_id, 'approvals', d.approvals, 'reverses', d.reverses, 'reversedBy', d.reversed_by, 'party', d.party_id, 'site', d.site_id, 'head', d.head,
    'lines', coalesce((select jsonb_agg(l.data || jsonb_build_object('no', l.line_no, 'source',
       case when l.source_doc is null then null else jsonb_build_object('doc', l.source_doc, 'line', l.source_line) end) order by l.line_no)
       from books.document_line l where l.org_id = d.org_id and l.doc_id = d.id and (nos is null or l.line_no = any (nos))), '[]'))
$$;

-- Both strokes touch a handful of rows by their keys, so they plan once a session and always walk indexes with nested loops. Left to itself the
-- planner would plan half of the statements anew at every call (a sixth of the pen's time), and could keep a plan made when the tables were empty.
-- request: see src/books/facts.ts. The answer is a list of objects to be put together there: joining jsonb here would copy the whole answer at every step.
-- Rows are locked in one order everywhere: documents by id, pools by item, balances by key.
create function books.facts(request jsonb) returns json language plpgsql security definer set search_path = books, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  me uuid := books.org(); out text; part text; sources uuid[] := books.ids(request->'sources'); pools uuid[] := books.ids(request->'pools');
  items uuid[]; houses uuid[]; wanted uuid[] := books.ids(request->'records'); open_items uuid[] := books.ids(request->'openItems'); promised uuid[] := books.ids(request->'sources') || books.ids(request->'reservations');
  lot_items uuid[]; lot_nos text[]; piece_lots uuid[] := books.ids(request->'lotIds'); named_lots uuid[] := books.ids(request->'lotIds'); by_piece uuid[] := '{}'; cost_groups uuid[]; own_lots uuid[]; own_pieces uuid[]; party uuid := (request->>'credit')::uuid;
begin
  if request ? 'key' then
    select json_build_object('recalled', json_build_object('bodyHash', body_hash, 'reply', reply)) into part from books.command_log where org_id = me and key = request->>'key';
    if part is not null then return '[' || part || ']'; end if;
  end if;

  select json_build_object('accounts', coalesce(json_object_agg(role, account), '{}'),
      'org', (select json_build_object('id', o.id, 'name', o.name, 'standard', o.standard, 'vat', o.vat, 'settings', o.settings) from books.org_node o where o.id = me)) into out
    from books.account_role where org_id = me;
  -- One shared lock per period while a command runs; closing takes it alone, so nobody posts into a month that is being closed.
  -- A document that changes how goods are costed takes all open ones alone: nobody may value goods by the old way any more.
  if request ? 'restates' then perform pg_advisory_xact_lock(books.period_key(p.period)) from (select period from books.period where org_id = me and state <> 'closed' order by period) p;
  else perform pg_advisory_xact_lock_shared(books.period_key(x::int)) from (select x from jsonb_array_elements_text(request->'periods') x order by x::int) x;
  end if;
  select jsonb_build_object('periods', coalesce(jsonb_object_agg(period, state), '{}')) into part from books.period where org_id = me
    and period in (select x::int from jsonb_array_elements_text(request->'periods') x);
  out := out || ',' || part;

  if cardinality(sources) > 0 then
    -- What pulls from a document changes the value of goods in its warehouse, or an account its lines were booked to.
    wanted := wanted || array(select d.warehouse_id from books.document d where d.org_id = me and d.id = any (sources) and d.warehouse_id is not null)
      || array(select (l.data->>'account')::uuid from books.document_line l where l.org_id = me and l.doc_id = any (sources) and l.data->>'account' ~ '^[0-9a-f-]{36}$');
  end if;
  if request ? 'consigned' then
    wanted := wanted || array(select r.id from books.record r where r.org_id = me and r.type = 'item' and r.data->>'consignor' = request->'consigned'->>'party');
  end if;
  if jsonb_array_length(coalesce(request->'records', '[]')) > 0 then
    select json_build_object('records', coalesce(json_agg(json_build_object('id', r.id, 'type', r.type, 'code', r.code, 'name', r.name, 'active', r.active, 'data', r.data,
        'category', case when r.type = 'item' then (select c.data from books.record c where c.org_id = me and c.id = (r.data->>'category')::uuid) end)), '[]'))
      into part from books.record r where r.org_id = me and r.id = any (wanted);
    out := out || ',' || part;
  end if;
  if request ? 'approvals' then
    select json_build_object('approvalRules', coalesce(json_agg(json_build_object('type', type, 'from', from_amount::text, 'roles', to_jsonb(roles))), '[]')) into part
      from books.approval_rule where org_id = me and type = request->>'approvals' and active;
    out := out || ',' || part;
  end if;

  if cardinality(sources) > 0 then
    perform 1 from books.document where org_id = me and id = any (sources) order by id for update;
    select json_build_object('sources', coalesce(json_agg(json_build_object('doc', books.document_json(d),
      'progress', (select coalesce(json_agg(json_build_object('line', p.line_no, 'kind', p.kind, 'qty', p.qty::text, 'amount', p.amount::text)), '[]') from books.progress p where p.org_id = me and p.doc_id = d.id),
      'moved', case when (request->>'sourcePostings')::boolean then (select coalesce(json_agg(m), '[]') from (
          select s.line_no as line, s.lot_id as lot, (select o.no from books.lot o where o.org_id = me and o.id = s.lot_id) as no, sum(s.qty)::text as qty,
            sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.org_id = me and c.corrects = s.id), 0))::text as cost,
            -- What the line's value has changed by since: bills, freight, allowances.
            (select coalesce(sum(v.cost), 0) from books.stock_line v where v.org_id = me and v.of_doc = d.id and v.of_line = s.line_no and v.at_origin and v.qty = 0)::text as later
          from books.stock_line s where s.org_id = me and s.doc_id = d.id group by 1, 2) m) end,
      -- What documents pulled from each line have moved since: returns at the original cost must know what is left of it.
      'back', case when (request->>'sourcePostings')::boolean then (select coalesce(json_agg(m), '[]') from (
          select l.source_line as line, s.lot_id as lot, sum(s.qty)::text as qty,
            sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.org_id = me and c.corrects = s.id), 0))::text as cost from books.document_line l
          join books.stock_line s on s.org_id = me and s.doc_id = l.doc_id and s.line_no = l.line_no where l.org_id = me and l.source_doc = d.id group by 1, 2) m) end)), '[]'))
      into part from books.document d where d.org_id = me and d.id = any (sources);
    out := out || ',' || part;
  end if;
  if request ? 'dependents' then
    select json_build_object('dependents', coalesce(json_agg(json_build_object('type', x.type, 'number', x.number, 'state', x.state)), '[]')) into part from (
      select distinct d.type, d.number, d.state from books.document_line l join books.document d on d.org_id = me and d.id = l.doc_id
      where l.org_id = me and l.source_doc = (request->>'dependents')::uuid and d.state in ('draft', 'submitted', 'posted', 'closed') and d.reverses is null
      union select d.type, d.number, d.state from books.settlement s join books.open_item o on o.org_id = me and o.id = s.open_item join books.document d on d.org_id = me and d.id = s.doc_id
      where s.org_id = me and o.doc_id = (request->>'dependents')::uuid and s.doc_id <> o.doc_id and d.state = 'posted' and d.reverses is null) x;
    out := out || ',' || part;
  end if;

  if party is not null then
    -- Two orders of one customer are weighed one after the other, where there is a limit to weigh against.
    if exists (select from books.record r where r.org_id = me and r.id = party and coalesce(r.data->>'creditLimit', '') <> '') then perform pg_advisory_xact_lock(books.credit_key(party)); end if;
    select json_build_object('partyOwes', (select coalesce(sum(amount - settled), 0)::text from books.open_item where org_id = me and side = 'receivable' and party_id = party and amount <> settled),
      'partyOrders', (select coalesce(sum(amount), 0)::text from books.open_order where org_id = me and party_id = party)) into part;
    out := out || ',' || part;
  end if;
  if request ? 'serials' or request ? 'sourcePieces' or cardinality(piece_lots) > 0 then
    -- A serial number is a lot of one piece. Whoever moves a piece holds its row: two receipts of a number the house knows meet here, of a new one at its unique key.
    piece_lots := piece_lots || array(select (select l.id from books.lot l where l.org_id = me and l.item_id = (x->>0)::uuid and l.no = x->>1) from jsonb_array_elements(request->'serials') x);
    if request ? 'sourcePieces' then piece_lots := piece_lots || array(select distinct s.lot_id from books.stock_line s where s.org_id = me and s.doc_id = any (sources) and s.lot_id is not null); end if;
    piece_lots := array(select l.id from books.lot l where l.org_id = me and l.id = any (piece_lots) and (select (r.data->>'tracksSerials')::boolean from books.record r where r.org_id = me and r.id = l.item_id));
    perform 1 from books.lot where org_id = me and id = any (piece_lots) order by id for update;
    select json_build_object('serials', coalesce(json_agg(json_build_object('lot', l.id, 'item', l.item_id, 'no', l.no, 'at',
        (select coalesce(json_agg(json_build_object('warehouse', b.warehouse_id, 'warehouseName', (select w.name from books.record w where w.org_id = me and w.id = b.warehouse_id), 'bin', nullif(b.bin_id, books.nil()),
            'onHand', b.on_hand::text, 'onHold', b.on_hold::text, 'inTransit', b.in_transit::text)), '[]')
          from books.stock_balance b where b.org_id = me and b.lot_id = l.id and b.lot_id <> '00000000-0000-0000-0000-000000000000' and (b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0)))), '[]')) into part
      from books.lot l where l.org_id = me and l.id = any (piece_lots);
    out := out || ',' || part;
  end if;
  if request ? 'lots' then
    lot_items := array(select distinct (x->>0)::uuid from jsonb_array_elements(request->'lots') x);
    lot_nos := array(select distinct x->>1 from jsonb_array_elements(request->'lots') x);
    select json_build_object('lots', coalesce(json_agg(json_build_object('id', l.id, 'item', l.item_id, 'no', l.no, 'made', l.made, 'expires', l.expires)), '[]')) into part
      from books.lot l where l.org_id = me and l.item_id = any (lot_items) and l.no = any (lot_nos);
    out := out || ',' || part;
    named_lots := named_lots || array(select l.id from books.lot l where l.org_id = me and l.item_id = any (lot_items) and l.no = any (lot_nos));
  end if;
  if cardinality(pools) > 0 then
    -- The lot-less rows guard their items' costs; rows of single lots (个别计价) are read under their lock: those that hold something, and those the document names, for what
    -- is used up may have later lines too. Of items with serial numbers only the named pieces are read.
    cost_groups := case when (select o.settings->>'costPool' from books.org_node o where o.id = me) = 'warehouse-group'
      then array(select distinct coalesce((r.data->>'costGroup')::uuid, r.id) from books.record r where r.org_id = me and r.type = 'warehouse') else array[books.nil()] end;
    -- A pool that does not exist yet has no row to lock: who moves an item first holds a lock of its name, and who comes second reads what it left.
    perform pg_advisory_xact_lock(hashtextextended(me::text || x.i, 0)) from (select i from unnest(pools) i
      where (select count(*) from books.cost_pool c where c.org_id = me and c.item_id = i and c.cost_group = any (cost_groups) and c.lot_id = books.nil()) < cardinality(cost_groups) order by i) x;
    perform 1 from books.cost_pool where org_id = me and item_id = any (pools) and cost_group = any (cost_groups) and lot_id = books.nil() order by item_id, cost_group for update;
    own_lots := array(select r.id from books.record r where r.org_id = me and r.id = any (pools) and r.data->>'costMethod' = 'individual');
    own_pieces := array(select r.id from books.record r where r.org_id = me and r.id = any (own_lots) and coalesce((r.data->>'tracksSerials')::boolean, false) and not request ? 'restates');
    select json_build_object('closedThrough', (select coalesce(max(period), 0) from books.period where org_id = me and state = 'closed'), 'pools', coalesce(json_agg(json_build_object(
        'item', p.item_id, 'group', nullif(p.cost_group, books.nil()), 'lot', nullif(p.lot_id, books.nil()), 'qty', p.qty::text, 'value', p.value::text, 'price', p.last_price::text, 'reference', p.reference::text,
        'lastDay', p.last_day, 'layers', p.layers)), '[]'),
        'lastCount', (select max(day) from books.document where org_id = me and type = 'stock-count' and state = 'posted' and reverses is null)) into part from (
      select * from books.cost_pool where org_id = me and item_id = any (pools) and cost_group = any (cost_groups) and lot_id = books.nil()
      union all select * from books.cost_pool where org_id = me and item_id = any (own_lots) and not item_id = any (own_pieces) and lot_id <> books.nil() and (qty <> 0 or value <> 0 or lot_id = any (named_lots))
      union all select c.* from unnest(own_pieces) i(item) cross join lateral unnest(piece_lots) n(lot) join books.cost_pool c on c.org_id = me and c.item_id = i.item and c.cost_group = any (cost_groups) and c.lot_id = n.lot) p;
    out := out || ',' || part;
  end if;
  if request ? 'itemBalance' then
    select json_build_object('itemBalances', coalesce(json_object_agg(x.item_id, x.net::text), '{}')) into part from (
      select l.item_id, sum(l.debit - l.credit) as net from books.voucher_line l
      where l.org_id = me and l.account = (select r.account from books.account_role r where r.org_id = me and r.role = request->'itemBalance'->>'role') and l.item_id = any (books.ids(request->'itemBalance'->'items')) group by 1) x;
    out := out || ',' || part;
  end if;
  if request ? 'consigned' then
    -- Goods of a consignor that went anywhere but back to it, less what was settled. Within the house both ends of a move cancel out.
    select json_build_object('consigned', coalesce(json_agg(json_build_object('item', i.id, 'sold', (g.sold - t.sold)::text, 'soldCost', (g.sold_cost - t.sold_cost)::text,
        'lost', (g.lost - t.lost)::text, 'lostCost', (g.lost_cost - t.lost_cost)::text, 'owed', o.owed::text) order by i.code), '[]')) into part
    from books.record i
    cross join lateral (select coalesce(-sum(s.qty) filter (where s.counter = 'customer'), 0) as sold, coalesce(-sum(s.cost) filter (where s.counter = 'customer'), 0) as sold_cost,
        coalesce(-sum(s.qty) filter (where s.counter <> 'customer'), 0) as lost, coalesce(-sum(s.cost) filter (where s.counter <> 'customer'), 0) as lost_cost
      from books.stock_line s where s.org_id = me and s.item_id = i.id and s.day <= (request->'consigned'->>'day')::date and s.counter not in ('supplier', 'opening')) g
    cross join lateral (select coalesce(sum(l.base_qty) filter (where l.data->>'kind' = 'sold'), 0) as sold, coalesce(sum((l.data->>'worth')::numeric * 100) filter (where l.data->>'kind' = 'sold'), 0)::bigint as sold_cost,
        coalesce(sum(l.base_qty) filter (where l.data->>'kind' = 'lost'), 0) as lost, coalesce(sum((l.data->>'worth')::numeric * 100) filter (where l.data->>'kind' = 'lost'), 0)::bigint as lost_cost
      from books.document_line l join books.document d on d.org_id = me and d.id = l.doc_id and d.type = 'consignor-settlement' and d.state = 'posted' and d.reverses is null
      where l.org_id = me and l.item_id = i.id) t
    cross join lateral (select coalesce(sum(l.credit - l.debit), 0) as owed from books.voucher_line l join books.voucher v on v.org_id = me and v.id = l.voucher_id join books.document d on d.org_id = me and d.id = v.doc_id
      where l.org_id = me and l.account = (select r.account from books.account_role r where r.org_id = me and r.role = 'ap.consigned') and l.party_id = (request->'consigned'->>'party')::uuid and l.item_id = i.id
        and (l.day <= (request->'consigned'->>'day')::date or d.type = 'consignor-settlement')) o
    where i.org_id = me and i.type = 'item' and i.data->>'consignor' = request->'consigned'->>'party';
    out := out || ',' || part;
  end if;
  if request ? 'restates' then
    select json_build_object('holdings', coalesce(json_agg(json_build_object('item', h.item_id, 'group', nullif(h.cost_group, books.nil()), 'warehouse', h.warehouse_id, 'lot', h.lot_id, 'qty', h.qty::text, 'cost', h.cost::text, 'since', h.since::text)), '[]'),
        'lastStock', (select coalesce(json_object_agg(i, (select max(l.day) from books.stock_line l join books.document d on d.org_id = me and d.id = l.doc_id where l.org_id = me and l.item_id = i and l.doc_id <> (request->>'restates')::uuid and d.type <> 'cost-method-change')), '{}') from unnest(pools) i),
        'houses', (select coalesce(json_agg(json_build_object('id', r.id, 'type', r.type, 'code', r.code, 'name', r.name, 'active', r.active, 'data', r.data)), '[]') from books.record r where r.org_id = me and r.type = 'warehouse')) into part
      from (select item_id, cost_group, warehouse_id, lot_id, sum(qty) as qty, sum(cost) as cost,
          coalesce(sum(cost) filter (where period > (select coalesce(max(p.period), 0) from books.period p where p.org_id = me and p.state = 'closed')), 0) as since
        from books.stock_line where org_id = me and item_id = any (pools) group by 1, 2, 3, 4 order by 1, 2, 3, 4) h where h.qty <> 0 or h.cost <> 0 or h.since <> 0;
    out := out || ',' || part;
  end if;
  if request ? 'stock' then
    -- Arrays, not joins: the planner then always walks the primary key, however large the table is. Items × warehouses may lock a row too many, never one too few.
    items := array(select distinct (x->>0)::uuid from jsonb_array_elements(request->'stock') x);
    houses := array(select distinct (x->>1)::uuid from jsonb_array_elements(request->'stock') x);
    -- Who freezes or thaws a lot holds its item's guard rows in every warehouse, also where there is none of it yet: nobody issues it meanwhile, anywhere.
    if request ? 'freezes' then
      items := books.ids(request->'freezes');
      houses := array(select r.id from books.record r where r.org_id = me and r.type = 'warehouse');
      insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id)
        select me, i, w, books.nil(), books.nil() from unnest(items) i cross join unnest(houses) w order by 2, 3 on conflict do nothing;
      select json_build_object('houses', coalesce(json_agg(json_build_object('id', r.id, 'type', r.type, 'code', r.code, 'name', r.name, 'active', r.active, 'data', r.data)), '[]')) into part
        from books.record r where r.org_id = me and r.id = any (houses);
      out := out || ',' || part;
    end if;
    insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id)
      select me, (x->>0)::uuid, (x->>1)::uuid, books.nil(), books.nil() from jsonb_array_elements(request->'stock') x order by 2, 3 on conflict do nothing;
    -- The lot-less row guards its item in its warehouse: whoever takes stock away or promises it holds this lock; receipts only add and need none.
    perform 1 from books.stock_balance where org_id = me and item_id = any (items) and warehouse_id = any (houses) and lot_id = books.nil() and bin_id = books.nil() order by item_id, warehouse_id for update;
    -- Read under the guard rows: what was frozen before us is seen, what would be frozen after us waits.
    select json_build_object('holds', json_agg(json_build_object('item', h.item_id, 'lot', h.lot_id, 'doc', h.doc_id, 'reason', h.reason, 'since', h.since,
        'number', (select d.number from books.document d where d.org_id = me and d.id = h.doc_id)) order by h.since, h.doc_id)) into part
      from books.lot_hold h where h.org_id = me and h.item_id = any (items) having count(*) > 0;
    if part is not null then out := out || ',' || part; end if;
    -- An item with serial numbers may have a hundred thousand shelves of one piece: the lot-less row says how many there are, and only named pieces are looked at.
    by_piece := case when request ? 'wholeSerials' then '{}' else array(select r.id from books.record r where r.org_id = me and r.id = any (items) and (r.data->>'tracksSerials')::boolean) end;
    items := array(select i from unnest(items) i where i <> all (by_piece));
    select json_build_object('shelves', coalesce(json_agg(json_build_object('item', b.item_id, 'warehouse', b.warehouse_id, 'lot', nullif(b.lot_id, books.nil()), 'bin', nullif(b.bin_id, books.nil()),
        'onHand', b.on_hand::text, 'onHold', b.on_hold::text, 'inTransit', b.in_transit::text, 'allocated', b.allocated::text, 'pieces', b.pieces::text,
        'lotOf', (select json_build_object('expires', l.expires, 'no', l.no) from books.lot l where l.org_id = me and l.id = b.lot_id))), '[]')) into part
      from ((select * from books.stock_balance where org_id = me and item_id = any (items) and warehouse_id = any (houses) order by item_id, warehouse_id, lot_id, bin_id)
        union all select * from books.stock_balance where org_id = me and item_id = any (by_piece) and warehouse_id = any (houses) and lot_id = books.nil()
        union all select * from books.stock_balance where request ? 'lotIds' and org_id = me and lot_id = any (piece_lots) and lot_id <> '00000000-0000-0000-0000-000000000000' and item_id = any (by_piece)) b
      where b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0 or b.allocated <> 0 or b.pieces <> 0;
    out := out || ',' || part;
    -- What has been moved since the day of a count, or of a document that a posted count comes after: both ask what was there then. Pieces are looked at one by one.
    if (request->>'counts')::boolean or (request->>'asOf')::date < (select max(day) from books.document where org_id = me and type = 'stock-count' and state = 'posted' and reverses is null) then
      select json_build_object('counting', coalesce((request->>'counts')::boolean, false), 'since', coalesce(json_agg(json_build_object('item', s.item_id, 'warehouse', s.warehouse_id, 'lot', s.lot_id, 'bin', s.bin_id, 'qty', s.qty::text,
          'lotOf', (select json_build_object('expires', l.expires, 'no', l.no) from books.lot l where l.org_id = me and l.id = s.lot_id))), '[]')) into part
        from (select item_id, warehouse_id, lot_id, bin_id, sum(qty) as qty from books.stock_line where org_id = me and item_id = any (items) and day > (request->>'asOf')::date
          and warehouse_id = any (houses) and place = 'storage' group by 1, 2, 3, 4 having sum(qty) <> 0) s
        where not exists (select from books.record r where r.org_id = me and r.id = s.item_id and (r.data->>'tracksSerials')::boolean) and ((request->>'counts')::boolean or exists (select from books.document_line c join books.document d on d.org_id = me and d.id = c.doc_id where c.org_id = me and c.item_id = s.item_id
          and d.type = 'stock-count' and d.state = 'posted' and d.reverses is null and d.day > (request->>'asOf')::date and d.warehouse_id = s.warehouse_id));
      out := out || ',' || part;
    end if;
    select json_build_object('reservations', coalesce(json_agg(r), '[]')) into part from (
      select doc_id as doc, line_no as line, item_id as item, warehouse_id as warehouse, open::text from books.reservation
      where org_id = me and doc_id = any (promised) order by doc_id, line_no for update) r;
    out := out || ',' || part;
  end if;
  if request ? 'openItems' then
    select json_build_object('openItems', coalesce(json_agg(o), '[]')) into part from (
      select i.id, i.side, i.party_id as party, i.amount::text, i.settled::text, i.account, i.due, i.doc_id as doc, coalesce(i.number, d.number) as number,
        i.currency, i.foreign_amount::text as foreign, i.foreign_settled::text as "foreignSettled",
        -- 三单匹配 found the bill too far off, and nobody has released it.
        coalesce(d.head->>'match' = 'over', false) and exists (select from books.document_line l left join books.progress p on p.org_id = me and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'released'
          where l.org_id = me and l.doc_id = d.id and l.data->>'match' = 'over' and coalesce(p.amount, 0) = 0) as held
      from books.open_item i
      join books.document d on d.org_id = me and d.id = i.doc_id where i.org_id = me and i.id = any (open_items) order by i.id for update of i) o;
    out := out || ',' || part;
  end if;
  if request ? 'prices' then
    -- A price that begins on a day has it at the end of its code (src/books/turns.ts); the range keeps to the index, what is wanted is said exactly.
    select json_build_object('prices', coalesce(json_object_agg(x.item, x.price), '{}')) into part from (
      select distinct on (w.item) w.item, r.data->>'price' as price
      from (select i as item, p as party, (request->'prices'->>'kind') || '/' || i || '/' || p as code from jsonb_array_elements_text(request->'prices'->'items') i, (values (request->'prices'->>'party'), ('*')) v(p) where p is not null) w
      join books.record r on r.org_id = me and r.type = 'price' and r.code >= w.code and r.code <= w.code || '/9999-99-99'
      where r.active and r.data->>'kind' = request->'prices'->>'kind' and r.data->>'item' = w.item and coalesce(r.data->>'party', '*') = w.party
        and coalesce(r.data->>'from', '0') <= request->'prices'->>'day' and coalesce(r.data->>'to', '9') >= request->'prices'->>'day'
      order by w.item, w.party = '*') x;
    out := out || ',' || part;
  end if;
  return '[' || out || ']';
end $$;

-- plpgsql, because it keeps its plan for the session; a SQL function is planned anew at every call.
create function books.draw(what text, in_period int) returns int language plpgsql as $$
declare serial int;
begin
  insert into books.counter (org_id, kind, period, last) values (books.org(), what, in_period, 1)
    on conflict (org_id, kind, period) do update set last = counter.last + 1 returning last into serial;
  return serial;
end $$;

-- What pools hold at the end of a period, before it is closed. Only ever written behind the last closed period.
create function books.close_pools(in_period int, pools jsonb) returns void language plpgsql security definer set search_path = books, pg_temp as $$
begin
  if exists (select from books.period where org_id = books.org() and period >= in_period and state = 'closed') then raise exception 'period % is closed', in_period using errcode = 'HC002'; end if;
  insert into books.pool_close (org_id, item_id, cost_group, lot_id, period, qty, value, last_price, layers)
    select books.org(), x.item, coalesce(x."group", books.nil()), coalesce(x.lot, books.nil()), in_period, x.qty, x.value, x.price, x.layers
    from jsonb_to_recordset(pools) as x(item uuid, "group" uuid, lot uuid, qty bigint, value bigint, price bigint, layers jsonb)
    on conflict (org_id, item_id, cost_group, lot_id, period) do update set qty = excluded.qty, value = excluded.value, last_price = excluded.last_price, layers = excluded.layers;
end $$;

-- Locks further cost pools, in the order in which all are locked: a change of cost may travel to items the document does not name.
create function books.hold_pools(items uuid[]) returns void language plpgsql security definer set search_path = books, pg_temp as $$
begin
  perform 1 from books.cost_pool where org_id = books.org() and item_id = any (items) and lot_id = books.nil() order by item_id, cost_group for update;
end $$;

-- What a document booked, for its red twin.
create function books.booked(doc uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'rows', (select coalesce(jsonb_agg(jsonb_build_object('line', case when doc_id = doc then line_no else of_line end, 'followed', doc_id <> doc, 'item', item_id, 'lot', lot_id, 'warehouse', warehouse_id, 'bin', bin_id, 'place', place, 'counter', counter, 'counterWarehouse', counter_warehouse,
        'qty', qty::text, 'cost', cost::text, 'account', account, 'taxAttribute', tax_attribute, 'ownership', ownership, 'against', against, 'ofDoc', of_doc, 'ofLine', of_line, 'atOrigin', at_origin,
        'corrected', coalesce((select sum(c.cost) from books.stock_line c where c.org_id = s.org_id and c.corrects = s.id), 0)::text) order by id), '[]')
      -- A count's differences that documents dated before it have changed since belong to it.
      from books.stock_line s where org_id = books.org() and (doc_id = doc or (of_doc = doc and basis = 'counted'))),
    'voucher', (select jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0'), 'day', v.day, 'lines',
        (select jsonb_agg(jsonb_build_object('account', account, 'debit', debit::text, 'credit', credit::text, 'summary', summary, 'party', party_id, 'item', item_id, 'department', department_id, 'project', project_id, 'employee', employee_id, 'wallet', wallet_id) order by line_no)
         from books.voucher_line l where l.org_id = v.org_id and l.voucher_id = v.id)) from books.voucher v where v.org_id = books.org() and v.doc_id = doc limit 1),
    'openItems', (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'side', side, 'party', party_id, 'amount', amount::text, 'settled', settled::text, 'foreign', foreign_amount::text)), '[]') from books.open_item where org_id = books.org() and doc_id = doc),
    'settles', (select coalesce(jsonb_agg(jsonb_build_object('openItem', open_item, 'amount', amount::text, 'foreign', foreign_amount::text)), '[]') from books.settlement where org_id = books.org() and doc_id = doc),
    'reserved', (select coalesce(jsonb_agg(jsonb_build_object('doc', doc_id, 'line', line_no, 'item', item_id, 'warehouse', warehouse_id, 'open', open::text)), '[]') from books.reservation where org_id = books.org() and doc_id = doc and open > 0))
$$;

-- What earlier lines turn out to have cost: the line again, without quantity, on its own day or the day the cause became known. b: the booking of the
-- 出库成本调整单 (doc, now, trail, since, corrections). The pen may call this before it books anything else, so that a late receipt with
-- twenty thousand corrections holds the rows everybody wants no longer than any other document; books.book() is then given the seals it returns (as `sealed`).
create function books.correct_costs(b jsonb) returns jsonb language plpgsql security definer set search_path = books, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  me uuid := books.org(); doc uuid := (b->'doc'->>'id')::uuid; in_period int := (b->'doc'->>'period')::int; since date := (b->>'since')::date; trail text := b->>'trail'; stamp timestamptz := (b->>'now')::timestamptz;
  handed jsonb := b->'corrections'->'layers';
begin
  insert into books.stock_line (org_id, doc_id, line_no, item_id, lot_id, warehouse_id, bin_id, place, counter, counter_warehouse, qty, cost, period, day,
      cost_center, department_id, project_id, party_id, source_order, account, tax_attribute, ownership, approval_trail, booked_at, cost_group, basis, corrects, against, internal, layers)
    select me, doc, s.line_no, s.item_id, s.lot_id, s.warehouse_id, s.bin_id, s.place, s.counter, s.counter_warehouse, 0, x.amount, in_period, greatest(s.day, since),
      s.cost_center, s.department_id, s.project_id, s.party_id, s.source_order, s.account, s.tax_attribute, s.ownership, trail, stamp, s.cost_group, 'given', s.id, s.against, s.internal, handed->(s.id::text)
    from unnest((b->'corrections'->>'lines')::bigint[], (b->'corrections'->>'amounts')::bigint[]) as x(line, amount)
    join books.stock_line s on s.org_id = me and s.id = x.line order by s.id;
  return (select coalesce(jsonb_object_agg(s.part, s.seal), '{}') from books.stock_seals(array[doc]) s);
end $$;

-- b: see src/books/booking.ts. Counters and account balances, the rows everybody wants, come last, so they are held shortest.
create function books.book(b jsonb) returns jsonb language plpgsql security definer set search_path = books, pg_temp
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare
  me uuid := books.org(); d jsonb := b->'doc'; v jsonb := b->'voucher'; doc uuid := (d->>'id')::uuid; stamp timestamptz := (b->>'now')::timestamptz;
  doc_number text; v_serial int; v_number text; reply jsonb; version int := 0; bad record; part text; serial int;
  note books.audit_log; proof jsonb; proves boolean; posted boolean; sealed jsonb := b->'sealed';
begin
  if me is null then raise exception 'no organisation in scope' using errcode = 'HC001'; end if;

  -- A statement over an empty list still costs its start, so every part that is often empty asks first.
  if b->'lots' <> '[]' then
    insert into books.lot (org_id, id, item_id, no, made, expires, supplier_lot, data)
      select me, x.id, x.item, x.no, x.made, x.expires, x."supplierLot", coalesce(x.marks, '{}') from jsonb_to_recordset(b->'lots') as x(id uuid, item uuid, no text, made date, expires date, "supplierLot" text, marks jsonb) order by x.item, x.no;
  end if;

  if b ? 'dropLines' then
    delete from books.document_line where org_id = me and doc_id = doc and line_no in (select x::int from jsonb_array_elements_text(b->'dropLines') x);
  end if;
  if b->'lines' <> '[]' then
    insert into books.document_line (org_id, doc_id, line_no, item_id, base_qty, amount, source_doc, source_line, data)
      select me, doc, x.no, x.item, x."baseQty", x.amount, x."sourceDoc", x."sourceLine", x.data
      from jsonb_to_recordset(b->'lines') as x(no int, item uuid, "baseQty" bigint, amount bigint, "sourceDoc" uuid, "sourceLine" int, data jsonb)
      on conflict (org_id, doc_id, line_no) do update set item_id = excluded.item_id, base_qty = excluded.base_qty, amount = excluded.amount,
        source_doc = excluded.source_doc, source_line = excluded.source_line, data = excluded.data;
  end if;

  if b->'progress' <> '[]' then
    insert into books.progress (org_id, doc_id, line_no, kind, qty, amount)
      select me, x.doc, x.line, x.kind, sum(x.qty)::bigint, sum(x.amount)::bigint from jsonb_to_recordset(b->'progress') as x(doc uuid, line int, kind text, qty bigint, amount bigint) group by 2, 3, 4 order by 2, 3, 4
      on conflict (org_id, doc_id, line_no, kind) do update set qty = progress.qty + excluded.qty, amount = progress.amount + excluded.amount;
  end if;

  if b->'stock' <> '[]' then
    insert into books.stock_line (org_id, doc_id, line_no, item_id, lot_id, warehouse_id, bin_id, place, counter, counter_warehouse, qty, cost, period, day,
        cost_center, department_id, project_id, party_id, source_order, account, tax_attribute, ownership, approval_trail, booked_at, cost_group, basis, of_doc, of_line, at_origin, against, internal, layers)
      select me, doc, x.line, x.item, x.lot, x.warehouse, x.bin, x.place, x.counter, x."counterWarehouse", x.qty, x.cost, (d->>'period')::int, (d->>'day')::date,
        x."costCenter", x.department, x.project, (d->>'party')::uuid, x."sourceOrder", x.account, x."taxAttribute", x.ownership, b->>'trail', stamp,
        coalesce(x."costGroup", books.nil()), x.basis, x."ofDoc", x."ofLine", x."atOrigin", x.against, x.internal, x.layers
      from jsonb_to_recordset(b->'stock') as x(line int, item uuid, lot uuid, warehouse uuid, bin uuid, place text, counter text, "counterWarehouse" uuid, qty bigint, cost bigint,
        "costCenter" uuid, department uuid, project uuid, "sourceOrder" uuid, account text, "taxAttribute" text, ownership text,
        "costGroup" uuid, basis text, "ofDoc" uuid, "ofLine" int, "atOrigin" boolean, against text, internal boolean, layers jsonb);
  end if;
  if b ? 'holds' then
    delete from books.lot_hold h using jsonb_to_recordset(b->'holds') as x(lot uuid, "on" boolean, doc uuid) where h.org_id = me and h.lot_id = x.lot and not x."on" and (x.doc is null or h.doc_id = x.doc);
    insert into books.lot_hold (org_id, lot_id, doc_id, item_id, reason, since)
      select me, x.lot, doc, x.item, x.reason, stamp from jsonb_to_recordset(b->'holds') as x(lot uuid, item uuid, "on" boolean, reason text) where x."on" order by 2 on conflict do nothing;
  end if;
  -- The last word on held lots, whatever the document knew: they leave storage for 冻结 and 损耗 only.
  if b->'stock' <> '[]' and exists (select from books.lot_hold where org_id = me) then
    part := books.held_leaving(b->'stock');
    if part is not null then raise exception '%', part using errcode = 'HC008'; end if;
  end if;
  if b ? 'corrections' then sealed := books.correct_costs(b); end if;

  if b->'pools' <> '[]' then
    -- Quantity and value are added; price and layers are as they stand now, under the lock taken by books.facts().
    insert into books.cost_pool (org_id, item_id, cost_group, lot_id, qty, value, last_price, reference, last_day, layers)
      select me, x.item, coalesce(x."group", books.nil()), coalesce(x.lot, books.nil()), x.qty, x.value, x.price, x.reference, x.day, coalesce(x.layers, '[]')
      from jsonb_to_recordset(b->'pools') as x(item uuid, "group" uuid, lot uuid, qty bigint, value bigint, price bigint, reference bigint, day date, layers jsonb) order by 2, 3, 4
      on conflict (org_id, item_id, cost_group, lot_id) do update set qty = cost_pool.qty + excluded.qty, value = cost_pool.value + excluded.value,
        last_price = excluded.last_price,
        reference = case when cost_pool.reference > 0 then cost_pool.reference else excluded.reference end,
        last_day = greatest(cost_pool.last_day, excluded.last_day), layers = excluded.layers;
  end if;

  if b->'balances' <> '[]' then
    with changed as (
      insert into books.stock_balance (org_id, item_id, warehouse_id, lot_id, bin_id, on_hand, on_hold, in_transit, allocated, pieces)
        select me, x.item, x.warehouse, coalesce(x.lot, books.nil()), coalesce(x.bin, books.nil()), x."onHand", x."onHold", x."inTransit", x.allocated, coalesce(x.pieces, 0)
        from jsonb_to_recordset(b->'balances') as x(item uuid, warehouse uuid, lot uuid, bin uuid, "onHand" bigint, "onHold" bigint, "inTransit" bigint, allocated bigint, pieces bigint) order by 2, 3, 4, 5
        on conflict (org_id, item_id, warehouse_id, lot_id, bin_id) do update set on_hand = stock_balance.on_hand + excluded.on_hand, on_hold = stock_balance.on_hold + excluded.on_hold,
          in_transit = stock_balance.in_transit + excluded.in_transit, allocated = stock_balance.allocated + excluded.allocated, pieces = stock_balance.pieces + excluded.pieces
        returning *)
    select min(c.item_id::text) filter (where wrong) as item_id, min(c.warehouse_id::text) filter (where wrong) as warehouse_id, bool_or(empty) as emptied into bad from (
      select n.*, (n.on_hand < 0 or n.on_hold < 0 or n.in_transit < 0 or n.allocated < 0) and not n.warehouse_id = any (books.ids(b->'negativeAllowed')) as wrong,
        n.on_hand = 0 and n.on_hold = 0 and n.in_transit = 0 and n.allocated = 0 and (n.lot_id <> books.nil() or n.bin_id <> books.nil()) as empty from changed n) c;
    if bad.item_id is not null then raise exception 'stock of item % in warehouse % would fall below zero', bad.item_id, bad.warehouse_id using errcode = 'HC003'; end if;
    -- A lot that is used up leaves no row behind, or every sale of the item would read all lots it ever had. The lot-less row stays: it is the guard.
    if bad.emptied then
      delete from books.stock_balance s using jsonb_to_recordset(b->'balances') as x(item uuid, warehouse uuid, lot uuid, bin uuid)
        where s.org_id = me and s.item_id = x.item and s.warehouse_id = x.warehouse and s.lot_id = coalesce(x.lot, books.nil()) and s.bin_id = coalesce(x.bin, books.nil())
          and (s.lot_id <> books.nil() or s.bin_id <> books.nil()) and s.on_hand = 0 and s.on_hold = 0 and s.in_transit = 0 and s.allocated = 0;
    end if;
  end if;

  if b->'reserves' <> '[]' then
    insert into books.reservation (org_id, doc_id, line_no, item_id, warehouse_id, qty, open)
      select me, x.doc, x.line, x.item, x.warehouse, sum(x.qty)::bigint, sum(x.qty)::bigint from jsonb_to_recordset(b->'reserves') as x(doc uuid, line int, item uuid, warehouse uuid, qty bigint) where x.qty > 0 group by 2, 3, 4, 5 order by 2, 3
      on conflict (org_id, doc_id, line_no) do update set open = reservation.open + excluded.qty;
    update books.reservation r set open = r.open + x.qty from (select y.doc, y.line, sum(y.qty)::bigint as qty from jsonb_to_recordset(b->'reserves') as y(doc uuid, line int, qty bigint) where y.qty < 0 group by 1, 2) x
      where r.org_id = me and r.doc_id = x.doc and r.line_no = x.line;
  end if;

  if b->'openItems' <> '[]' then
    insert into books.open_item (org_id, id, side, party_id, doc_id, day, due, amount, account, number, currency, foreign_amount)
      select me, x.id, x.side, x.party, doc, coalesce(x.day, (d->>'day')::date), x.due, x.amount, x.account, x.number, x.currency, x."foreign"
      from jsonb_to_recordset(b->'openItems') as x(id uuid, side text, party uuid, amount bigint, day date, due date, account text, number text, currency uuid, "foreign" bigint);
  end if;
  if b->'settles' <> '[]' then
    update books.open_item i set settled = i.settled + x.amount, foreign_settled = i.foreign_settled + x.foreign_amount
      from (select y."openItem", sum(y.amount)::bigint as amount, coalesce(sum(y."foreign"), 0)::bigint as foreign_amount from jsonb_to_recordset(b->'settles') as y("openItem" uuid, amount bigint, "foreign" bigint) group by 1) x
      where i.org_id = me and i.id = x."openItem";
    insert into books.settlement (org_id, open_item, doc_id, amount, foreign_amount, day)
      select me, x."openItem", doc, x.amount, x."foreign", (d->>'day')::date from jsonb_to_recordset(b->'settles') as x("openItem" uuid, amount bigint, "foreign" bigint);
  end if;

  if jsonb_array_length(coalesce(b->'claims', '[]')) > 0 then perform books.take_claims(doc, b->'claims'); end if;
  if d->>'reverses' is not null then delete from books.claim where org_id = me and doc_id = (d->>'reverses')::uuid; end if;
  if b ? 'records' then
    insert into books.record (org_id, type, id, code, name, active, version, data, search, updated_at)
      select me, x.type, x.id, x.code, x.name, x.active, 1, x.data, x.search, stamp from jsonb_to_recordset(b->'records') as x(type text, id uuid, code text, name text, active boolean, data jsonb, search text)
      on conflict (org_id, id) do update set code = excluded.code, name = excluded.name, active = excluded.active, data = excluded.data, search = excluded.search, version = record.version + 1, updated_at = stamp;
  end if;
  -- The way an item is costed changes with its document only; the guard of the record lets nobody else.
  if b ? 'patches' then
    perform set_config('books.restating', 'on', true);
    update books.record r set data = r.data || x.data, version = r.version + 1, updated_at = stamp from jsonb_to_recordset(b->'patches') as x(id uuid, data jsonb) where r.org_id = me and r.id = x.id;
    perform set_config('books.restating', '', true);
  end if;
  if b ? 'openings' then
    insert into books.pool_close (org_id, item_id, cost_group, lot_id, period, qty, value, last_price, layers)
      select me, x.item, coalesce(x."group", books.nil()), coalesce(x.lot, books.nil()), x.period, x.qty, x.value, x.price, x.layers
      from jsonb_to_recordset(b->'openings') as x(item uuid, "group" uuid, lot uuid, period int, qty bigint, value bigint, price bigint, layers jsonb) where x.period > 0
      on conflict (org_id, item_id, cost_group, lot_id, period) do update set qty = excluded.qty, value = excluded.value, last_price = excluded.last_price, layers = excluded.layers;
  end if;
  if b ? 'period' then
    -- What was final is open again: replays begin earlier.
    delete from books.pool_close c using jsonb_array_elements(b->'period') x where c.org_id = me and x->>'state' = 'open' and c.period >= (x->>'period')::int;
    insert into books.period (org_id, period, state, changed_by, changed_at, reason)
      select me, (x->>'period')::int, x->>'state', (b->>'user')::uuid, stamp, x->>'reason' from jsonb_array_elements(b->'period') x
      on conflict (org_id, period) do update set state = excluded.state, changed_by = excluded.changed_by, changed_at = excluded.changed_at, reason = excluded.reason;
    perform books.close_balances(b->'period');
  end if;

  -- Sealed before anybody has to wait; a 出库成本调整单 of thousands of lines even before this. A seal that is not true to its lines is found by verify.
  posted := d is not null and coalesce((d->>'approvedAt')::timestamptz = stamp, false);
  if posted and (sealed is null or b->'stock' <> '[]') then select coalesce(jsonb_object_agg(s.part, s.seal), '{}') into sealed from books.stock_seals(array[doc]) s; end if;

  -- From here on, rows everybody wants: general ledger and numbers.
  if v is not null then
    insert into books.account_balance (org_id, period, account, debit, credit)
      select me, (d->>'period')::int, x.account, sum(x.debit), sum(x.credit) from jsonb_to_recordset(v->'lines') as x(account text, debit bigint, credit bigint) group by x.account order by x.account
      on conflict (org_id, period, account) do update set debit = account_balance.debit + excluded.debit, credit = account_balance.credit + excluded.credit;
    v_serial := books.draw('voucher:' || (v->>'word'), (d->>'period')::int);
    v_number := (v->>'word') || '-' || lpad(v_serial::text, greatest(4, length(v_serial::text)), '0');
  end if;
  if d is not null then
    if (d->>'version')::int = 0 then
      serial := books.draw(d->>'type', (d->>'period')::int);
      doc_number := (d->>'prefix') || '-' || (d->>'period') || '-' || lpad(serial::text, greatest(4, length(serial::text)), '0');
      insert into books.document (org_id, id, type, number, state, version, day, period, site_id, party_id, warehouse_id, total, title, maker_id, made_at, approver_id, approved_at, approvals, reverses, reason, head, search, updated_at)
      values (me, doc, d->>'type', doc_number, d->>'state', 1, (d->>'day')::date, (d->>'period')::int, (d->>'site')::uuid, (d->>'party')::uuid, (d->>'warehouse')::uuid, (d->>'total')::bigint, d->>'title',
        (b->>'user')::uuid, stamp, (d->>'approver')::uuid, (d->>'approvedAt')::timestamptz, d->'approvals', (d->>'reverses')::uuid, d->>'reason', d->'head', d->>'search', stamp);
      version := 1;
    else
      update books.document o set state = d->>'state', version = o.version + 1, day = (d->>'day')::date, period = (d->>'period')::int, site_id = (d->>'site')::uuid, party_id = (d->>'party')::uuid, warehouse_id = (d->>'warehouse')::uuid,
        total = (d->>'total')::bigint, title = d->>'title', approver_id = coalesce((d->>'approver')::uuid, o.approver_id), approved_at = coalesce((d->>'approvedAt')::timestamptz, o.approved_at),
        approvals = d->'approvals', reason = coalesce(d->>'reason', o.reason), head = d->'head', search = d->>'search', updated_at = stamp
      where o.org_id = me and o.id = doc and o.version = (d->>'version')::int returning o.number, o.version into doc_number, version;
      if not found then raise exception 'document % changed meanwhile', doc using errcode = 'HC004'; end if;
    end if;
    if d ? 'reverses' and d->>'reverses' is not null then
      update books.document o set state = 'reversed', version = o.version + 1, reversed_by = doc, updated_at = stamp where o.org_id = me and o.id = (d->>'reverses')::uuid and o.reversed_by is null;
      if not found then raise exception 'document % is reversed already', d->>'reverses' using errcode = 'HC004'; end if;
    end if;
  end if;
  if v is not null then
    insert into books.voucher (org_id, id, period, word, serial, day, doc_id, summary, attachments, maker_id, approver_id, reverses, booked_at)
      values (me, (v->>'id')::uuid, (d->>'period')::int, v->>'word', v_serial, (d->>'day')::date, doc, replace(v->>'summary', '{number}', coalesce(doc_number, '')), coalesce((v->>'attachments')::int, 0),
        (v->>'maker')::uuid, (v->>'approver')::uuid, (v->>'reverses')::uuid, stamp);
    insert into books.voucher_line (org_id, voucher_id, line_no, period, day, account, debit, credit, summary, party_id, item_id, department_id, project_id, employee_id, wallet_id)
      select me, (v->>'id')::uuid, x.no, (d->>'period')::int, (d->>'day')::date, x.account, x.debit, x.credit, replace(x.summary, '{number}', coalesce(doc_number, '')), x.party, x.item, x.department, x.project, x.employee, x.wallet
      from jsonb_to_recordset(v->'lines') as x(no int, account text, debit bigint, credit bigint, summary text, party uuid, item uuid, department uuid, project uuid, employee uuid, wallet uuid);
  end if;

  if b ? 'orders' then perform books.reckon_orders(b->'orders'); end if;

  if b ? 'notices' then
    insert into books.notice (org_id, user_id, at, title, body, doc_type, doc_id, told_by)
      select me, x."to", stamp, x.title, replace(x.text, '{number}', coalesce(doc_number, '')), x."docType", coalesce(x.about, doc), coalesce(doc, (b->>'subjectId')::uuid) from jsonb_to_recordset(b->'notices') as x("to" uuid, title text, text text, "docType" text, about uuid);
  end if;

  reply := coalesce(b->'reply', '{}') || jsonb_strip_nulls(jsonb_build_object('number', doc_number, 'version', version, 'voucher', v_number));
  -- Last the audit row, for its proof covers all of the above; the first event carries it into the chain.
  insert into books.audit_log (org_id, at, user_id, user_name, action, subject, subject_id, summary, context, change, hash)
    values (me, stamp, (b->>'user')::uuid, b->>'userName', b->>'action', b->>'subject', (b->>'subjectId')::uuid, replace(b->>'summary', '{number}', coalesce(doc_number, '')), coalesce(b->'context', '{}'), b->'change', b->>'hash')
    returning * into note;
  proof := jsonb_build_object('proof', books.proof_of(note, posted, sealed));
  proves := coalesce(b->'events'->0->>'agg' = note.subject || ':' || note.subject_id, false);
  insert into bus.outbox (org_id, id, agg, agg_seq, name, payload)
    select me, x.id, x.agg, case when x."aggSeq" = 0 then version else x."aggSeq" end, x.name, x.payload || case when doc_number is null then '{}' else jsonb_build_object('number', doc_number) end
      || case when proves and x.n = 1 then proof else '{}' end
    from rows from (jsonb_to_recordset(coalesce(b->'events', '[]')) as (id uuid, agg text, "aggSeq" bigint, name text, payload jsonb)) with ordinality as x(id, agg, "aggSeq", name, payload, n) order by x.n;
  if not proves then
    insert into bus.outbox (org_id, id, agg, agg_seq, name, payload)
      values (me, gen_random_uuid(), 'audit:' || note.id, 1, 'audit-noted/1', proof || jsonb_build_object('action', note.action, 'subject', note.subject));
  end if;
  if b ? 'key' then
    insert into books.command_log (org_id, key, body_hash, reply, user_id, at) values (me, b->>'key', b->>'bodyHash', reply, (b->>'user')::uuid, stamp);
  end if;
  return reply;
end $$;

grant create on schema books to hengcang_pen;
alter function books.facts(jsonb) owner to hengcang_pen;
alter function books.book(jsonb) owner to hengcang_pen;
alter function books.correct_costs(jsonb) owner to hengcang_pen;
alter function books.hold_pools(uuid[]) owner to hengcang_pen;
alter function books.close_pools(int, jsonb) owner to hengcang_pen;
revoke create on schema books from hengcang_pen;
revoke all on function books.facts(jsonb), books.book(jsonb), books.correct_costs(jsonb), books.hold_pools(uuid[]), books.close_pools(int, jsonb), books.draw(text, int) from public;
grant execute on function books.facts(jsonb), books.book(jsonb), books.correct_costs(jsonb), books.hold_pools(uuid[]), books.close_pools(int, jsonb) to hengcang_app;
grant execute on function books.draw(text, int) to hengcang_pen;
grant execute on function books.take_claims(uuid, jsonb), books.period_key(int), books.credit_key(uuid), books.reckon_orders(jsonb) to hengcang_pen, hengcang_app;
revoke all on function books.take_claims(uuid, jsonb), books.reckon_orders(jsonb) from public, hengcang_app;
