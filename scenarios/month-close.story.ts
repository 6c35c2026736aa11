import { checkClose, closeMonth, closeSteps, type Progress, readDrill, readRelations, readReport, reopenPeriod, reportTable } from '#accounting';
import { run } from '#books/pen';
import type { SmallCompany } from '#testing';
import { story } from '#testing';
import { expect } from 'vitest';

// 一月的账，全部数字由人手算：
// 收入 800（送货）+ 640（零售）= 1,440；成本 480（水）+ 500（油）= 980；管理费用 3,000 工资 + 109 报损 + 600 房租 = 3,709；
// 销售费用 2,000；利息收入 12；现金短款 50；增值税：销项 104 + 57.60、进项转出 9、进项 156 → 应交 14.60；城建税 7% → 1.02；
// 利润 = 1,440 − 980 − 1.02 − 2,000 − 3,709 + 12 − 50 = −5,288.02。
const STEPS = closeSteps();
const names = { document: (type: string) => type };

async function close(co: SmallCompany, period: number): Promise<{ ok: boolean; refused: unknown; progress: Progress[] }> {
  const progress: Progress[] = [];
  const ports = {
    ...co.house,
    command: async (who: 'person' | 'house', command: Parameters<typeof run>[2]) => {
      const outcome = await run(co.house, who === 'person' ? co.caller : { ...co.caller, actor: { ...co.caller.actor, id: co.house.ids.next(), name: '系统' } }, command);
      return outcome.ok ? { ok: true as const, booked: { ...outcome.reply, type: command.type } } : outcome;
    },
  };
  const outcome = await closeMonth(ports as never, co.caller, { period, steps: STEPS, skip: [], names, tell: (p) => progress.push(p) });
  return { ok: outcome.ok, refused: outcome.ok ? null : outcome.refusal, progress };
}
const said = (progress: readonly Progress[]): string[] => progress.flatMap((p) => (p.state === 'done' ? [`${p.zh}：${p.said}`] : []));
const checks = async (co: SmallCompany, period: number) =>
  Object.fromEntries((await co.house.db.read(co.caller.scope, (s) => checkClose(s, { period, steps: STEPS, names }))).map((f) => [f.name, f]));
