// The five collaboration scenes of the value stream (价值流图): where two systems hand over, which events belong there, and whether a company has switched it on.
import type { Handler, LogEvent } from '#bus';
import type { Database } from '#kernel/ports';

export type Scene = {
  readonly key: string;
  readonly zh: string;
  /** Who hands over, and to whom. */
  readonly from: string;
  readonly to: readonly string[];
  /** What used to be told by telephone. */
  readonly gap: string;
  /** What happens now when it is switched on. */
  readonly unit: string;
  /** An event belongs to the first scene that has one of the words of its name. */
  readonly words: readonly string[];
};

export const SCENES: readonly Scene[] = [
  {
    key: 'engineering',
    zh: '研发 → 库存与采购',
    from: '研发',
    to: ['库存', '采购'],
    gap: '图纸、物料清单改了，仓库和采购几天后才知道，旧料照买照发',
    unit: '工程变更一发布，未完工的计划按新版重新备料：旧料的占用释放，新料占用，缺的请购，来不及的顺延并改订单承诺',
    words: ['engineering', 'bom', 'drawing', 'component', 'eco'],
  },
  {
    key: 'quality',
    zh: '质检 → 库存与销售',
    from: '质检',
    to: ['库存', '销售', '采购'],
    gap: '批次有问题，等表格传到仓库和销售时货已发出（12–48 小时）',
    unit: '冻结即锁库存，同时提出替代料申请、释放占用、提醒受影响订单的负责人',
    words: [
      'lot',
      'batch_frozen',
      'frozen',
      'freeze',
      'thaw',
      'inspection',
      'quality',
      'substitute',
      'first_article',
      'spc',
      'ncr',
      'msd',
      'defect_rate',
      'yield_low',
      'serial',
      'solder',
    ],
  },
  {
    key: 'machine',
    zh: '设备 → 计划与销售',
    from: '设备',
    to: ['计划', '销售'],
    gap: '机台停了、效率掉了，计划和交期还按原来的走',
    unit: '停机与 OEE 变化一到，可承诺量和交期重算，受影响的订单得到提醒',
    words: ['machine', 'equipment', 'oee', 'mold', 'mould', 'dryer', 'cycle', 'tool', 'feeder', 'molding', 'machining', 'downtime'],
  },
  {
    key: 'plan',
    zh: '计划 → 采购与库存',
    from: '计划',
    to: ['采购', '库存'],
    gap: '滚动计划每周一次用表格下发，采购按上周的数买',
    unit: '计划滚动一次，净需求重算一次，缺口成为采购申请或调拨',
    words: ['plan', 'planned', 'materials', 'output', 'mrp', 'kit', 'request', 'replenishment', 'forecast', 'reel'],
  },
  {
    key: 'money',
    zh: '业务 → 财务',
    from: '采购与销售',
    to: ['财务'],
    gap: '单据月底才交财务，票、货、款对不上要倒查',
    unit: '验收、开票、收付款当时入账、当时三单匹配，差异当天看见',
    words: ['receipt', 'delivery', 'invoice', 'payment', 'collection', 'return', 'retail'],
  },
];

/** The scene of an event name such as 'lot-frozen/1' or 'molding.oee.dropped'; null when it belongs to none. */
export function sceneOf(name: string): string | null {
  const words = new Set(name.split(/[-./]/));
  return SCENES.find((s) => s.words.some((w) => words.has(w)))?.key ?? null;
}
/** The same for SQL: parallel lists, first match wins. */
export const SCENE_WORDS = SCENES.flatMap((s) => s.words.map((word) => ({ scene: s.key, word })));

type Switched = Readonly<Record<string, boolean>>;
const asked = new Map<string, { readonly at: number; readonly off: ReadonlySet<string> }>();
/** Other processes notice a switch after so many ms. */
const REMEMBERED = 1000;

/** Scenes a company has switched off; all are on until somebody says otherwise. */
export async function scenesOff(db: Database, org: string): Promise<ReadonlySet<string>> {
  const known = asked.get(org);
  if (known && performance.now() - known.at < REMEMBERED) return known.off;
  const [row] = await db.door((tx) => tx.query<{ on: Switched | null }>(`select settings->'collaboration' as on from books.org_node where id = $1`, [org]));
  const off = new Set(Object.entries(row?.on ?? {}).flatMap(([scene, on]) => (on ? [] : [scene])));
  asked.set(org, { at: performance.now(), off });
  return off;
}
export const forgetScenes = (org: string): boolean => asked.delete(org);

/** A handler that leaves out what a company has switched off. */
export const whereSwitchedOn =
  (db: Database, handle: Handler): Handler =>
  async (event: LogEvent, delivery) => {
    const scene = sceneOf(event.name);
    if (scene === null || !(await scenesOff(db, event.org_id)).has(scene)) await handle(event, delivery);
  };

/** Of one company's events those whose scene is switched on. */
export async function switchedOn<E extends { readonly name: string }>(db: Database, org: string, events: readonly E[]): Promise<readonly E[]> {
  const off = await scenesOff(db, org);
  return off.size === 0 ? events : events.filter((e) => !off.has(sceneOf(e.name) ?? ''));
}
