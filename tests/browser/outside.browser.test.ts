// 外部连接 as its keeper sees it: an event is looked up, a webhook is made and its troubles mended, a device's events are switched on, tried and taken in.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { soon } from './desk.ts';
import { everyLook } from './looks.ts';
import { canBrowse, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

describe.skipIf(!canBrowse)('外部连接', () => {
  let s: Shop;
  let v: Visit;
  let receiver: Server;
  let status = 200;
  const got: string[] = [];
  beforeAll(async () => {
    // The receiver of this test stands in the network of the server, so its operator allows it.
    process.env['HENGCANG_WEBHOOK_ALLOW'] = '127.0.0.1';
    receiver = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        got.push(Buffer.concat(parts).toString());
        reply.writeHead(status).end('{"received":true}');
      });
    });
    await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up));
    s = await shop();
    v = await s.enter('wangqiang');
  });
  afterAll(async () => {
    await s?.close();
    receiver?.close();
    delete process.env['HENGCANG_WEBHOOK_ALLOW'];
  });
  const order = () =>
    s.co.must({
      type: 'purchase-order',
      command: 'save',
      body: { day: '2026-03-05', head: { supplier: s.co.ids.supplier }, lines: [{ item: s.co.ids.oil, qty: '3', price: '50' }] },
    });

  test('an event is found in the catalogue, with who emits it, its fields and an example', async () => {
    const { page } = v;
    await v.go('/outside/events');
    await page.getByRole('searchbox', { name: '按名称或中文查找' }).fill('采购入库单已审核');
    await page.getByText('采购入库单已审核').click();
    const box = page.getByRole('dialog');
    await box.getByText('goods-receipt-posted/1').first().waitFor();
    await box.getByText('采购入库单·审核').waitFor();
    await box.getByRole('cell', { name: '单号' }).waitFor();
    await everyLook(s, 'wangqiang', { path: '/outside/events', shot: 'outside-events' });
    await everyLook(s, 'wangqiang', {
      path: '/outside/events',
      shot: 'outside-event',
      open: async (look) => {
        await look.page.getByRole('searchbox').fill('batch_frozen');
        await look.page.getByText('色母/原料批次冻结').click();
        await look.page.getByRole('dialog').getByText('默认反应').first().waitFor();
      },
    });
  });

  test('a webhook is made, its secret shown once; what fails is seen, mended and sent again', async () => {
    const { page } = v;
    await v.go('/outside/webhooks');
    await page.getByRole('button', { name: '新建 Webhook' }).click();
    await page.getByLabel('名称').fill('ERP 对接');
    await page.getByLabel('网址').fill('https://10.0.0.1/hook');
    await page.getByRole('button', { name: '创建' }).click();
    await page.getByText('指向内部网络地址').first().waitFor();
    await page.getByLabel('网址').fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    await page.getByLabel('要哪些事件').fill('purchase-order-*');
    await page.getByRole('button', { name: '创建' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await v.shot('outside-secret');
    await page.getByRole('button', { name: '完成' }).click();
    await order();
    await soon(() => got.length).toBe(1);
    expect(got[0]).toContain('"type":"purchase-order-saved/1"');
    status = 500;
    await order();
    await soon(() => got.length).toBe(2);
    await page.getByRole('row', { name: /ERP 对接.*重试中/ }).click();
    const box = page.getByRole('dialog');
    await box.getByText('对方返回 500').first().waitFor();
    await box
      .getByRole('button', { name: /500 purchase-order-saved/ })
      .first()
      .click();
    await box.getByText('webhook-signature').waitFor();
    await box.getByText('{"received":true}').waitFor();
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    await everyLook(s, 'wangqiang', { path: '/outside/webhooks', shot: 'outside-webhooks' });
    await everyLook(s, 'wangqiang', {
      path: '/outside/webhooks',
      shot: 'outside-webhook',
      open: async (look) => {
        await look.page.getByText('ERP 对接').click();
        await look.page.getByRole('dialog').getByText('对方返回 500').first().waitFor();
      },
    });
    status = 200;
    await box.getByRole('button', { name: '重发' }).click();
    await page.getByText('已重发，对方已收到').waitFor();
    await box.getByRole('button', { name: '跳过此事件' }).click();
    await page.getByRole('dialog').last().getByRole('textbox').fill('已手工补录');
    await page.getByRole('dialog').last().getByRole('button', { name: '跳过此事件' }).click();
    await page.getByText('已跳过').waitFor();
    await box.getByRole('button', { name: '测试投递' }).click();
    await page.getByText(/已送达/).waitFor();
    await box.getByRole('button', { name: '暂停' }).click();
    await box.getByText('已暂停').waitFor();
    expect(v.complaints).toEqual([]);
  });

  test('a template is tried, switched on; what a device sends is seen, with what is left to do', async () => {
    const { page } = v;
    await v.go('/outside/in');
    await page.getByRole('button', { name: /机床停机/ }).click();
    await page.getByRole('button', { name: '试一试' }).click();
    await page
      .getByRole('dialog')
      .getByText(/待办：机台 CNC-03 停机/)
      .waitFor();
    await v.shot('outside-try');
    await page.keyboard.press('Escape');
    await page.getByLabel('机床停机：开关').selectOption('react');
    await page.getByText('“机床停机”已设为记录并反应').waitFor();
    const send = (body: Record<string, unknown>) =>
      page.request.post(`${s.running.url}/api/events/in`, {
        data: { occurredAt: '2026-03-10T09:12:00+08:00', source: 'CNC-03', type: 'machining.machine.down', ...body },
        headers: { origin: s.running.url },
      });
    expect((await send({ eventId: 'd-1', data: { machineId: 'CNC-03', code: 'E-417', startAt: '2026-03-10T09:10:00+08:00', estimatedMin: 90 } })).status()).toBe(200);
    expect((await send({ eventId: 'd-2', data: { machineId: 'CNC-03', code: 'E-417', startAt: 'soon', estimatedMin: 90 } })).status()).toBe(422);
    await page.getByText('请重排工单并预警受影响的订单').first().waitFor();
    await page.getByText('“停机时间”应为').first().waitFor();
    await everyLook(s, 'wangqiang', {
      path: '/outside/in',
      shot: 'outside-in',
      open: async (look) => {
        await look.page.getByRole('button', { name: /待办 机床停机/ }).click();
        await look.page.getByRole('button', { name: '已处理' }).waitFor();
      },
    });
    await page.getByRole('button', { name: /待办 机床停机/ }).click();
    await page.getByRole('button', { name: '已处理' }).click();
    await page.getByText('已标为处理').waitFor();
    expect(v.complaints).toEqual([]);
  });

  test('a keeper finds the catalogue only', async () => {
    const keeper = await s.enter('lidahai');
    await keeper.go('/outside/webhooks');
    await keeper.page.getByRole('heading', { level: 1, name: '事件目录' }).waitFor();
    expect(await keeper.page.getByRole('radiogroup', { name: '外部连接的页面' }).count()).toBe(0);
    await keeper.context.close();
  });
});
