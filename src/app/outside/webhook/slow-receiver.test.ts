// A receiver that does not answer keeps nobody but itself waiting, and nothing is sent to it twice meanwhile.
import { memoryHouse, smallCompany } from '#testing';
import { isRefused } from '#kernel/refusal';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { sequenceAll } from '../../sequencer.ts';
import { allowedBy } from './address.ts';
import { beginDeliveries, deliverOnce, type Sender } from './deliver.ts';
import { addEndpoint } from './endpoints.ts';

test('while one receiver sleeps, the others go on being told', async () => {
  const house = await memoryHouse();
  const co = await smallCompany(house);
  const heard: string[] = [];
  let wake: () => void = () => undefined;
  const awake = new Promise<void>((go) => (wake = go));
  const receiver = createServer((request, reply) => {
    heard.push(request.url ?? '');
    void (request.url === '/asleep' ? awake : Promise.resolve()).then(() => reply.writeHead(204).end());
    request.resume();
  });
  await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up));
  const allowed = allowedBy('127.0.0.1');
  const make = async (path: string): Promise<string> => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${path}`;
    const made = await addEndpoint(house, co.caller, { input: { name: path, url, wants: ['purchase-order-*'] }, allowed });
    if (isRefused(made)) throw new Error(JSON.stringify(made));
    return made.id;
  };
  const [slow, quick] = [await make('asleep'), await make('awake')];
  const sender: Sender = { ports: house, allowed, holder: randomUUID(), under: new Map() };
  const times = (path: string): number => heard.filter((url) => url === path).length;
  const errors: Error[] = [];
  for (const round of [1, 2, 3]) {
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '50' }] };
    await co.must({ type: 'purchase-order', command: 'save', body });
    await sequenceAll(house.db);
    await beginDeliveries(sender, (outcome) => void (outcome instanceof Error && errors.push(outcome)));
    await sender.under.get(quick);
    expect(times('/awake')).toBe(round);
  }
  await expect.poll(() => times('/asleep'), { timeout: 20_000, interval: 10 }).toBe(1);
  expect(sender.under.has(slow)).toBe(true);
  wake();
  while ((await deliverOnce(sender)) > 0);
  expect([times('/asleep'), times('/awake'), errors]).toEqual([3, 3, []]);
  receiver.closeAllConnections();
  receiver.close();
  await house.close();
});
