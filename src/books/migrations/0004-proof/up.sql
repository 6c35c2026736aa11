-- Proof that nobody changed what was booked. Every audit row leaves its print, and every posted document its seals, in an event; the event log
-- chains them, so a row changed later no longer agrees with the chain (src/app/verify/evidence.ts looks).

create function books.sha(what text) returns text language sql immutable parallel safe as $$ select encode(sha256(convert_to(what, 'UTF8')), 'hex') $$;

-- Text of an audit row. Instants as microseconds: their usual text depends on the session's time zone.
create function books.print_of(a books.audit_log) returns text language sql stable parallel safe as $$
  select books.sha(row(a.org_id, a.id, (extract(epoch from a.at) * 1000000)::bigint, a.user_id, a.user_name, a.action, a.subject, a.subject_id, a.summary, a.context, a.change, a.hash)::text)
$$;

-- What posted documents say and booked, one seal a part, so that a broken one tells where to look. Only what never moves again once a document
-- is posted: not its state and version, not what was settled later. Columns are named, so that a new column does not break old seals.
-- plpgsql, because it keeps its plan for the session.
create function books.stock_seals(docs uuid[]) returns table (doc_id uuid, part text, seal text) language plpgsql stable
  set datestyle = 'ISO, YMD' set timezone = 'UTC' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
  return query select s.doc_id, 'stock', books.sha(string_agg(row(s.line_no, s.item_id, s.lot_id, s.warehouse_id, s.bin_id, s.place, s.counter, s.counter_warehouse, s.qty, s.cost, s.period, s.day,
      s.cost_center, s.department_id, s.project_id, s.party_id, s.source_order, s.account, s.tax_attribute, s.ownership, s.approval_trail,
      s.cost_group, s.basis, s.of_doc, s.of_line, s.at_origin, s.corrects, s.against, s.internal, s.layers)::text, E'\n' order by s.id))
    from books.stock_line s where s.org_id = books.org() and s.doc_id = any (docs) group by 1;
end $$;

create function books.seals(docs uuid[], with_stock boolean default true) returns table (doc_id uuid, part text, seal text) language plpgsql stable
  set datestyle = 'ISO, YMD' set timezone = 'UTC' set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
begin
  return query select d.id, 'head', books.sha(row(d.type, d.number, d.day, d.period, d.party_id, d.warehouse_id, d.total, d.maker_id, d.made_at, d.approver_id, d.approved_at, d.approvals, d.reverses, d.head)::text)
    from books.document d where d.org_id = books.org() and d.id = any (docs)
  union all
  select l.doc_id, 'lines', books.sha(string_agg(row(l.line_no, l.item_id, l.base_qty, l.amount, l.source_doc, l.source_line, l.data)::text, E'\n' order by l.line_no))
    from books.document_line l where l.org_id = books.org() and l.doc_id = any (docs) group by 1
  union all
  select * from books.stock_seals(docs) where with_stock
  union all
  select v.doc_id, 'voucher', books.sha(string_agg(row(v.word, v.serial, v.period, v.day, v.summary, v.attachments, v.maker_id, v.approver_id, v.reverses, l.line_no, l.period, l.day, l.account, l.debit, l.credit,
      l.summary, l.party_id, l.item_id, l.department_id, l.project_id, l.employee_id, l.wallet_id)::text, E'\n' order by v.period, v.word, v.serial, l.line_no))
    from books.voucher v left join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id where v.org_id = books.org() and v.doc_id = any (docs) group by 1
  union all
  select o.doc_id, 'open', books.sha(string_agg(row(o.id, o.side, o.party_id, o.day, o.due, o.account, o.amount, o.number)::text, E'\n' order by o.id))
    from books.open_item o where o.org_id = books.org() and o.doc_id = any (docs) group by 1
  union all
  select t.doc_id, 'settled', books.sha(string_agg(row(t.open_item, t.amount, t.day)::text, E'\n' order by t.id))
    from books.settlement t where t.org_id = books.org() and t.doc_id = any (docs) group by 1;
end $$;

-- The proof of an audit row: its print and, where the booking posted a document, the document's seals. books.book() puts it into the booking's
-- first event; a booking without one (an administrator's note) tells 'audit-noted/1'. `sealed`: the stock seal, where it is known already.
create function books.proof_of(a books.audit_log, posted boolean, sealed jsonb default null) returns jsonb language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare proof jsonb := jsonb_build_object('audit', a.id::text, 'print', books.print_of(a));
begin
  if posted then
    proof := proof || jsonb_build_object('seals', coalesce(sealed, '{}') || (select jsonb_object_agg(s.part, s.seal) from books.seals(array[a.subject_id], sealed is null) s));
  end if;
  return proof;
end $$;

-- Proves rows that the owner copied in bulk past the pen: the audit rows after the named one, in the company in scope.
create function books.prove_since(last bigint) returns int language plpgsql security definer set search_path = books, pg_temp as $$
declare made int;
begin
  with fresh as materialized (
    select a.*, exists (select from books.document d where d.org_id = a.org_id and d.id = a.subject_id and d.approved_at = a.at) as posted from books.audit_log a where a.org_id = books.org() and a.id > last),
  sealed as (select s.doc_id, jsonb_object_agg(s.part, s.seal) as seals from books.seals(array(select subject_id from fresh where posted)) s group by 1)
  insert into bus.outbox (org_id, id, agg, agg_seq, name, payload)
    select f.org_id, gen_random_uuid(), 'audit:' || f.id, 1, 'audit-noted/1', jsonb_build_object('action', f.action, 'subject', f.subject, 'proof', jsonb_strip_nulls(
      jsonb_build_object('audit', f.id::text, 'print', books.print_of(row(f.org_id, f.id, f.at, f.user_id, f.user_name, f.action, f.subject, f.subject_id, f.summary, f.context, f.change, f.hash)::books.audit_log), 'seals', case when f.posted then s.seals end)))
    from fresh f left join sealed s on s.doc_id = f.subject_id order by f.id;
  get diagnostics made = row_count;
  return made;
end $$;

-- Proofs that wait for the sequencer: the application may not look into the outbox, but the check-up has to know them.
create function books.waiting_proofs() returns table (proof jsonb, subject text) language sql stable security definer set search_path = books, pg_temp as $$
  select o.payload->'proof', o.agg from bus.outbox o where o.org_id = books.org() and o.payload ? 'proof'
$$;

grant create on schema books to hengcang_pen;
alter function books.prove_since(bigint) owner to hengcang_pen;
alter function books.waiting_proofs() owner to hengcang_pen;
revoke create on schema books from hengcang_pen;
revoke all on function books.prove_since(bigint), books.waiting_proofs() from public;
grant execute on function books.waiting_proofs() to hengcang_app;
grant select on bus.event_log to hengcang_pen;
create policy wall_of_pen on bus.event_log for select to hengcang_pen using (org_id = books.org());
