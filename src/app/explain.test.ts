// explain answers from definitions and from books, on the first real documents.
import type { Module } from '#kernel/module';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askBooks, companyScope, KNOWN } from './commands/explain.ts';
import { asText, explainWord } from './explain.ts';
import { MODULES } from './house.ts';
import type { Opened } from './open.ts';

const text = (word: string, known = KNOWN): string => {
  const e = explainWord(word, known);
  return e ? asText(e) : '';
};

describe('explain from the definitions', () => {
  test('a command: permission → states → checks → decide → posting → events → who hears', () => {
    const said = text('goods-receipt.approve');
    const order = [
      '采购入库单·审核',
      '草稿 → 已审核',
      '期间已开',
      '来源 采购订单',
      'src/modules/purchasing/goods-receipt/decide.ts',
      'src/modules/purchasing/goods-receipt/post.ts',
      'goods-receipt-posted/1',
      'SSE',
    ];
    const at = order.map((part) => said.indexOf(part));
    expect(
      at.every((i) => i >= 0),
      said,
    ).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });
  test('a document without a post.ts books nothing', () => expect(text('purchase-order.approve')).toContain('不过账'));
  test('reversing has its own road', () => expect(text('goods-receipt.reverse')).toContain('红字单据'));
  test('Chinese words work as well', () => expect(text('采购入库单.审核')).toBe(text('goods-receipt.approve')));
  test('a type alone lists its commands', () => expect(text('goods-receipt')).toContain('explain goods-receipt.approve'));
  test('an event: who says it, who reacts', () => {
    const watcher: Module = {
      name: 'watch',
      zh: '看守',
      needs: [],
      documents: [],
      records: [],
      views: [],
      reactions: [{ name: '到货通知', on: 'goods-receipt-posted/1', react: () => [] }],
    };
    expect(text('goods-receipt-posted/1')).toContain('采购入库单·审核');
    expect(text('goods-receipt-posted/1', { ...KNOWN, modules: [...MODULES, watcher] })).toContain('到货通知（模块 看守 watch）');
  });
  test('a refusal in its own words', () => expect(text('not-enough-stock')).toContain('可用 {available}'));
  test.each(['nonsense', 'goods-receipt.fly', 'no-such-thing-posted/1'])('%s is nothing', (word) => expect(explainWord(word, KNOWN)).toBeNull());
  test('every command of every document can be explained', () => {
    const words = MODULES.flatMap((m) => m.documents).flatMap((d) =>
      Object.values(d.flow)
        .flatMap((moves) => Object.keys(moves ?? {}))
        .map((c) => `${d.type}.${c}`),
    );
    expect(words.length).toBeGreaterThan(10);
    expect(words.filter((w) => explainWord(w, KNOWN) === null)).toEqual([]);
  });
});

describe('explain from the books', () => {
  let co: SmallCompany;
  let opened: Opened;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    opened = { ports: co.house, applied: [], close: co.house.close } as unknown as Opened;
    const order = await co.must({
      type: 'purchase-order',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '24' }] },
    });
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [{ item: co.ids.water, unit: '箱', qty: '6', source: { doc: order.id, line: 1 } }],
      },
    });
  });
  afterAll(() => co?.house.close());
  const ask = async (...words: string[]) => {
    const e = await askBooks(opened, await companyScope(opened, null), words);
    return e ? asText(e) : null;
  };

  test('a balance: balance → voucher line → document → stock lines → people', async () => {
    const said = await ask('1405', '2026-03');
    for (const part of ['期末 借 127.43', '记-0001', 'CGRK-202603-0001', '库存行 1 行，数量净 144，成本净 127.43', '王老板  goods-receipt.approve']) expect(said).toContain(part);
    expect(await ask('1405', '202602')).toContain('期末 平 0.00');
  });
  test('an account includes those below it', async () => expect(await ask('2202', '2026-03')).toContain('220202  贷 127.43'));
  test('a number: people, source, voucher, stock, chain', async () => {
    const said = await ask('CGRK-202603-0001');
    for (const part of ['采购入库单 CGRK-202603-0001', 'CGDD-202603-0001  采购订单', '借 1405 127.43', 'supplier→storage', '2 张单据']) expect(said).toContain(part);
    expect(await ask('CGDD-202603-0001')).toContain('CGRK-202603-0001  采购入库单');
  });
  test('what is not there is not explained', async () => {
    expect(await ask('9999', '2026-03')).toBeNull();
    expect(await ask('CGRK-209901-0001')).toBeNull();
    await expect(companyScope(opened, '没有这家')).rejects.toThrow('没有公司“没有这家”。现有：01 衡仓小店');
  });
});
