import { saveAll } from '#app/founding';
import { saveRecords } from '#books/records';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serialTrace } from './serial-trace/view.ts';

type Line = Readonly<Record<string, unknown>>;
/** 小店 with a projector that has serial numbers; every day is 2026-03-10. */
async function shopWithPieces(open: () => ReturnType<typeof memoryHouse>) {
  const co = await smallCompany(await open());
  const [projector] = await saveAll(co.house, co.caller, 'item', [
    { name: '投影仪', data: { category: co.ids['dry'], unit: '台', units: [{ unit: '箱', num: '2', den: '1' }], taxRate: '0.13', tracksSerials: true } },
  ]);
  const [bin] = await saveAll(co.house, co.caller, 'bin', [{ name: 'A-01', data: { warehouse: co.ids.main } }]);
  const reason = async (use: string) =>
    (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = $1 order by code limit 1`, [use]))[0]?.id ?? '';
  return { co, item: projector?.id ?? '', bin: bin?.id ?? '', back: await reason('return'), counted: await reason('count') };
}

/** Where every piece is, as “S1@总仓” and the like, and what the lot-less row counts. */
async function pieces(co: SmallCompany, item: string): Promise<{ readonly at: string[]; readonly counted: number }> {
  const rows = await co.rows<{ at: string }>(
    `select l.no || case when b.on_hold <> 0 then '#' when b.in_transit <> 0 then '>' else '@' end || w.name || coalesce('/' || n.name, '') as at
     from books.stock_balance b join books.lot l on l.id = b.lot_id join books.record w on w.id = b.warehouse_id left join books.record n on n.id = b.bin_id
     where b.item_id = $1 and b.on_hand + b.on_hold + b.in_transit <> 0 order by l.no, w.name`,
    [item],
  );
  const [sum] = await co.rows<{ counted: number; stored: number }>(
    `select coalesce(sum(pieces) / 1000000, 0)::int as counted, coalesce(sum(on_hand) / 1000000, 0)::int as stored from books.stock_balance where item_id = $1`,
    [item],
  );
  expect(sum?.counted, 'the lot-less rows count what the lots hold').toBe(sum?.stored);
  return { at: rows.map((r) => r.at), counted: sum?.counted ?? 0 };
}

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('serial numbers on %s', (_, open) => {
  let shop: Awaited<ReturnType<typeof shopWithPieces>>;
  beforeAll(async () => {
    shop = await shopWithPieces(open);
  });
  afterAll(() => shop?.co.house.close());

  const doc = (type: string, head: Line, lines: readonly Line[]) => ({
    type,
    command: 'approve' as const,
    body: { day: '2026-03-10', head: head['from'] ? head : { warehouse: shop.co.ids.main, ...head }, lines: lines.map((l) => ({ item: shop.item, ...l })) },
  });
  const receive = (serials: string, qty: string, more: Line = {}) => doc('goods-receipt', { supplier: shop.co.ids.supplier }, [{ serials, qty, price: '1130', ...more }]);
  const deliver = (serials: string | null, qty: string, more: Line = {}) =>
    doc('sales-delivery', { customer: shop.co.ids.customer }, [{ ...(serials ? { serials } : {}), qty, price: '1', ...more }]);
  const refused = async (input: ReturnType<typeof doc>) => {
    const outcome = await shop.co.do(input);
    return outcome.ok ? 'booked' : outcome.refusal;
  };
  const trace = (serial: string) => shop.co.rows<Record<string, string>>(serialTrace.sql, [serial, null, 100, 0]);

  test('a receipt makes one movement a piece, and the line’s cost to the last 分', async () => {
    const { co, item, bin } = shop;
    const receipt = await co.must(receive('S1~S5\nX1、X2', '7', { price: '1.13', bin }));
    expect((await pieces(co, item)).at).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'X1', 'X2'].map((no) => `${no}@总仓/A-01`));
    const rows = await co.rows<{ qty: bigint; cost: bigint }>(`select qty, cost from books.stock_line where doc_id = $1 order by id`, [receipt.id]);
    expect(rows.map((r) => r.qty)).toEqual(Array.from({ length: 7 }, () => 1_000_000n));
    expect(rows.reduce((sum, r) => sum + r.cost, 0n)).toBe(700n);
    await co.must({ type: 'goods-receipt', command: 'reverse', id: receipt.id, body: { reason: '单价录错' } });
    expect(await pieces(co, item)).toEqual({ at: [], counted: 0 });
    // 10.00 over 7 pieces: no 分 is lost.
    const again = await co.must(receive('S1~S5 X1 X2', '7', { price: '1.614285' }));
    const [sum] = await co.rows<{ parts: string; debit: bigint }>(
      `select string_agg(s.cost::text, ' ' order by s.id) as parts, (select l.debit from books.voucher_line l join books.voucher v on v.id = l.voucher_id where v.doc_id = $1 and l.account = '1405') as debit from books.stock_line s where s.doc_id = $1`,
      [again.id],
    );
    expect(sum?.parts.split(' ').reduce((s, p) => s + BigInt(p), 0n)).toBe(sum?.debit);
  });

  test.each([
    ['without numbers', '', '1', 'serials-needed', '投影仪”按序列号管理，请填写 1 台'],
    ['with a number too few', 'N1', '2', 'serials-count', ''],
    ['of a piece that is here', 'N1 S2', '2', 'serial-in-stock', ''],
    ['of a piece twice', 'N1 N1', '2', 'serial-twice', ''],
    ['of an unreadable range', 'N9~N1', '9', 'serials-bad', ''],
  ])('a receipt %s is refused', async (__, serials, qty, code) => {
    const before = await pieces(shop.co, shop.item);
    expect(await refused(receive(serials, qty))).toMatchObject({ refused: code, path: 'lines[0].serials' });
    expect(await pieces(shop.co, shop.item)).toEqual(before);
  });

  test('pieces are promised by number, delivered by name, and may not be promised away', async () => {
    const { co, item, bin } = shop;
    const order = await co.must(doc('sales-order', { customer: co.ids.customer }, [{ qty: '6', price: '1' }]));
    expect(await refused(deliver('S1 S2', '2'))).toMatchObject({ refused: 'not-enough-stock', with: { available: '1', needed: '2' } });
    expect(await refused(doc('sales-order', { customer: co.ids.customer }, [{ qty: '2', price: '1' }]))).toMatchObject({ refused: 'not-enough-stock' });
    expect(await refused(deliver('S9', '1'))).toMatchObject({ refused: 'serial-unknown', with: { serial: 'S9', line: '1' } });
    expect(await refused(deliver('S1', '1', { bin }))).toMatchObject({ refused: 'serial-not-here' });
    const sold = await co.must(deliver('S1 S2 X1', '3', { source: { doc: order.id, line: 1 } }));
    expect((await pieces(co, item)).at).toEqual(['S3@总仓', 'S4@总仓', 'S5@总仓', 'X2@总仓']);
    expect(await refused(deliver('S1', '1'))).toMatchObject({ refused: 'serial-not-here', with: { serial: 'S1', where: '已不在库' } });
    await co.must({ type: 'sales-order', command: 'close', id: order.id });

    // The customer brings one back, then all that is left; nothing that was not sold on this document.
    const back = (serials: string | null, qty: string, more: Line) =>
      doc('sales-return', { customer: co.ids.customer, reason: shop.back }, [{ ...(serials ? { serials } : {}), qty, price: '1', ...more }]);
    const from = { source: { doc: sold.id, line: 1 } };
    expect(await refused(back('S3', '1', from))).toMatchObject({ refused: 'serial-in-stock' });
    expect(await refused(back('S7', '1', from))).toMatchObject({ refused: 'serial-not-sold', with: { left: 'S1、S2、X1' } });
    expect(await refused(back(null, '1', from))).toMatchObject({ refused: 'serials-needed' });
    await co.must(back('S2', '1', { ...from, condition: 'bad' }));
    await co.must(back(null, '2', from));
    expect((await pieces(co, item)).at).toEqual(['S1@总仓', 'S2#总仓', 'S3@总仓', 'S4@总仓', 'S5@总仓', 'X1@总仓', 'X2@总仓']);
    expect(await refused(deliver('S2', '1'))).toMatchObject({ refused: 'serial-not-here', with: { where: '在“总仓”冻结' } });
    expect(await refused(back('S2', '1', {}))).toMatchObject({ refused: 'serial-in-stock' });
    expect(await refused(back('Z1', '1', {}))).toMatchObject({ refused: 'serial-unknown' });
    // A delivery cannot be taken back into a house where its pieces are already.
    expect(await co.do({ type: 'sales-delivery', command: 'reverse', id: sold.id, body: { reason: '试' } })).toMatchObject({ ok: false });
  });

  test('a transfer carries its pieces by name, lost ones are named', async () => {
    const { co, item } = shop;
    const sent = await co.must(doc('transfer', { from: co.ids.main, to: co.ids.shop }, [{ serials: 'S1 S3~S5', qty: '2', unit: '箱' }]));
    expect((await pieces(co, item)).at).toEqual(['S1>一号店', 'S2#总仓', 'S3>一号店', 'S4>一号店', 'S5>一号店', 'X1@总仓', 'X2@总仓']);
    expect(await refused(receive('S4', '1'))).toMatchObject({ refused: 'serial-in-stock', with: { where: '正在调往“一号店”的途中' } });
    const arrive = (line: Line) => doc('transfer-receipt', { from: co.ids.main, warehouse: co.ids.shop }, [{ source: { doc: sent.id, line: 1 }, ...line }]);
    expect(await refused(arrive({ qty: '1', serials: 'X1' }))).toMatchObject({ refused: 'serial-not-sent', with: { left: 'S1、S3~S5' } });
    const [reason] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = 'loss' order by code limit 1`);
    expect(await refused(arrive({ qty: '2', lost: '1', reason: reason?.id, serials: 'S1 S3' }))).toMatchObject({ refused: 'lost-serials', path: 'lines[0].lostSerials' });
    await co.must(arrive({ qty: '2', lost: '1', reason: reason?.id, serials: 'S1 S3', lostSerials: 'S3' }));
    expect(await refused(arrive({ qty: '1' }))).toMatchObject({ refused: 'serials-needed' });
    await co.must(arrive({ qty: '1', unit: '箱' }));
    expect((await pieces(co, item)).at).toEqual(['S1@一号店', 'S2#总仓', 'S4@一号店', 'S5@一号店', 'X1@总仓', 'X2@总仓']);
    expect(await refused(deliver('S1', '1'))).toMatchObject({ refused: 'serial-not-here', with: { where: '在“一号店”' } });
  });

  test('other documents name their pieces too: retail, use, write-off, return to the supplier', async () => {
    const { co, item } = shop;
    const receipt = await co.must(receive('R1~R6', '6'));
    await co.must(doc('retail-sale', { wallet: co.ids.cash }, [{ serials: 'R1', qty: '1', price: '1500' }]));
    await co.must(doc('other-issue', { reason: co.ids['reasonOut'] }, [{ serials: 'R2', qty: '1' }]));
    await co.must(doc('write-off', { reason: co.ids['reasonLoss'] }, [{ serials: 'R3', qty: '1' }]));
    const giveBack = (serials: string) => doc('goods-return', { supplier: co.ids.supplier }, [{ serials, qty: '1', source: { doc: receipt.id, line: 1 } }]);
    expect(await refused(giveBack('X1'))).toMatchObject({ refused: 'serial-not-of-receipt', with: { serial: 'X1' } });
    await co.must(giveBack('R4'));
    await co.must(doc('other-receipt', { reason: co.ids['reasonIn'] }, [{ serials: 'R1', qty: '1', unitCost: '900' }]));
    expect((await pieces(co, item)).at.filter((p) => p.startsWith('R'))).toEqual(['R1@总仓', 'R5@总仓', 'R6@总仓']);
  });

  test('a count lists what is missing and what is too many, blind until it is handed in', async () => {
    const { co, item } = shop;
    const head = { warehouse: co.ids.main };
    const body = (lines: readonly Line[], more: Line = {}) => ({ day: '2026-03-10', head, lines: lines.map((l) => ({ item, ...l })), ...more });
    const draft = await co.must({ type: 'stock-count', command: 'count', body: body([{}]) });
    const step = async (command: 'count' | 'submit' | 'approve' | 'reject', lines?: readonly Line[]) => {
      const [row] = await co.rows<{ version: number }>('select version from books.document where id = $1', [draft.id]);
      return co.do({ type: 'stock-count', command, id: draft.id, ...(lines ? { body: body(lines, { version: row?.version }) } : {}) });
    };
    expect(await step('count', [{ counted: '3' }])).toMatchObject({ ok: false, refusal: { refused: 'serials-needed', path: 'lines[0].serials' } });
    expect(await step('count', [{ serials: 'X1 X1' }])).toMatchObject({ ok: false, refusal: { refused: 'serial-twice' } });
    expect(await step('count', [{ serials: 'X1、R1、R5、F1' }])).toMatchObject({ ok: true });
    const lineNow = async () => (await co.rows<{ data: Record<string, string> }>('select data from books.document_line where doc_id = $1', [draft.id]))[0]?.data;
    expect(await lineNow()).toMatchObject({ counted: '4', again: true, bookQty: '5', missing: 'R6、X2', extra: 'F1', diff: '-1' });
    await step('submit');
    expect(await step('approve')).toMatchObject({ ok: false, refusal: { refused: 'recount-needed' } });
    await step('reject');
    await step('count', [{ serials: 'X1、R1、R5、F1', recountSerials: 'X1、R1、R5、R6、F1' }]);
    expect(await lineNow()).toMatchObject({ counted: '4', recount: '5', again: false, missing: 'X2', extra: 'F1', diff: '0' });
    // The missing one is sold while the sheet lies there: the difference is none any more.
    const sale = await co.must(doc('retail-sale', { wallet: co.ids.cash }, [{ serials: 'X2', qty: '1', price: '1500' }]));
    await step('submit');
    expect(await step('approve')).toMatchObject({ ok: false, refusal: { refused: 'serials-moved', with: { serial: 'X2', where: '已不在库' } } });
    await co.must({ type: 'retail-sale', command: 'reverse', id: sale.id, body: { reason: '试' } });
    expect(await step('approve')).toMatchObject({ ok: true });
    expect((await pieces(co, item)).at.filter((p) => p.endsWith('@总仓'))).toEqual(['F1', 'R1', 'R5', 'R6', 'X1'].map((no) => `${no}@总仓`));
    const [net] = await co.rows<{ lines: number; qty: bigint }>(`select count(*)::int as lines, sum(qty)::bigint as qty from books.stock_line where doc_id = $1`, [draft.id]);
    expect(net).toEqual({ lines: 2, qty: 0n });
    await co.must({ type: 'stock-count', command: 'reverse', id: draft.id, body: { reason: '试' } });
    expect((await pieces(co, item)).at.filter((p) => p.endsWith('@总仓'))).toEqual(['R1', 'R5', 'R6', 'X1', 'X2'].map((no) => `${no}@总仓`));
  });

  test('the switch stands while there is stock, and goods are kept by lots or by numbers, not both', async () => {
    const { co, item } = shop;
    const data = { category: co.ids['dry'], unit: '台', units: [{ unit: '箱', num: '2', den: '1' }], taxRate: '0.13' };
    const save = (input: Line) => saveRecords(co.house, co.caller, { def: co.house.catalog.record('item'), inputs: [input as never] });
    expect(await save({ id: item, name: '投影仪', data })).toMatchObject({
      ok: false,
      refusal: { refused: 'fixed-in-stock', path: 'data.tracksSerials', with: { name: '投影仪', field: '序列号管理' } },
    });
    expect(await save({ id: item, name: '投影仪 2 代', data: { ...data, tracksSerials: true } })).toMatchObject({ ok: true });
    expect(await save({ name: '新品', data: { ...data, tracksSerials: true, tracksLots: true } })).toMatchObject({ ok: false, refusal: { refused: 'lots-or-serials' } });
    expect(await save({ id: co.ids.box, name: '收纳箱 大号', data: { unit: '个', tracksSerials: true } })).toMatchObject({ ok: true });
  });

  test('序列号查询 tells where a piece is and what moved it', async () => {
    const s1 = await trace('S1');
    expect(s1.map((r) => r['kind'])).toEqual(['采购入库', '红冲 采购退货', '采购入库', '销售出库', '销售退货', '调拨发出', '调拨入库']);
    expect(new Set(s1.map((r) => r['now']))).toEqual(new Set(['在库 · 一号店']));
    expect(s1.map((r) => r['partyName'])).toEqual(['华东食品批发', '华东食品批发', '华东食品批发', '城东便利店', '城东便利店', null, null]);
    expect((await trace('S3')).at(-1)).toMatchObject({ kind: '盘亏/报损', now: '已不在库' });
    expect(new Set((await trace('S')).map((r) => r['serial']))).toEqual(new Set(['S1', 'S2', 'S3', 'S4', 'S5']));
    expect(await trace('s1')).toEqual([]);
  });
});

