import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { making, type Making } from '../testing/making.ts';
import { engineeringChange } from './document.ts';

describeDocument(engineeringChange, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { gift, next } = await making(co);
    return { gift, next };
  },
  body: (_, { gift, next }) => ({ day: '2026-03-05', head: { cause: '外箱改为赠水' }, lines: [{ item: gift, bom: next, valid: '2026-04-01' }] }),
  noReverse: 'what was made by a version was made by it; another change follows',
});

describe('工程变更单', () => {
  let co: SmallCompany;
  let m: Making;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    m = await making(co);
  });
  afterAll(() => co?.house.close());
  const change = (...lines: readonly Record<string, unknown>[]) =>
    co.do({
      type: 'engineering-change',
      command: 'approve',
      body: { day: '2026-03-05', head: { cause: '换料' }, lines: lines.map((l) => ({ item: m.gift, bom: m.next, valid: '2026-04-01', ...l })) },
    });

  test.each([
    ['bom-other-item', 'lines[0].bom', () => [{ item: co.ids.oil }]],
    ['bom-valid-already', 'lines[0].bom', () => [{ bom: m.bom }]],
    ['item-changed-twice', 'lines[1].item', () => [{}, {}]],
  ] as const)('is refused: %s', async (refused, path, lines) => expect(await change(...lines())).toMatchObject({ ok: false, refusal: { refused, path } }));

  test('the version has its day afterwards, and not before', async () => {
    const day = async () => (await co.rows<{ valid: string | null }>(`select data->>'valid' as valid from books.record where id = $1`, [m.next]))[0]?.valid;
    expect(await day()).toBe(null);
    expect(await change({})).toMatchObject({ ok: true });
    expect(await day()).toBe('2026-04-01');
  });
});

describe('物料清单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co?.house.close());
  const oil = () => ({ item: co.ids.oil, qty: '1' });
  test.each([
    ['bom-empty', () => ({ components: [] })],
    ['bom-of-itself', () => ({ components: [oil(), { item: co.ids.box, qty: '1' }] })],
    ['bom-component-twice', () => ({ components: [oil(), oil()] })],
    ['bom-version', () => ({ version: 0 })],
  ])('%s', async (refused, data) =>
    expect(saveAll(co.house, co.caller, 'bom', [{ name: '清单', data: { item: co.ids.box, version: 1, batch: '1', components: [oil()], ...data() } }])).rejects.toThrow(refused),
  );
});
