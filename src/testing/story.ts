// A story: what people do in a company, one sentence a step, readable by a consultant and run as a test.
import { type CommandInput } from '#books/pen';
import { verify } from '#app/verify';
import { sequenceAll } from '#app/sequencer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryHouse, type TestHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

export type Stage = {
  readonly co: () => SmallCompany;
  /** One sentence, done by somebody. */
  readonly step: (sentence: string, act: (co: SmallCompany) => Promise<void>) => void;
  /** Posts a document of a type; remembers it under its name for later steps. */
  readonly post: (co: SmallCompany, type: string, body: Record<string, unknown>, as?: string) => Promise<{ id: string; number: string; voucher?: string }>;
  readonly doc: (name: string) => string;
  /** Four numbers of an item in a warehouse: 现存, 已占用, 冻结, 可承诺. */
  readonly stock: (item: string, warehouse: string) => Promise<{ onHand: string; allocated: string; onHold: string; free: string }>;
};

const number = (micro: bigint): string => {
  const s = Number(micro) / 1e6;
  return String(s);
};

/** Tells a story; at its end the books must prove themselves. */
export function story(title: string, tell: (stage: Stage) => void, options: Parameters<typeof smallCompany>[1] = {}): void {
  describe(title, () => {
    let company: SmallCompany;
    let house: TestHouse;
    const remembered = new Map<string, string>();
    beforeAll(async () => {
      house = await memoryHouse();
      company = await smallCompany(house, options);
    });
    afterAll(() => house?.close());
    tell({
      co: () => company,
      step: (sentence, act) => test(sentence, () => act(company)),
      post: async (co, type, body, as = type) => {
        const day = String(body['day'] ?? '2026-03-10');
        house.today(day);
        const reply = await co.must({ type, command: 'approve', body: { day, ...body } } satisfies CommandInput);
        remembered.set(as, reply.id);
        return reply;
      },
      doc: (name) => {
        const id = remembered.get(name);
        if (!id) throw new Error(`no document ${name} in this story yet`);
        return id;
      },
      stock: async (item, warehouse) => {
        const [row] = await company.rows<{ on_hand: bigint; allocated: bigint; on_hold: bigint }>(
          'select coalesce(sum(on_hand), 0)::bigint as on_hand, coalesce(sum(allocated), 0)::bigint as allocated, coalesce(sum(on_hold), 0)::bigint as on_hold from books.stock_balance where item_id = $1 and warehouse_id = $2',
          [item, warehouse],
        );
        const r = row ?? { on_hand: 0n, allocated: 0n, on_hold: 0n };
        return { onHand: number(r.on_hand), allocated: number(r.allocated), onHold: number(r.on_hold), free: number(r.on_hand - r.allocated) };
      },
    });
    test('最后：账簿体检全部通过', async () => {
      await sequenceAll(house.db);
      const result = await verify(house.db);
      expect(result.checks.filter((c) => c.wrong > 0)).toEqual([]);
      expect(result.checks.reduce((sum, c) => sum + c.rows, 0)).toBeGreaterThan(20);
    });
  });
}