describe('an item with many pieces on PostgreSQL', () => {
  let shop: Awaited<ReturnType<typeof shopWithPieces>>;
  beforeAll(async () => {
    shop = await shopWithPieces(() => postgresHouse(20));
  });
  afterAll(() => shop?.co.house.close());
  const receive = (serials: string, qty: string) => ({
    type: 'goods-receipt',
    command: 'approve' as const,
    body: { day: '2026-03-10', head: { supplier: shop.co.ids.supplier, warehouse: shop.co.ids.main }, lines: [{ item: shop.item, serials, qty, price: '1' }] },
  });
  const sell = (serials: string) => ({
    type: 'sales-delivery',
    command: 'approve' as const,
    body: { day: '2026-03-10', head: { customer: shop.co.ids.customer, warehouse: shop.co.ids.main }, lines: [{ item: shop.item, serials, qty: '1', price: '1' }] },
  });

  /** What books.facts() answers for the issue of one piece, and how many rows of each table it touched. */
  const cost = (serial: string, more: Line = {}) =>
    shop.co.house.db.write(shop.co.caller.scope, async (tx) => {
      // What this backend has touched and not yet handed to the statistics; only the difference is ours.
      const touched = () =>
        tx.query<{ table: string; rows: number }>(
          `select relname as table, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables where schemaname = 'books' and relname in ('lot', 'stock_balance', 'cost_pool') order by 1`,
        );
      const request = {
        records: [shop.item],
        periods: [202603],
        pools: [shop.item],
        stock: [[shop.item, shop.co.ids.main]],
        reservations: [],
        serials: [[shop.item, serial]],
        ...more,
      };
      const before = await touched();
      const [row] = await tx.query<{ facts: Record<string, unknown[]>[] }>('select books.facts($1::jsonb) as facts', [JSON.stringify(request)]);
      const facts = Object.assign({}, ...(row?.facts ?? [])) as Record<string, unknown[]>;
      const rows = (await touched()).map((t) => ({ ...t, rows: t.rows - (before.find((b) => b.table === t.table)?.rows ?? 0) }));
      return { shelves: facts['shelves']?.length, serials: facts['serials']?.length, lots: facts['lots']?.length ?? 0, touched: rows };
    });

  test('the 3,001st piece is found among as few rows as the first', async () => {
    const { co, item } = shop;
    await co.must(receive('P00001', '1'));
    const one = await cost('P00001');
    expect(one).toMatchObject({ shelves: 1, serials: 1, lots: 0 });
    await co.must(receive('P00002~P03000', '2999'));
    await co.must(receive('P03001', '1'));
    const many = await cost('P03001');
    expect(many).toEqual(one);
    expect(many.touched.reduce((sum, t) => sum + t.rows, 0)).toBeGreaterThan(2);
    expect(many.touched.reduce((sum, t) => sum + t.rows, 0)).toBeLessThan(20);
    expect((await pieces(co, item)).counted).toBe(3001);
    // A count asks for all of them, and then the same measure sees them.
    const all = await cost('P03001', { wholeSerials: true });
    expect(all.shelves).toBe(3002);
    expect(all.touched.find((t) => t.table === 'stock_balance')?.rows).toBeGreaterThan(3000);
  });

  test('of 10 parallel receipts of one new number one comes in, of 10 parallel sales of one piece one goes out, and so again', async () => {
    const { co, item } = shop;
    await co.must(receive('Q0', '1'));
    const before = (await pieces(co, item)).counted;
    for (const round of ['first', 'again']) {
      const came = await Promise.all(Array.from({ length: 10 }, () => co.do(receive('Q1', '1'))));
      expect(came.filter((o) => o.ok).length, `${round}: received`).toBe(1);
      for (const o of came) if (!o.ok) expect(o.refusal.refused).toBe('serial-in-stock');
      const went = await Promise.all(Array.from({ length: 10 }, () => co.do(sell('Q1'))));
      expect(went.filter((o) => o.ok).length, `${round}: sold`).toBe(1);
      for (const o of went) if (!o.ok) expect(o.refusal.refused).toBe('serial-not-here');
    }
    expect((await pieces(co, item)).counted).toBe(before);
  });
});
