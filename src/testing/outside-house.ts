// A house in memory with a small company whose templates all react: what tests of events from outside happen in.
import { consumeOnce, type Handler } from '#app/consumers';
import { type Accepted, acceptOutside, outsideProblem } from '#app/outside/accept';
import { setMode } from '#app/outside/office';
import { templateHandler } from '#app/outside/react';
import { TEMPLATES } from '#app/outside/templates/list';
import { sequenceAll } from '#app/sequencer';
import type { Caller } from '#books/pen';
import { isRefused, type Refused } from '#kernel/refusal';
import { memoryHouse, type TestHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

type Json = Record<string, unknown>;
type OutsideHouse = {
  readonly house: TestHouse;
  readonly co: SmallCompany;
  /** Codes of goods, as a device writes them. */
  readonly codes: Readonly<Record<'water' | 'milk' | 'box', string>>;
  /** An event of a type with a number of its own, from mes-1 unless `more` says otherwise. */
  readonly message: (type: string, data: unknown, more?: Json) => Json;
  /** 工单缺料 with these lines. */
  readonly kit: (lines: unknown) => Json;
  /** Knocks at the door with an object or a text. */
  readonly send: (body: unknown, as?: Caller) => Promise<Accepted | Refused>;
  /** The same; throws the problem when it is refused. */
  readonly taken: (body: unknown) => Promise<Accepted>;
  /** Lets the templates react to everything, by another handler if one is given. */
  readonly drain: (handle?: Handler) => Promise<void>;
  /** What came of an event taken in. */
  readonly received: (
    id: string,
  ) => Promise<
    { readonly reaction: { readonly made: readonly { readonly type: string; readonly number: string; readonly id: string }[] } | null; readonly todo: string | null } | undefined
  >;
};

export async function outsideHouse(): Promise<OutsideHouse> {
  const house = await memoryHouse();
  const co = await smallCompany(house);
  const rows = await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'item'`);
  const code = (id: string): string => rows.find((r) => r.id === id)?.code ?? '';
  for (const t of TEMPLATES) await house.db.write(co.caller.scope, (tx) => setMode(tx, t.name, 'react'));
  let serial = 0;
  const message: OutsideHouse['message'] = (type, data, more = {}) => ({
    eventId: `e-${(serial += 1)}`,
    occurredAt: '2026-03-10T09:12:00+08:00',
    source: 'mes-1',
    type,
    data,
    ...more,
  });
  const send: OutsideHouse['send'] = (body, as = co.caller) => acceptOutside(house, as, { via: 'http', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return {
    house,
    co,
    codes: { water: code(co.ids.water), milk: code(co.ids.milk), box: code(co.ids.box) },
    message,
    kit: (lines) => message('common.kit.short', { workOrderId: 'WO-1', shortages: lines, needAt: '2026-03-12' }),
    send,
    taken: async (body) => {
      const outcome = await send(body);
      if (isRefused(outcome)) throw new Error(JSON.stringify(outsideProblem(outcome)));
      return outcome;
    },
    drain: async (handle = templateHandler(house)) => {
      await sequenceAll(house.db);
      while ((await consumeOnce(house.db, 'templates', handle)) > 0);
    },
    received: async (id) => (await co.rows<NonNullable<Awaited<ReturnType<OutsideHouse['received']>>>>('select reaction, todo from outside.received where id = $1', [id]))[0],
  };
}
