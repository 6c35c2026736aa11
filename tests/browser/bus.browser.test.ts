// 协同 as its keeper sees it: the health board rings when faults are put in, a dead letter is corrected and sent again, a unit of the value stream is switched.
import { consumeOnce, startConsumer, type LogEvent } from '#app/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { soon } from './desk.ts';
import { everyLook } from './looks.ts';
import { canBrowse, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

const ERP = 'webhook:erp';

describe.skipIf(!canBrowse)('协同', () => {
  let s: Shop;
  let v: Visit;
  let poison: string | null = null;
  const handled: LogEvent[] = [];
  let erp: ReturnType<typeof startConsumer>;
  const owner = <R>(sql: string, args: readonly unknown[] = []) => s.house.db.owner((tx) => tx.query<R>(sql, args));
  const rings = (kind: string) => v.page.locator(`.hc-bus-verdict li[data-kind="${kind}"]`).count();
  /** How long until the board rings; told, not judged: the machine may be busy. */
  const ringing = async (kind: string, since: number): Promise<void> => {
    await soon(() => rings(kind)).toBe(1);
    process.stderr.write(`  ${kind}: on the board after ${((performance.now() - since) / 1000).toFixed(1)} s\n`);
  };

  beforeAll(async () => {
    s = await shop();
    const handle = async (event: LogEvent): Promise<void> => {
      if (event.payload['number'] === poison && event.payload['total'] !== '1') throw new Error('对方系统返回 500：字段 total 无法识别');
      handled.push(event);
    };
    erp = startConsumer(s.house.db, { name: ERP, handle }, () => undefined);
    v = await s.enter('wangqiang');
  });
  afterAll(async () => {
    await erp?.stop();
    await s?.close();
  });

  test('faults that are put in show on the board: a poison event, a lost one, a consumer that stopped', async () => {
    await v.go('/bus/health');
    // The server tells; nobody asks again.
    const asked: string[] = [];
    v.page.on('request', (r) => {
      if (r.url().endsWith('/api/bus/health')) asked.push(r.url());
    });
    const { co } = s;
    const order = await co.must({
      type: 'purchase-order',
      command: 'save',
      body: { day: '2026-03-06', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '70' }] },
    });
    poison = order.number;
    let since = performance.now();
    await co.must({ type: 'purchase-order', command: 'approve', id: order.id });
    await ringing('dead', since);
    const [first] = await owner<{ pos: bigint }>('select min(pos) as pos from bus.inbox where consumer = $1', [ERP]);
    since = performance.now();
    await owner('delete from bus.inbox where consumer = $1 and pos = $2', [ERP, first?.pos]);
    await ringing('loss', since);
    await erp.stop();
    since = performance.now();
    await ringing('stopped', since);
    expect(asked).toEqual([]);
    await v.page.locator('.hc-bus-of select').selectOption({ label: '质检 → 库存与销售' });
    await v.page.locator('.hc-bus-of select').selectOption({ label: '全部消费者' });
    await everyLook(s, 'wangqiang', { path: '/bus/health', shot: 'bus-health-ringing' });
    await v.go('/bus/health');
    await v.page.getByRole('button', { name: '补投' }).click();
    await soon(() => rings('loss')).toBe(0);
  });

  test('a dead letter is looked at, corrected and sent again', async () => {
    await everyLook(s, 'wangqiang', { path: '/bus/letters', shot: 'bus-letters' });
    await v.go('/bus/letters');
    await v.page
      .getByText(poison ?? '', { exact: false })
      .first()
      .click();
    const drawer = v.page.getByRole('dialog');
    await drawer.getByText('对方系统返回 500').waitFor();
    const content = drawer.getByRole('textbox');
    await soon(() => content.inputValue()).toContain('"total"');
    await v.shot('bus-letter');
    expect(await v.axe()).toEqual([]);
    const was = await content.inputValue();
    await content.fill('{ "total": ');
    await drawer.getByRole('button', { name: '修正后重发' }).click();
    await drawer.getByText('内容不是有效的 JSON').waitFor();
    await content.fill(was.replace(/"total": "[^"]*"/, '"total": "1"'));
    await drawer.getByRole('button', { name: '修正后重发' }).click();
    await v.page.getByRole('textbox', { name: '原因', exact: true }).fill('对方只认 1');
    await v.page.getByRole('button', { name: '修正后重发' }).last().click();
    await v.page.getByText('修正内容已交给消费者').waitFor();
    const handle = async (event: LogEvent): Promise<void> => void handled.push(event);
    await soon(async () => {
      await consumeOnce(s.house.db, ERP, handle);
      return owner(`select 1 from bus.dead where state in ('waiting', 'parked')`);
    }).toEqual([]);
    expect(handled.some((e) => e.payload['number'] === poison && e.payload['total'] === '1')).toBe(true);
    await v.page.getByText('没有死信').waitFor();
    await v.page.getByRole('radio', { name: '已处理' }).click();
    await v.page.getByText('已送达').first().waitFor();
    await v.shot('bus-letters-past');
  });

  test('a unit of the value stream is switched off, after a question, and on again', async () => {
    await everyLook(s, 'wangqiang', { path: '/bus/stream', shot: 'bus-stream' });
    await v.go('/bus/stream');
    await v.page.getByRole('button', { name: '关闭 质检 → 库存与销售' }).click();
    await v.page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).last().click();
    await v.page.getByText('已关闭“质检 → 库存与销售”').waitFor();
    await v.page.getByRole('button', { name: '打开 质检 → 库存与销售' }).waitFor();
    await v.shot('bus-stream-off');
    await v.page.getByRole('button', { name: '打开 质检 → 库存与销售' }).click();
    await v.page.getByText('已打开“质检 → 库存与销售”').waitFor();
  });
});
