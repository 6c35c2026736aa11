// The wall between organisations, tried on every table and every route.
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany, smallServer, type SmallServer, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sequenceAll } from './sequencer.ts';

const receipt = (co: SmallCompany) =>
  ({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.shop }, lines: [{ item: co.ids.milk, qty: '10', price: '3', lot: 'L1', made: '2026-03-01' }] },
  }) as const;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('the wall in the database on %s', (_, open) => {
  let house: TestHouse;
  let mine: SmallCompany;
  let theirs: SmallCompany;
  beforeAll(async () => {
    house = await open();
    mine = await smallCompany(house, { name: '甲公司' });
    theirs = await smallCompany(house, { name: '乙公司' });
    await mine.must(receipt(mine));
    await theirs.must(receipt(theirs));
    await sequenceAll(house.db);
  });
  afterAll(() => house?.close());
  const tables = () =>
    house.db.owner((tx) =>
      tx.query<{ t: string; rows: bigint }>(
        `select schemaname || '.' || tablename as t, (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || schemaname || '.' || tablename, false, true, '')))[1]::text::bigint as rows from pg_tables where schemaname in ('books', 'bus', 'identity')`,
      ),
    );

  test('no row of the others is visible in any table', async () => {
    let looked = 0;
    for (const { t } of await tables()) {
      const columns = await house.db.owner((tx) =>
        tx.query(`select 1 from information_schema.columns where table_schema || '.' || table_name = $1 and column_name = 'org_id'`, [t]),
      );
      if (columns.length === 0) continue;
      const visible = await house.db
        .read(mine.caller.scope, (s) => s.query<{ n: bigint }>(`select count(*) as n from ${t} where org_id not in ($1, $2)`, [mine.ids.org, mine.ids.group]))
        .catch((error: { code?: string }) => (error.code === '42501' ? [{ n: 0n }] : Promise.reject(error)));
      expect(visible[0]?.n, t).toBe(0n);
      looked += 1;
    }
    expect(looked).toBeGreaterThan(25);
    expect(await mine.rows('select name from books.org_node order by kind')).toEqual([{ name: '甲公司' }, { name: '一号店' }]);
  });

  test('the application role may write in no table of the books', async () => {
    let tried = 0;
    for (const { t } of (await tables()).filter((x) => x.t.startsWith('books.') || x.t.startsWith('bus.'))) {
      for (const sql of [`delete from ${t}`, `insert into ${t} default values`]) {
        await expect(
          house.db.write(mine.caller.scope, (tx) => tx.query(sql)),
          `${sql}`,
        ).rejects.toMatchObject({ code: '42501' });
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(50);
  });

  test('even the pen cannot write another organisation’s rows', async () => {
    const forged = {
      now: '2026-03-05T00:00:00Z',
      user: mine.ids.owner,
      userName: 'x',
      action: 'x',
      subject: 'x',
      subjectId: null,
      summary: 'x',
      hash: 'x',
      events: [],
      records: [{ type: 'item', id: theirs.ids.water, code: 'HACK', name: 'HACK', active: true, data: {}, search: '' }],
    };
    await house.db.write(mine.caller.scope, (tx) => tx.query('select books.book($1::jsonb)', [JSON.stringify(forged)]));
    expect(await theirs.rows(`select code from books.record where id = $1`, [theirs.ids.water])).toEqual([{ code: 'SP00001' }]);
    await expect(
      house.db.owner(async (tx) => {
        await tx.query('set local role hengcang_pen');
        await tx.query(`select set_config('hengcang.org', $1, true)`, [mine.ids.org]);
        await tx.query(`insert into books.counter (org_id, kind, period, last) values ($1, 'x', 1, 1)`, [theirs.ids.org]);
      }),
    ).rejects.toMatchObject({ code: '42501' });
  });

  test('posted rows are never changed or deleted, not even by the owner', async () => {
    for (const t of ['books.stock_line', 'books.voucher', 'books.voucher_line', 'books.audit_log', 'bus.event_log']) {
      await expect(
        house.db.owner((tx) => tx.query(`delete from ${t}`)),
        t,
      ).rejects.toMatchObject({ code: 'HC002' });
    }
    await expect(house.db.owner((tx) => tx.query(`update books.stock_line set qty = qty + 1`))).rejects.toMatchObject({ code: 'HC002' });
    await expect(house.db.owner((tx) => tx.query(`update books.document set total = total + 1 where state = 'posted'`))).rejects.toMatchObject({ code: 'HC002' });
    await expect(house.db.owner((tx) => tx.query(`delete from books.document_line`))).rejects.toMatchObject({ code: 'HC002' });
  });

  test('without a scope nothing is visible', async () => {
    const seen = await house.db.owner(async (tx) => {
      await tx.query('set local role hengcang_app');
      return tx.query<{ n: bigint }>('select count(*) as n from books.document');
    });
    expect(seen[0]?.n).toBe(0n);
  });
});

describe('the wall on every route', () => {
  let s: SmallServer;
  let theirs: SmallCompany;
  let cookie: string;
  beforeAll(async () => {
    s = await smallServer();
    theirs = await smallCompany(s.house, { name: '乙公司' });
    cookie = await s.as(s.co, 'admin');
  });
  afterAll(() => s?.close());

  test('another company’s ids are not found, whatever the route', async () => {
    const doc = await theirs.must(receipt(theirs));
    const [voucher] = await theirs.rows<{ id: string }>('select id from books.voucher');
    let tried = 0;
    for (const def of s.house.catalog.documents) {
      expect((await s.call(cookie, 'GET', `/api/documents/${def.type}/${doc.id}`)).status, def.type).toBe(404);
      for (const command of ['approve', 'reverse', 'void', 'submit']) {
        expect([403, 404, 409], `${def.type} ${command}`).toContain((await s.call(cookie, 'POST', `/api/documents/${def.type}/${doc.id}/${command}`, { reason: 'x' })).status);
        tried += 1;
      }
    }
    for (const def of s.house.catalog.records) {
      expect((await s.call(cookie, 'GET', `/api/records/${def.type}/${theirs.ids.water}`)).status, def.type).toBe(404);
      expect((await s.call(cookie, 'PUT', `/api/records/${def.type}/${theirs.ids.water}`, { name: 'x' })).status).toBe(404);
      tried += 2;
    }
    expect((await s.call(cookie, 'GET', `/api/vouchers/${voucher?.id}`)).status).toBe(404);
    expect((await s.call(cookie, 'GET', `/api/documents/goods-receipt/${doc.id}/chain`)).body.nodes).toEqual([]);
    expect((await s.call(cookie, 'GET', `/api/documents/goods-receipt`)).body.rows).toEqual([]);
    expect((await s.call(cookie, 'GET', `/api/lookup/item?q=农夫`)).body).toHaveLength(1);
    for (const view of s.house.catalog.views) {
      const reply = await s.call(cookie, 'GET', `/api/views/${view.name}?item=${theirs.ids.milk}&party=${theirs.ids.supplier}&account=1405&from=202601&to=202612&period=202603`);
      expect(JSON.stringify(reply.body)).not.toContain('乙公司');
      tried += 1;
    }
    expect((await s.call(cookie, 'POST', '/api/switch', { company: theirs.ids.org })).status).toBe(403);
    expect(tried).toBeGreaterThan(60);
  });

  test('a stranger gets nothing but the door', async () => {
    for (const url of [
      '/api/meta',
      '/api/home',
      '/api/documents/goods-receipt',
      '/api/records/item',
      '/api/lookup/item',
      '/api/people',
      '/api/audit',
      '/api/events',
      '/api/settings',
      '/api/tokens',
      '/api/vouchers/00000000-0000-0000-0000-000000000000',
    ])
      expect((await s.call('', 'GET', url)).status, url).toBe(401);
    expect((await s.call('', 'GET', '/api/setup')).status).toBe(200);
  });

  test('a person of one shop sees the documents of that shop only', async () => {
    await s.co.must(receipt(s.co));
    await s.co.must({ ...receipt(s.co), body: { ...receipt(s.co).body, head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main } } });
    const keeper = await s.as(s.co, 'keeper', s.co.ids.shopSite);
    const seen = (await s.call(keeper, 'GET', '/api/documents/goods-receipt')).body.rows as { warehouse_id: string }[];
    expect(seen.length).toBeGreaterThan(0);
    // Warehouses without a site belong to the whole company and stay visible.
    const other = s.house.ids.next();
    await s.house.db.write(s.co.caller.scope, (tx) => tx.query('select books.add_site($1, $2, $3)', [other, 'MD02', '二号店']));
    const elsewhere = await s.as(s.co, 'keeper', other);
    const theirsSeen = (await s.call(elsewhere, 'GET', '/api/documents/goods-receipt')).body.rows as { warehouse_id: string }[];
    expect(theirsSeen.some((r) => r.warehouse_id === s.co.ids.shop)).toBe(false);
    const refused = await s.call(elsewhere, 'POST', '/api/documents/goods-receipt', {
      command: 'approve',
      ...receipt(s.co).body,
      lines: [{ item: s.co.ids.milk, qty: '1', lot: 'L1' }],
    });
    expect(refused.body.code).toBe('not-your-site');
  });

  test('the warehouse posts receipts and never sees a price', async () => {
    const keeper = await s.as(s.co, 'keeper');
    const order = await s.co.must({
      type: 'purchase-order',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main }, lines: [{ item: s.co.ids.water, qty: '24', price: '1.5' }] },
    });
    const told = await s.call(keeper, 'POST', '/api/documents/goods-receipt', {
      command: 'approve',
      day: '2026-03-02',
      head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main },
      lines: [{ item: s.co.ids.water, qty: '24', price: '9', source: { doc: order.id, line: 1 } }],
    });
    expect(told.body).toMatchObject({ status: 403, code: 'field-not-yours' });
    const posted = await s.call(keeper, 'POST', '/api/documents/goods-receipt', {
      command: 'approve',
      day: '2026-03-02',
      head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main },
      lines: [{ item: s.co.ids.water, qty: '24', source: { doc: order.id, line: 1 } }],
    });
    expect(posted.status).toBe(200);
    const shown = (await s.call(keeper, 'GET', `/api/documents/goods-receipt/${posted.body.id}`)).body;
    expect(JSON.stringify(shown.doc)).not.toMatch(/"(price|gross|net|tax|cost)"/);
    expect(shown.vouchers).toEqual([]);
    const listed = (await s.call(keeper, 'GET', '/api/documents/goods-receipt')).body;
    expect(JSON.stringify(listed.rows)).not.toContain('"total"');
    expect(JSON.stringify((await s.call(keeper, 'GET', '/api/lookup/item?q=')).body)).not.toContain('"price"');
    expect(await s.co.balance('220202')).not.toBe('0.00');
  });
});
