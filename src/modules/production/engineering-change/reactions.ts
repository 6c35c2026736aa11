// When the design office or the shop floor tells that a drawing was revised or an ECO released, the version that waits under that name is made valid.
import { type Day, parseDay } from '#kernel/day';
import { type CommandRequest, defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';

type Waiting = { readonly id: string; readonly item: string };

/** Versions nobody has made valid yet, by 图号版次 ($1) and, when products are named ($2), of these. The highest version of each product. */
const WAITING = `select distinct on (r.data->>'item') r.id, r.data->>'item' as item from books.record r
  where r.org_id = books.org() and r.type = 'bom' and r.active and r.data->>'valid' is null and (r.data->>'drawing' = any ($1::text[]) or r.code = any ($1::text[]))
    and ($2::text[] = '{}' or exists (select from books.record i where i.org_id = r.org_id and i.id::text = r.data->>'item' and i.code = any ($2::text[])))
  order by 2, (r.data->>'version')::int desc, r.code`;

type Told = { readonly names: readonly string[]; readonly products: readonly string[]; readonly cause: string; readonly valid: Day };

const releasing = (name: string, on: string, told: (event: HeardEvent) => Told): Reaction =>
  defineReaction<readonly Waiting[]>({
    name,
    on,
    read: (s: Snapshot, event) => s.query<Waiting>(WAITING, [told(event).names, told(event).products]),
    react: (event, waiting): readonly CommandRequest[] => {
      const { cause, valid } = told(event);
      return waiting.length === 0
        ? []
        : [
            {
              key: `${event.id}/change`,
              type: 'engineering-change',
              command: 'approve',
              body: { day: event.today, head: { cause: cause.slice(0, 100) }, lines: waiting.map((w) => ({ item: w.item, bom: w.id, valid })) },
            },
          ];
    },
  });

const said = (event: HeardEvent, name: string): string => String(event.payload[name] ?? '');

export const CHANGE_REACTIONS: readonly Reaction[] = [
  releasing('图纸改版发布物料清单', 'machining.drawing.revised/1', (event) => ({
    names: [`${said(event, 'drawingNo')}-${said(event, 'toRev')}`],
    products: (Array.isArray(event.payload['skuIds']) ? (event.payload['skuIds'] as readonly { readonly sku?: string }[]) : []).flatMap((s) => (s.sku ? [s.sku] : [])),
    cause: `图纸 ${said(event, 'drawingNo')} 由 ${said(event, 'fromRev')} 改为 ${said(event, 'toRev')}`,
    valid: parseDay(said(event, 'effectiveAt').slice(0, 10)) ?? event.today,
  })),
  releasing('ECO 发布物料清单', 'ems.bom.eco/1', (event) => ({
    names: [said(event, 'bomId'), said(event, 'ecoNo')],
    products: [],
    cause: `${said(event, 'ecoNo')}（${said(event, 'bomId')}）`,
    valid: event.today,
  })),
];
