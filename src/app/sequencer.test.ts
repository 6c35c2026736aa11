// The bus on a real PostgreSQL: dense positions, an unbroken chain, order per aggregate, nothing lost, every event handled once.
import { postgresHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consumeOnce, type LogEvent, reactionHandler } from './consumers.ts';
import { sequenceAll, sequenceOnce } from './sequencer.ts';
import { verify } from './verify.ts';

describe('the event log', () => {
  let house: TestHouse;
  let co: SmallCompany;
  beforeAll(async () => {
    house = await postgresHouse(24);
    co = await smallCompany(house);
  });
  afterAll(() => house?.close());
  const saveOrder = (n: number) =>
    co.must({
      type: 'purchase-order',
      command: 'save',
      key: `s${n}`,
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: String(1 + n), price: '50' }] },
    });

  test('an event whose place in its aggregate is taken is refused where it is booked, and everybody else’s events go on', async () => {
    const put = (seq: number, id = 'gen_random_uuid()') =>
      house.db.owner((tx) =>
        tx.query(`insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) values ($1, ${id}, 'thing:1', $2, 'thing-happened/1', '{}')`, [co.ids.org, seq]),
      );
    await put(1);
    await sequenceAll(house.db);
    await expect(put(1)).rejects.toMatchObject({ code: '23505' });
    const [first] = await house.db.owner((tx) => tx.query<{ id: string }>(`select id from bus.event_log where agg = 'thing:1'`));
    await expect(put(2, `'${first?.id}'`)).rejects.toMatchObject({ code: '23505' });
    await put(2);
    expect(await sequenceAll(house.db)).toBe(1);
  });

  test('stays dense and chained while many write and many sequence', async () => {
    let writing = true;
    const sequencers = Array.from({ length: 4 }, async () => {
      let moved = 0;
      while (writing) {
        const n = await sequenceOnce(house.db, 7);
        if (n > 0) moved += n;
        else await new Promise((r) => setTimeout(r, 2));
      }
      return moved;
    });
    const replies = await Promise.all(
      Array.from({ length: 12 }, async (_, w) => {
        const made: string[] = [];
        for (let i = 0; i < 15; i += 1) {
          const saved = await saveOrder(w * 100 + i);
          await co.must({ type: 'purchase-order', command: 'submit', id: saved.id });
          made.push(saved.id);
        }
        return made;
      }),
    );
    writing = false;
    await Promise.all(sequencers);
    await sequenceAll(house.db);
    const [log] = await house.db.owner((tx) =>
      tx.query<{ n: bigint; top: bigint; ids: bigint }>('select count(*) as n, max(pos) as top, count(distinct id) as ids from bus.event_log'),
    );
    expect(log?.n).toBe(log?.top);
    expect(log?.ids).toBe(log?.n);
    const documents = replies.flat().length;
    expect(documents).toBe(180);
    const [seen] = await house.db.owner((tx) => tx.query<{ n: bigint }>(`select count(*) as n from bus.event_log where agg like 'purchase-order:%'`));
    expect(seen?.n).toBe(BigInt(documents * 2));
    const inversions = await house.db.owner((tx) =>
      tx.query(
        `select 1 from (select agg, agg_seq - lag(agg_seq) over (partition by agg order by pos) as step from bus.event_log where agg like 'purchase-order:%') x where step <= 0`,
      ),
    );
    expect(inversions).toEqual([]);
    expect((await verify(house.db)).checks.find((c) => c.name === 'event-chain')).toMatchObject({ wrong: 0 });
  });

  test('a poison event parks its aggregate, everything else flows, and the parked ones follow in order', async () => {
    const handled: string[] = [];
    let poison: string | null = null;
    let broken = true;
    const handle = async (event: LogEvent) => {
      poison ??= event.agg;
      if (event.agg === poison && broken) throw new Error('接口不通');
      handled.push(`${event.agg}#${event.agg_seq}`);
    };
    while ((await consumeOnce(house.db, 'test', handle)) > 0);
    const [total] = await house.db.owner((tx) =>
      tx.query<{ n: bigint; mine: bigint }>('select count(*) as n, count(*) filter (where agg = $1) as mine from bus.event_log', [poison]),
    );
    expect(handled.length).toBe(Number((total?.n ?? 0n) - (total?.mine ?? 0n)));
    expect(Number(total?.mine)).toBeGreaterThan(0);
    broken = false;
    for (let i = 0; i < 10; i += 1) {
      await house.db.owner((tx) => tx.query(`update bus.dead set next_at = now()`));
      await consumeOnce(house.db, 'test', handle);
    }
    expect(handled.length).toBe(Number(total?.n));
    const own = handled.filter((h) => h.startsWith(`${poison}#`)).map((h) => Number(h.split('#')[1]));
    expect(own).toEqual(own.toSorted((a, b) => a - b));
    const [inbox] = await house.db.owner((tx) => tx.query<{ n: bigint }>(`select count(*) as n from bus.inbox where consumer = 'test'`));
    expect(inbox?.n).toBe(total?.n);
  });

  test('a reaction asks for a command once, however often its event is handed over', async () => {
    const reaction = {
      name: '测试：提交后再请购',
      on: 'purchase-order-submitted/1',
      react: (e: { id: string }) => [
        {
          key: `again:${e.id}`,
          type: 'purchase-order',
          command: 'save',
          body: { day: '2026-03-06', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '1' }] },
        },
      ],
    };
    const handle = reactionHandler(house, [reaction], async () => co.ids.group);
    const before = await co.rows<{ n: bigint }>('select count(*) as n from books.document');
    const [event] = await house.db.owner((tx) => tx.query<LogEvent>(`select * from bus.event_log where name = 'purchase-order-submitted/1' order by pos limit 1`));
    for (let i = 0; i < 3; i += 1) await handle(event as LogEvent);
    const after = await co.rows<{ n: bigint }>('select count(*) as n from books.document');
    expect(Number(after[0]?.n) - Number(before[0]?.n)).toBe(1);
  });
});
