import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retestDue } from '../retest-due/view.ts';
import { describeDocument, memoryHouse, react, smallCompany, type SmallCompany } from '#testing';
import { frozenLots, type Lots } from '../testing/frozen-lots.ts';
import { inspection } from './document.ts';

const LIMITS = [
  { name: '净含量', unit: 'ml', target: '250', lower: '245', upper: '255', grade: 'major', method: '量筒' },
  { name: '外观', unit: null, grade: 'minor', method: '目视' },
];
async function plans(co: SmallCompany): Promise<Record<string, string>> {
  const [milk, water] = await saveAll(co.house, co.caller, 'inspection-plan', [
    { name: '牛奶来料', data: { kind: 'incoming', item: co.ids.milk, level: 'II', critical: '0.65', major: '1.0', minor: '2.5', holdOnReceipt: true, characteristics: LIMITS } },
    { name: '日杂来料', data: { kind: 'incoming', category: co.ids['dry'], level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5' } },
  ]);
  return { plan: milk?.id ?? '', dry: water?.id ?? '' };
}
const good = '净含量 250.5 250.5 250.5';

describeDocument(inspection, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await frozenLots(co);
    return plans(co);
  },
  body: (co, { plan }) => ({
    day: '2026-03-05',
    head: { kind: 'incoming', plan, supplier: co.ids.supplier },
    lines: [
      { item: co.ids.milk, lot: 'M1', lotQty: '40', readings: good, decision: 'accept' },
      { item: co.ids.milk, lot: 'M2', lotQty: '50', readings: good, majorSeen: 3, decision: 'freeze', reason: '涨包' },
    ],
  }),
  noReverse: 'what was found stays found; another inspection may find something else',
});

