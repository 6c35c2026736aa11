import { story } from '#testing';
import { expect } from 'vitest';

story('盘点：盲盘、复盘、差异入账', ({ step, post, stock }) => {
  step('总仓有 100 桶油（每桶 50 元）和 200 瓶水（每瓶 1 元）', async (co) => {
    await post(co, 'goods-receipt', {
      day: '2026-03-01',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.oil, qty: '100', price: '54.50' },
        { item: co.ids.water, qty: '200', price: '1.13' },
      ],
    });
  });
  const sheet = { id: '', version: 0 };
  const lines = (co: { ids: Readonly<Record<string, string>> }, extra: readonly Record<string, unknown>[] = [{}, {}]) => [
    { item: co.ids['oil'], ...extra[0] },
    { item: co.ids['water'], ...extra[1] },
  ];
  const body = (co: { ids: Readonly<Record<string, string>> }, extra?: readonly Record<string, unknown>[]) => ({
    day: '2026-03-31',
    head: { warehouse: co.ids['main'], counters: '李大海' },
    lines: lines(co, extra),
  });
  step('开出盘点单，开始盘点；仓管看不到账面数', async (co) => {
    const saved = await co.must({ type: 'stock-count', command: 'save', body: body(co) });
    const started = await co.must({ type: 'stock-count', command: 'count', id: saved.id });
    Object.assign(sheet, { id: saved.id, version: started.version });
    expect(started.state).toBe('counting');
  });
  step('盘点期间照常出库 3 桶油，不影响差异', async (co) => {
    await post(co, 'other-issue', { day: '2026-03-31', head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: co.ids.oil, qty: '3' }] });
  });
  step('初盘：油 98 桶（少 2），水 200 瓶；有差异的行没有复盘，不能审核', async (co) => {
    await co.must({ type: 'stock-count', command: 'count', id: sheet.id, body: body(co, [{ counted: '98' }, { counted: '200' }]) });
    await co.must({ type: 'stock-count', command: 'submit', id: sheet.id });
    expect(await co.do({ type: 'stock-count', command: 'approve', id: sheet.id })).toMatchObject({ ok: false, refusal: { refused: 'recount-needed' } });
    await co.must({ type: 'stock-count', command: 'reject', id: sheet.id });
  });
  step('复盘仍是 98 桶：提交并审核，只记差异 2 桶、100 元', async (co) => {
    await co.must({ type: 'stock-count', command: 'count', id: sheet.id, body: body(co, [{ counted: '98', recount: '98' }, { counted: '200' }]) });
    await co.must({ type: 'stock-count', command: 'submit', id: sheet.id });
    await co.must({ type: 'stock-count', command: 'approve', id: sheet.id });
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '95' });
    expect(await stock(co.ids.water, co.ids.main)).toMatchObject({ onHand: '200' });
    expect(await co.balance('5711')).toBe('100.00');
    expect(await co.balance('190101')).toBe('0.00');
  });
});