const sheet = async (co: SmallCompany, kind: 'balance-sheet' | 'income-statement' | 'cash-flow', column: string, period = 202601): Promise<Record<string, string>> => {
  const report = await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind, period, span: 'month' }));
  expect(report.unplaced).toEqual([]);
  return Object.fromEntries(report.sides.flat().flatMap((l) => (l.heading || l.amounts[column] === '0.00' ? [] : [[l.id, l.amounts[column] ?? '']])));
};
const account = async (co: SmallCompany, code: string): Promise<string> =>
  (await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = $1`, [code]))[0]?.id ?? '';

story('一个月的账：进销存、报损、工资，检查、结账、报表、反结账再结账', ({ step, post, doc, stock }) => {
  const voucher = async (co: SmallCompany, day: string, lines: readonly (readonly [string, string, string, string])[], head: Record<string, unknown> = {}) =>
    post(co, 'journal-voucher', {
      day,
      head,
      lines: await Promise.all(lines.map(async ([code, debit, credit, summary]) => ({ account: await account(co, code), ...(debit ? { debit } : { credit }), summary }))),
    });
  step('期初：银行存款 10 万元由股东投入；100 桶油，每桶 50 元', async (co) => {
    await voucher(
      co,
      '2026-01-01',
      [
        ['1002', '100000', '', '期初'],
        ['3001', '', '100000', '期初'],
      ],
      { opening: true },
    );
    const [reason] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'QR01'`);
    await post(co, 'other-receipt', { day: '2026-01-01', head: { warehouse: co.ids.main, reason: reason?.id }, lines: [{ item: co.ids.oil, qty: '100', unitCost: '50' }] });
  });
  step('进货：50 箱水（发票到，进项 156）、20 桶油（发票未到，暂估 1,000）；付 1,000，另预付 500', async (co) => {
    await post(co, 'goods-receipt', {
      day: '2026-01-05',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '50', price: '27.12' },
        { item: co.ids.oil, qty: '20', price: '54.50' },
      ],
    });
    await post(co, 'purchase-invoice', {
      day: '2026-01-10',
      head: { supplier: co.ids.supplier, kind: 'special', number: '26332000000012345678', certified: true },
      lines: [{ item: co.ids.water, unit: '箱', qty: '50', price: '27.12', source: { doc: doc('goods-receipt'), line: 1 } }],
    });
    const [bill] = await co.rows<{ id: string }>(`select id from books.open_item where side = 'payable' and amount > settled`);
    await post(co, 'payment', { day: '2026-01-20', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '1000' }, lines: [{ openItem: bill?.id, amount: '1000' }] });
    await post(co, 'payment', { day: '2026-01-21', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '500' }, lines: [] }, 'advance');
  });
  step('销售：送货 20 箱水 904 元并开票，收款 1,000（多收 96）；零售 10 桶油 697.60 元现金', async (co) => {
    await post(co, 'sales-delivery', {
      day: '2026-01-12',
      head: { customer: co.ids.customer, warehouse: co.ids.main },
      lines: [{ item: co.ids.water, unit: '箱', qty: '20', price: '45.20' }],
    });
    await post(co, 'sales-invoice', {
      day: '2026-01-15',
      head: { customer: co.ids.customer, kind: 'ordinary', number: '26332000000087654321' },
      lines: [{ item: co.ids.water, unit: '箱', qty: '20', price: '45.20', source: { doc: doc('sales-delivery'), line: 1 } }],
    });
    const [due] = await co.rows<{ id: string }>(`select id from books.open_item where side = 'receivable' and amount > settled`);
    await post(co, 'collection', { day: '2026-01-25', head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '1000' }, lines: [{ openItem: due?.id, amount: '904' }] });
    await post(co, 'retail-sale', { day: '2026-01-18', head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.oil, qty: '10', price: '69.76' }] });
  });
  step('损耗：2 桶油过期，转出进项税 9 元', async (co) => {
    const [expired] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'BS01'`);
    await post(co, 'write-off', { day: '2026-01-22', head: { warehouse: co.ids.main, reason: expired?.id }, lines: [{ item: co.ids.oil, qty: '2' }] });
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '108' });
  });
  step('手工凭证：计提并发放工资（代扣个税 150）、房租、利息、买设备、现金短款 50 待查', async (co) => {
    await voucher(co, '2026-01-31', [
      ['5602', '3000', '', '计提工资'],
      ['5601', '2000', '', '计提工资'],
      ['2211', '', '5000', '计提工资'],
    ]);
    await voucher(co, '2026-01-31', [
      ['2211', '5000', '', '发工资'],
      ['1002', '', '4850', '发工资'],
      ['222116', '', '150', '代扣个税'],
    ]);
    await voucher(co, '2026-01-31', [
      ['5602', '600', '', '房租'],
      ['1002', '', '600', '房租'],
    ]);
    await voucher(co, '2026-01-31', [
      ['1002', '12', '', '利息'],
      ['5603', '', '12', '利息'],
    ]);
    await voucher(co, '2026-01-31', [
      ['1601', '3000', '', '冷柜'],
      ['1002', '', '3000', '冷柜'],
    ]);
    await voucher(co, '2026-01-31', [
      ['190101', '50', '', '现金短款'],
      ['1001', '', '50', '现金短款'],
    ]);
    expect([await co.balance('1002'), await co.balance('1001')]).toEqual(['91062.00', '647.60']);
  });
  step('检查清单：一张送货单还是草稿（红），现金短款未处理（黄），暂估与待转信息列明', async (co) => {
    const draft = await co.must({
      type: 'sales-delivery',
      command: 'save',
      body: { day: '2026-01-30', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '1', price: '70' }] },
    });
    const found = await checks(co, 202601);
    expect(found['unfinished']).toMatchObject({ tone: 'block', count: 1, items: [{ text: `sales-delivery ${draft.number}`, href: `/documents/sales-delivery/${draft.id}` }] });
    expect(found['suspense']).toMatchObject({ tone: 'warn', said: expect.stringContaining('50.00') as string });
    expect(found['estimates']).toMatchObject({ tone: 'info', said: expect.stringContaining('1000.00') as string });
    expect(found['stock-equals-ledger']).toMatchObject({ tone: 'ok', said: '库存与总账都是 6120.00' });
    expect(found['mapped']).toMatchObject({ tone: 'ok' });
    expect(found['step.vat']).toMatchObject({ tone: 'info', said: '转出未交增值税 14.60' });
    expect(await close(co, 202601)).toMatchObject({ ok: false, refused: { refused: 'close-blocked' }, progress: [] });
    expect(await close(co, 202602)).toMatchObject({ ok: false, refused: { refused: 'close-blocked', with: { list: expect.stringContaining('2026年1月尚未结账') as string } } });
    await co.must({ type: 'sales-delivery', command: 'void', id: draft.id });
    await voucher(co, '2026-01-31', [
      ['5711', '50', '', '现金短款核销'],
      ['190101', '', '50', '现金短款核销'],
    ]);
    expect(Object.values(await checks(co, 202601)).filter((f) => f.tone === 'block' || f.tone === 'warn')).toEqual([]);
  });
  step('结账前试算：收入费用都在；资产负债表此时已经平衡', async (co) => {
    expect(await co.balance('5001')).toBe('-1440.00');
    expect(await sheet(co, 'balance-sheet', 'closing')).toMatchObject({ 30: '101329.60', 53: '101329.60', 51: '-5287.00' });
  });
  step('一键结账：增值税、附加税、损益依次结转，每张凭证都有单据，期间关闭', async (co) => {
    const outcome = await close(co, 202601);
    expect(outcome).toMatchObject({ ok: true });
    expect(said(outcome.progress)).toEqual([
      '结转增值税：转出未交增值税 14.60',
      '计提税金及附加：计提城市维护建设税 1.02',
      '计提所得税：未启用所得税自动计提',
      '结转本期损益：结转收入 1440.00，成本费用 6728.02，亏损 5288.02',
      '结转本年利润：年末（12 月）结转',
      '关闭会计期间：本期已结账',
    ]);
    expect([await co.balance('5001'), await co.balance('5602'), await co.balance('3103'), await co.balance('222101'), await co.balance('222102')]).toEqual([
      '0.00',
      '0.00',
      '5288.02',
      '0.00',
      '-14.60',
    ]);
    expect(await co.rows(`select state from books.period where period = 202601`)).toEqual([{ state: 'closed' }]);
    expect(await co.rows(`select count(*) as n from books.voucher v where not exists (select from books.document d where d.org_id = v.org_id and d.id = v.doc_id)`)).toEqual([
      { n: 0n },
    ]);
  });
  step('资产负债表与手算一致：期末与年初两栏', async (co) => {
    expect(await sheet(co, 'balance-sheet', 'closing')).toEqual({
      1: '91709.60',
      5: '500.00',
      9: '6120.00',
      12: '6120.00',
      15: '98329.60',
      18: '3000.00',
      20: '3000.00',
      29: '3000.00',
      30: '101329.60',
      33: '1356.00',
      34: '96.00',
      36: '165.62',
      41: '1617.62',
      47: '1617.62',
      48: '105000.00',
      51: '-5288.02',
      52: '99711.98',
      53: '101329.60',
    });
    expect(await sheet(co, 'balance-sheet', 'opening')).toEqual({
      1: '100000.00',
      9: '5000.00',
      12: '5000.00',
      15: '105000.00',
      30: '105000.00',
      48: '105000.00',
      52: '105000.00',
      53: '105000.00',
    });
  });
  step('利润表：结转以后本期金额照样看得到；其中城建税取自明细科目', async (co) => {
    const income = { 1: '1440.00', 2: '980.00', 3: '1.02', 6: '1.02', 11: '2000.00', 14: '3709.00', 18: '-12.00', 21: '-5238.02', 24: '50.00', 30: '-5288.02', 32: '-5288.02' };
    expect(await sheet(co, 'income-statement', 'current')).toEqual(income);
    expect(await sheet(co, 'income-statement', 'cumulative')).toEqual(income);
  });
  step('现金流量表：期初投入不算流入；工资按实付；与货币资金的变动相等', async (co) => {
    expect(await sheet(co, 'cash-flow', 'current')).toEqual({
      1: '1697.60',
      2: '12.00',
      3: '1500.00',
      4: '4850.00',
      6: '650.00',
      7: '-5290.40',
      12: '3000.00',
      13: '-3000.00',
      20: '-8290.40',
      21: '100000.00',
      22: '91709.60',
    });
    const relations = await co.house.db.read(co.caller.scope, (s) => readRelations(s, 202601));
    expect(relations.map((r) => [r.zh, r.ok])).toEqual(relations.map((r) => [r.zh, true]));
    expect(relations).toHaveLength(4);
  });
  step('从报表项目追到科目；导出的表格与准则格式同行', async (co) => {
    const drill = await co.house.db.read(co.caller.scope, (s) => readDrill(s, { kind: 'balance-sheet', period: 202601, span: 'month' }, '36'));
    expect(drill?.rows.map((r) => [r.code, r.amounts['closing']])).toEqual([
      ['22210101', '-156.00'],
      ['22210104', '-14.60'],
      ['22210107', '161.60'],
      ['22210109', '9.00'],
      ['222102', '14.60'],
      ['222112', '1.02'],
      ['222116', '150.00'],
    ]);
    const table = reportTable(await co.house.db.read(co.caller.scope, (s) => readReport(s, { kind: 'balance-sheet', period: 202601, span: 'month' })));
    expect(table.columns.map((c) => c.zh)).toEqual(['资产', '行次', '期末余额', '年初余额', '负债和所有者权益（或股东权益）', '行次', '期末余额', '年初余额']);
    expect(table.rows[1]).toEqual(['　货币资金', '1', '91709.60', '100000.00', '　短期借款', '31', '0.00', '0.00']);
  });
  step('结账后一月不能再过账', async (co) => {
    const body = {
      day: '2026-01-31',
      head: {},
      lines: [
        { account: await account(co, '5602'), debit: '1', summary: '补' },
        { account: await account(co, '1002'), credit: '1', summary: '补' },
      ],
    };
    expect(await co.do({ type: 'journal-voucher', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'period-closed' } });
  });
  step('反结账须写原因；补记电费 200 后再结，只结转这 200，原来的结转单不动', async (co) => {
    expect(await reopenPeriod(co.house, co.caller, { period: 202601, reason: null })).toMatchObject({ ok: false, refusal: { refused: 'reopen-reason-needed' } });
    expect(await reopenPeriod(co.house, co.caller, { period: 202601, reason: '漏记电费' })).toMatchObject({ ok: true });
    await voucher(co, '2026-01-31', [
      ['5602', '200', '', '电费'],
      ['1002', '', '200', '电费'],
    ]);
    const again = await close(co, 202601);
    expect(said(again.progress)).toContain('结转本期损益：结转收入 0.00，成本费用 200.00，亏损 200.00');
    expect(
      await co.rows(
        `select number, title, (head->>'turn')::int as turn from books.document where type in ('vat-transfer', 'tax-accrual', 'profit-transfer') order by type, number`,
      ),
    ).toEqual([
      { number: 'JZSY-202601-0001', title: '结转损益', turn: 1 },
      { number: 'JZSY-202601-0002', title: '结转损益', turn: 2 },
      { number: 'SFJT-202601-0001', title: '城市维护建设税', turn: 1 },
      { number: 'ZZSJZ-202601-0001', title: '转出未交增值税', turn: 1 },
    ]);
    expect(await sheet(co, 'income-statement', 'current')).toMatchObject({ 14: '3909.00', 32: '-5488.02' });
    expect(await sheet(co, 'balance-sheet', 'closing')).toMatchObject({ 1: '91509.60', 30: '101129.60', 51: '-5488.02', 53: '101129.60' });
  });
  step('什么都没变再反结、再结：不再生成任何单据；操作日志记下每一次', async (co) => {
    await reopenPeriod(co.house, co.caller, { period: 202601, reason: '复核' });
    const third = await close(co, 202601);
    expect(third.progress.flatMap((p) => ('documents' in p ? p.documents : []))).toEqual([]);
    expect(await co.rows(`select summary from books.audit_log where subject = 'period' order by id`)).toEqual(
      ['结账 2026年1月', '反结账 2026年1月：漏记电费', '结账 2026年1月', '反结账 2026年1月：复核', '结账 2026年1月'].map((summary) => ({ summary })),
    );
  });
});