describe('检验单', () => {
  let co: SmallCompany;
  let lots: Lots;
  let made: Record<string, string>;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    lots = await frozenLots(co);
    made = await plans(co);
  });
  afterAll(() => co.house.close());
  const inspect = (line: Record<string, unknown>, plan = made['plan']) =>
    co.do({
      type: 'inspection',
      command: 'approve',
      body: { day: '2026-03-05', head: { kind: 'incoming', plan }, lines: [{ item: co.ids.milk, lot: 'M1', lotQty: '40', readings: good, decision: 'accept', ...line }] },
    });
  const outside = '净含量：240';

  test.each([
    ['plan-other-item', { item: 'water' }],
    ['characteristic-unknown', { readings: `${good}；酸度 3` }],
    ['values-missing', { readings: null }],
    ['values-unreadable', { readings: '净含量 250 偏高' }],
    ['decision-missing', { decision: null }],
    ['verdict-refused', { readings: outside }],
    ['decision-reason-needed', { decision: 'concession' }],
    ['lot-unknown', { decision: 'scrap', reason: '坏', lot: 'M9' }],
  ] as const)('is refused: %s', async (code, line) =>
    expect(await inspect({ ...line, ...('item' in line ? { item: co.ids.water } : {}) })).toMatchObject({ ok: false, refusal: { refused: code } }),
  );
  test('goods without lots cannot be kept back: lot-not-tracked', async () =>
    expect(await inspect({ item: co.ids.water, lot: null, readings: null, decision: 'freeze', reason: '裂' }, made['dry'])).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-not-tracked' },
    }));
  test('with a quantity that is no number: bad-field', async () => expect(await inspect({ lotQty: '很多' })).toMatchObject({ ok: false, refusal: { refused: 'bad-field' } }));
  test('one lot twice: lot-twice', async () =>
    expect(
      await co.do({
        type: 'inspection',
        command: 'approve',
        body: {
          day: '2026-03-05',
          head: { kind: 'incoming', plan: made['plan'] },
          lines: ['a', 'b'].map(() => ({ item: co.ids.milk, lot: 'M1', lotQty: '40', readings: good, decision: 'scrap', reason: '坏' })),
        },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'lot-twice' } }));

  test('the sample comes from GB/T 2828.1, the verdict from the values', async () => {
    const saved = await co.must({
      type: 'inspection',
      command: 'save',
      body: { day: '2026-03-05', head: { kind: 'incoming', plan: made['plan'] }, lines: [{ item: co.ids.milk, lot: 'M1', lotQty: '1000', readings: '240 250.5 250.5' }] },
    });
    const [line] = await co.rows(`select data->>'sampling' as sampling, data->>'verdict' as verdict, data->>'outside' as outside from books.document_line where doc_id = $1`, [
      saved.id,
    ]);
    expect(line).toEqual({ sampling: 'n=80：关键 1/2，主要 2/3，次要 5/6', verdict: 'accepted', outside: '净含量：第 1 件 240（245~255 ml）' });
  });
  test('freezing happens in the inspector’s own transaction; another inspection that accepts the lot lets it go', async () => {
    const done = await inspect({ decision: 'rework', reason: '重新贴标' });
    expect(done).toMatchObject({ ok: true });
    expect(await lots.at('M1')).toEqual(expect.arrayContaining([{ warehouse: '总仓', on_hand: '0', on_hold: '30' }]));
    expect(await lots.tryOut('other-issue', { lot: 'M1', qty: '1' })).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-frozen', with: { doc: expect.stringMatching(/^JYD-/) } },
    });
    expect(await inspect({ decision: 'concession', reason: '贴标合格' })).toMatchObject({ ok: true });
    expect(await lots.tryOut('other-issue', { lot: 'M1', qty: '1' })).toMatchObject({ ok: true });
  });

  test('goods that come in by a plan wait for their inspection, which the house opens; when two of five lots failed it is a tightened one', async () => {
    const receive = (lot: string) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: {
          day: '2026-03-06',
          head: { supplier: co.ids.supplier, warehouse: co.ids.main },
          lines: [
            { item: co.ids.milk, qty: '60', price: '3', lot, made: '2026-03-05' },
            { item: co.ids.water, qty: '5', price: '1' },
          ],
        },
      });
    const opened = (lot: string) =>
      co.rows<{ id: string; state: string; severity: string; sampling: string }>(
        `select d.id, d.state, d.head->>'severity' as severity, l.data->>'sampling' as sampling from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id where d.type = 'inspection' and l.data->>'lot' = $1 order by d.number desc`,
        [lot],
      );
    for (const lot of ['N1', 'N2']) {
      await receive(lot);
      await react(co);
      expect(await lots.at(lot)).toEqual([{ warehouse: '总仓', on_hand: '0', on_hold: '60' }]);
      const [draft] = await opened(lot);
      expect(draft).toMatchObject({ state: 'draft', severity: 'normal', sampling: expect.stringContaining('n=20') });
      // Nobody has to look for other goods while these wait.
      expect(await co.rows(`select 1 from books.document where type = 'substitute-request' and head->>'cause' like '%待检%'`)).toEqual([]);
      await co.must({
        type: 'inspection',
        command: 'approve',
        id: draft?.id ?? '',
        body: {
          day: '2026-03-06',
          head: { kind: 'incoming', plan: made['plan'], supplier: co.ids.supplier },
          lines: [
            {
              item: co.ids.milk,
              lot,
              lotQty: '60',
              readings: '230 230 230',
              decision: 'concession',
              reason: '换包装',
            },
          ],
        },
      });
      expect(await lots.at(lot)).toEqual([{ warehouse: '总仓', on_hand: '60', on_hold: '0' }]);
    }
    await receive('N3');
    await react(co);
    expect((await opened('N3'))[0]).toMatchObject({ severity: 'tightened' });
    expect(
      await co.rows(
        `select count(*)::int as n from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id where d.type = 'inspection' and l.item_id = $1`,
        [co.ids.water],
      ),
    ).toEqual([{ n: 3 }]);
  });

  test('goods we finish are inspected too, by the plan for finished goods; there is no supplier', async () => {
    const [plan] = await saveAll(co.house, co.caller, 'inspection-plan', [
      { name: '牛奶完工', data: { kind: 'finished', item: co.ids.milk, level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5', holdOnReceipt: true } },
    ]);
    const [wages] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '2211'`);
    await co.must({
      type: 'production-receipt',
      command: 'approve',
      body: {
        day: '2026-03-07',
        head: { warehouse: co.ids.main, extraCost: '30', extraAccount: wages?.id },
        lines: [{ item: co.ids.milk, qty: '12', lot: 'W1', made: '2026-03-07' }],
      },
    });
    await react(co);
    expect(await lots.at('W1')).toEqual([{ warehouse: '总仓', on_hand: '0', on_hold: '12' }]);
    expect(
      await co.rows(
        `select d.head->>'kind' as kind, d.party_id as supplier, d.head->>'plan' = $1 as by_plan, s.type as source from books.document d
        join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.document s on s.org_id = l.org_id and s.id = l.source_doc where d.type = 'inspection' and l.data->>'lot' = 'W1'`,
        [plan?.id],
      ),
    ).toEqual([{ kind: 'finished', supplier: null, by_plan: true, source: 'production-receipt' }]);
  });

  test('待复检批次: a lot is due when its last look, or its coming in, is longer ago than its plan says', async () => {
    await saveAll(co.house, co.caller, 'inspection-plan', [
      { name: '牛奶复检', data: { kind: 'stock', item: co.ids.milk, level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5', validDays: 30 } },
    ]);
    const due = async (asOf: string) =>
      (await co.rows<{ lotNo: string; due: string; late: number; number: string | null }>(retestDue.sql, [asOf, null, null, 100, 0])).map((r) => [
        r.lotNo,
        r.due,
        r.late,
        r.number !== null,
      ]);
    expect(await due('2026-03-31')).toEqual([]);
    // M2 came on the 2nd and nobody has looked at it; N1 was inspected on the 6th.
    expect((await due('2026-04-02')).filter(([lot]) => ['M2', 'N1'].includes(String(lot)))).toEqual([['M2', '2026-04-01', 1, false]]);
    expect((await due('2026-04-06')).filter(([lot]) => ['M2', 'N1'].includes(String(lot)))).toEqual([
      ['M2', '2026-04-01', 5, false],
      ['N1', '2026-04-05', 1, true],
    ]);
  });
});
