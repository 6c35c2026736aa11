// A workshop: a gift box made of two oils and a box, a machine, and the house listening. What tests of 生产 happen in.
import { saveAll } from '#app/founding';
import { react, type SmallCompany } from '#testing';

export type Making = {
  readonly gift: string;
  readonly machine: string;
  /** Id of the version of the gift's 物料清单 that is valid: 2 oil and 1 box a piece. */
  readonly bom: string;
  /** Another version: 2 water instead of a box, not valid yet. */
  readonly next: string;
  /** Lets the house hear everything that was told so far. */
  readonly hear: () => Promise<number>;
  /** A plan of the gift, approved. */
  readonly plan: (qty: string, due: string) => Promise<{ readonly id: string; readonly number: string }>;
  /** Free to promise in 总仓, in base units. */
  readonly free: (item: string) => Promise<string>;
  /** The documents of a type that are in a state, the newest last. */
  readonly docs: (type: string, state: string) => Promise<readonly { readonly id: string; readonly lines: readonly Readonly<Record<string, string | null>>[] }[]>;
  readonly stock: (item: string, qty: string, unitCost: string) => Promise<unknown>;
};

/** 20 oil at 50.00 and 10 boxes at 20.00 stand in 总仓. */
export async function making(co: SmallCompany): Promise<Making> {
  const [gift] = await saveAll(co.house, co.caller, 'item', [{ name: '厨房礼盒', data: { category: co.ids['dry'], unit: '套', taxRate: '0.13', tracksLots: true } }]);
  const [machine] = await saveAll(co.house, co.caller, 'machine', [{ name: '包装线', data: { tag: 'BZ-01', hoursPerDay: '8', targetOee: '85' } }]);
  const item = gift?.id ?? '';
  const [bom, next] = await saveAll(co.house, co.caller, 'bom', [
    {
      name: '厨房礼盒 一版',
      data: {
        item,
        version: 1,
        drawing: 'DR-1-A',
        valid: '2026-01-01',
        batch: '1',
        makeDays: 2,
        components: [
          { item: co.ids.oil, qty: '2', buyDays: 5 },
          { item: co.ids.box, qty: '1', buyDays: 5 },
        ],
      },
    },
    {
      name: '厨房礼盒 二版',
      data: {
        item,
        version: 2,
        drawing: 'DR-1-B',
        batch: '1',
        makeDays: 2,
        components: [
          { item: co.ids.oil, qty: '2', buyDays: 5 },
          { item: co.ids.water, qty: '2', buyDays: 9 },
        ],
      },
    },
  ]);
  const stock = (what: string, qty: string, unitCost: string) =>
    co.must({
      type: 'other-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item: what, qty, unitCost }] },
    });
  await stock(co.ids.oil, '20', '50');
  await stock(co.ids.box, '10', '20');
  return {
    gift: item,
    machine: machine?.id ?? '',
    bom: bom?.id ?? '',
    next: next?.id ?? '',
    stock,
    hear: () => react(co),
    plan: (qty, due) =>
      co.must({
        type: 'production-plan',
        command: 'approve',
        body: { day: '2026-03-05', head: { machine: machine?.id }, lines: [{ item, qty, warehouse: co.ids.main, due }] },
      }),
    free: async (what) =>
      (
        await co.rows<{ free: string }>(
          `select trim_scale((sum(on_hand) - sum(allocated)) / 1000000.0)::text as free from books.stock_balance where item_id = $1 and warehouse_id = $2`,
          [what, co.ids.main],
        )
      )[0]?.free ?? '0',
    docs: (type, state) =>
      co.rows(
        `select d.id, json_agg(l.data || jsonb_build_object('line', l.line_no) order by l.line_no) as lines from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
        where d.type = $1 and d.state = $2 and d.reverses is null group by d.id order by d.id`,
        [type, state],
      ),
  };
}
