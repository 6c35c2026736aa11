// The one door: what it refuses and how it says so, that an event arrives once, in order, and what the house makes of it.
import { isRefused } from '#kernel/refusal';
import { outsideHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replay } from '../consumers.ts';
import { addPerson, seedRoles } from '../people.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { acceptOutside, outsideProblem, RATE } from './accept.ts';
import { MOST_BYTES } from './envelope.ts';
import { setMode, tryTemplate } from './office.ts';
import { TEMPLATES, templateNamed } from './templates/list.ts';
import { messageExampleOf } from './templates/schema.ts';

const { house, co, codes, message, kit, send, taken, drain, received } = await outsideHouse();

describe('events from outside', () => {
  let manager: string;
  beforeAll(async () => {
    await seedRoles(house, co.ids.group);
    const person = await addPerson(house, co.ids.group, { login: 'manager', name: '管理员', password: 'Correct-horse-9', grants: [{ role: 'admin', node: co.ids.org }] });
    if (isRefused(person)) throw new Error(JSON.stringify(person));
    manager = person.id;
    await house.db.write(co.caller.scope, (tx) => setMode(tx, 'ems.reel.low', 'off'));
  });
  afterAll(() => house.close());

  const oee = { machineId: 'IM-07', oee: 61.2, availability: '78', performance: '84.5', quality: '92.9' };

  test.each([
    ['no JSON', () => '{"a":', 'outside-not-json', '', 'JSON'],
    ['a list', () => '[]', 'outside-not-json', '', 'JSON'],
    ['too large', () => 'x'.repeat(MOST_BYTES + 1), 'outside-too-large', '', '65 KB'],
    ['no number', () => message('molding.oee.dropped', oee, { eventId: undefined }), 'bad-field', 'eventId', '请填写“事件编号”'],
    ['a time without a zone', () => message('molding.oee.dropped', oee, { occurredAt: '2026-03-10 09:12' }), 'bad-field', 'occurredAt', '带时区'],
    ['no content', () => message('molding.oee.dropped', undefined), 'bad-field', 'data', '缺少 data'],
    ['an unknown field in the envelope', () => message('molding.oee.dropped', oee, { colour: 'red' }), 'bad-field', 'colour', '没有名为“colour”的字段'],
    ['an unknown type, with what may be meant', () => message('moulding.oee.dropped', oee), 'outside-unknown-type', 'type', 'molding.oee.dropped'],
    ['another version', () => message('molding.oee.dropped', oee, { schemaVersion: 2 }), 'outside-old-version', 'schemaVersion', '当前版本是 1，收到的是 2'],
    [
      'switched off',
      () => message('ems.reel.low', { reelId: 'R', skuId: codes.water, lineId: 'L', remainQty: 1, minutesLeft: 2 }),
      'outside-switched-off',
      'type',
      '“料盘将尽”尚未启用',
    ],
    ['another company', () => message('molding.oee.dropped', oee, { orgId: '01980000-0000-7000-8000-000000000001' }), 'outside-other-org', 'orgId', '另一家公司'],
    ['a figure that is none', () => message('molding.oee.dropped', { ...oee, oee: 'high' }), 'bad-field', 'data.oee', '“OEE %”应为数字'],
    ['a missing field', () => message('molding.oee.dropped', { ...oee, machineId: '' }), 'bad-field', 'data.machineId', '请填写“机台”'],
    ['a field nobody knows', () => message('molding.oee.dropped', { ...oee, temp: 3 }), 'bad-field', 'data.temp', '没有名为“temp”的字段'],
    [
      'a moment that is none',
      () => message('machining.machine.down', { machineId: 'C', code: 'E', startAt: 'noon', estimatedMin: 5 }),
      'bad-field',
      'data.startAt',
      '“停机时间”应为',
    ],
    [
      'a choice that is none',
      () => message('molding.first_article.judged', { workOrderId: 'W', result: 'ok', defects: [], inspectorId: 'Q' }),
      'bad-field',
      'data.result',
      '只能是 合格、不合格',
    ],
    [
      'a line with a bad figure',
      () =>
        kit([
          { sku: codes.water, qty: 1 },
          { sku: codes.water, qty: 0 },
        ]),
      'bad-field',
      'data.shortages[1].qty',
      '缺料第 2 项',
    ],
    [
      'a code nobody knows, with its line',
      () =>
        kit([
          { sku: codes.water, qty: 1 },
          { sku: 'NIX', qty: 1 },
        ]),
      'outside-unknown-code',
      'data.shortages[1].sku',
      '没有编码为“NIX”的商品',
    ],
    ['a command without a document', () => message('hengcang.command', { type: 'nothing', command: 'save' }), 'outside-bad-command', 'data', '没有名为“nothing”的单据'],
    ['a command nobody knows', () => message('hengcang.command', { type: 'purchase-order', command: 'explode' }), 'outside-bad-command', 'data', '没有名为“explode”的命令'],
  ])('refuses %s', async (_, body, code, path, said) => {
    const outcome = await send(body());
    expect(outcome).toMatchObject({ refused: code });
    const problem = outsideProblem(outcome as never);
    expect(problem.errors[0]?.path ?? '').toBe(path);
    expect(problem.title).toContain(said);
  });

  test('refuses whoever may not send, and keeps what it refused of others with its problem', async () => {
    expect(await send(message('molding.oee.dropped', oee), { ...co.caller, actor: { ...co.caller.actor, rights: ['*.view'] } })).toMatchObject({ refused: 'not-allowed' });
    await send(message('molding.oee.dropped', { ...oee, oee: 'bad\u0000' }, { source: 'broken-1' }));
    const [kept] = await co.rows<{ problem: { code: string }; body: { data: { oee: string } } }>(`select problem, body from outside.received where source = 'broken-1'`);
    expect(kept).toMatchObject({ problem: { code: 'bad-field' }, body: { data: { oee: 'bad\ufffd' } } });
  });

  test('what cannot even be read is kept too, and so is what failed time and again', async () => {
    const kept = async () =>
      (await co.rows<{ code: string }>(`select problem->>'code' as code from outside.received where state = 'refused' order by at desc, id desc limit 1`))[0]?.code;
    await send('{"a":');
    expect(await kept()).toBe('outside-not-json');
    await send(message('molding.oee.dropped', oee, { orgId: '01980000-0000-7000-8000-000000000001' }));
    expect(await kept()).toBe('outside-other-org');
    const body = JSON.stringify(message('molding.oee.dropped', oee));
    expect(await acceptOutside(house, co.caller, { via: 'kafka', body, failed: 'TypeError: x is undefined' })).toMatchObject({ refused: 'outside-failed' });
    expect(await kept()).toBe('outside-failed');
  });

  test('of what was refused the newest five thousand are kept, of what was taken in everything', async () => {
    const count = async (state: string) => (await co.rows(`select 1 from outside.received where state = $1`, [state])).length;
    await taken(message('molding.oee.dropped', oee));
    const accepted = await count('accepted');
    await house.db.owner((tx) =>
      tx.query(
        `insert into outside.received (org_id, id, source, external_id, type, via, at, state, body, hash) select $1, gen_random_uuid(), 'noise', n::text, 'x', 'mqtt', now() - interval '1 day' - n * interval '1 second', 'refused', '{}', '' from generate_series(1, 6000) n`,
        [co.ids.org],
      ),
    );
    await send('nonsense');
    expect([await count('refused'), await count('accepted')]).toEqual([5000, accepted]);
    await expect(house.db.write(co.caller.scope, (tx) => tx.query(`delete from outside.received where state = 'accepted' returning id`))).resolves.toEqual([]);
    expect(await count('accepted')).toBe(accepted);
  });

  test('an event arrives once; its number with another content is refused', async () => {
    const body = message('molding.oee.dropped', oee);
    const first = await taken(body);
    expect(await taken(body)).toEqual({ ...first, duplicate: true });
    expect(await send({ ...body, data: { ...oee, oee: '50' } })).toMatchObject({ refused: 'outside-same-id-other-body' });
    await sequenceAll(house.db);
    const [event] = await co.rows<{ n: number; payload: Record<string, unknown> }>(
      `select count(*) over ()::int as n, payload from bus.event_log where name = 'molding.oee.dropped/1' and payload->'outside'->>'id' = $1`,
      [body['eventId']],
    );
    expect(event?.n).toBe(1);
    // Figures are decimal text in the log, whatever the device wrote.
    expect(event?.payload).toMatchObject({ oee: '61.2', machineId: 'IM-07', outside: { source: 'mes-1', via: 'http', occurredAt: '2026-03-10T09:12:00+08:00' }, proof: {} });
  });

  test('CloudEvents are taken as well', async () => {
    const { id } = await taken({ specversion: '1.0', id: 'ce-1', source: 'mes-2', type: 'molding.oee.dropped/1', time: '2026-03-10T01:12:00Z', data: oee });
    expect(await co.rows(`select 1 from outside.received where id = $1 and source = 'mes-2' and external_id = 'ce-1'`, [id])).toHaveLength(1);
  });

  test('events of one source have dense numbers in the order they came, with many at once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => taken(message('molding.oee.dropped', oee, { source: 'burst' }))));
    await sequenceAll(house.db);
    const rows = await co.rows<{ agg_seq: bigint }>(
      `select e.agg_seq from bus.event_log e join outside.source s on e.agg = 'outside:' || s.id where s.source = 'burst' order by e.pos`,
    );
    expect(rows.map((r) => Number(r.agg_seq))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test('a source that sends too fast is held back, others are not', async () => {
    await co.house.db.write(co.caller.scope, (tx) =>
      tx.query(`insert into outside.source (org_id, source, tokens, filled_at) values (books.org(), 'mad', 0, clock_timestamp() + interval '1 hour')`),
    );
    expect(await send(message('molding.oee.dropped', oee, { source: 'mad' }))).toMatchObject({ refused: 'outside-too-fast', with: { rate: String(RATE.perSecond) } });
    await taken(message('molding.oee.dropped', oee));
  });

  test('a command from outside is obeyed once, with the rights of its token', async () => {
    const order = {
      type: 'purchase-order',
      command: 'save',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '3', price: '50' }] },
    };
    const body = message('hengcang.command', order);
    const first = await taken(body);
    expect(first.answer).toMatchObject({ state: 'draft' });
    expect(await taken(body)).toEqual({ ...first, duplicate: true });
    expect(await co.rows(`select 1 from books.document where type = 'purchase-order'`)).toHaveLength(1);
    const weak = { ...co.caller, actor: { ...co.caller.actor, rights: ['outside.send'] } };
    expect(await send(message('hengcang.command', order), weak)).toMatchObject({ refused: 'not-allowed' });
  });

  test('a shortage becomes a draft request for what is missing, and a thing to do for what is there', async () => {
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: { day: '2026-03-09', head: { warehouse: co.ids.main, reason: co.ids.reasonIn }, lines: [{ item: co.ids.water, qty: '30', unitCost: '1' }] },
    });
    const { id } = await taken(
      kit([
        { sku: codes.water, qty: '80' },
        { sku: codes.water, qty: '5' },
      ]),
    );
    await drain();
    const row = await received(id);
    expect(row?.todo).toContain('仓库有：农夫山泉 550ml 30 瓶');
    expect(await co.rows(`select title, body from books.notice where user_id = $1 and title like '工单缺料%'`, [manager])).toMatchObject([
      { title: '工单缺料（mes-1）', body: row?.todo },
    ]);
    const [made] = row?.reaction?.made ?? [];
    const lines = await co.rows<{ base_qty: bigint; state: string }>(
      'select l.base_qty, d.state from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id where l.doc_id = $1',
      [made?.id],
    );
    expect(lines).toEqual([{ base_qty: 55_000_000n, state: 'draft' }]);
    // Once more from the beginning: nothing is made twice.
    const before = await co.rows(`select 1 from books.document`);
    await replay(house.db, 'templates', 0n);
    await drain();
    expect(await co.rows(`select 1 from books.document`)).toHaveLength(before.length);
    expect(await co.rows(`select 1 from books.notice where title like '工单缺料%'`)).toHaveLength(1);
  });

  test('a frozen lot is frozen at once; a lot that is not there becomes a thing to do', async () => {
    const lot = {
      day: '2026-03-09',
      head: { warehouse: co.ids.main, reason: co.ids.reasonIn },
      lines: [{ item: co.ids.milk, qty: '12', unitCost: '2', lot: 'L1', made: '2026-03-01' }],
    };
    await co.must({ type: 'other-receipt', command: 'approve', body: lot });
    const frozen = (batchId: string) => message('common.quality.batch_frozen', { batchId, skuId: codes.milk, qty: '12', reason: '异物', by: '张质检' });
    const [good, bad] = [await taken(frozen('L1')), await taken(frozen('L404'))];
    await drain();
    expect((await received(good.id))?.reaction?.made).toMatchObject([{ type: 'lot-freeze' }]);
    expect(await co.rows(`select 1 from books.document where type = 'lot-freeze' and state = 'posted'`)).toHaveLength(1);
    expect((await received(bad.id))?.todo).toContain('未能生成批次冻结单');
  });

  test('recorded only means no reaction', async () => {
    await house.db.write(co.caller.scope, (tx) => setMode(tx, 'molding.oee.dropped', 'record'));
    const { id } = await taken(message('molding.oee.dropped', oee));
    await drain();
    expect(await received(id)).toEqual({ reaction: null, todo: null });
    await house.db.write(co.caller.scope, (tx) => setMode(tx, 'molding.oee.dropped', 'react'));
  });

  test.each(TEMPLATES.map((t) => [t.name] as const))('%s: its example is accepted, does what it says, and is what the try shows', async (name) => {
    const template = templateNamed(name);
    if (!template) throw new Error(name);
    await house.db.write(co.caller.scope, (tx) => setMode(tx, name, 'react'));
    const text = JSON.stringify(messageExampleOf(template)).replaceAll('SP00001', codes.water).replaceAll('SP00002', codes.milk);
    const body = { ...(JSON.parse(text) as Record<string, unknown>), eventId: `x-${name}`, source: `test/${name}` };
    const tried = await house.db.read(co.caller.scope, (s) => tryTemplate(s, { template, data: body['data' as keyof typeof body], day: '2026-03-10', catalog: house.catalog }));
    const { id } = await taken(body);
    await drain();
    const row = await received(id);
    const effects = (tried as { effects: readonly unknown[] }).effects.length;
    const shown = (row?.reaction?.made.length ?? 0) + (row?.todo ? row.todo.split('\n').length : 0);
    expect(shown).toBe(effects);
    expect(effects > 0).toBe(!['molding.dryer.ready', 'machining.blank.received', 'ems.serial.bound'].includes(name));
  });

  test('nothing is left in the dead letters, and the books prove themselves', async () => {
    expect(await co.rows('select error from bus.dead')).toEqual([]);
    expect((await verify(house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
  });
});
