// The event catalogue: everything the log may say, who says it, who listens, as JSON Schema with an example.
import { PAST } from '#books';
import { type AnyDocument, COMMAND_ZH, type Command } from '#kernel/document';
import type { HouseCatalog } from './house.ts';
import { NAMED_EVENTS } from './named-events.ts';
import { exampleOf } from './outside/example.ts';
import { TEMPLATES } from './outside/templates/list.ts';
import { dataSchemaOf } from './outside/templates/schema.ts';
import { eventNameOf, type Template } from './outside/templates/template.ts';

export type EventKind = 'document' | 'record' | 'system' | 'outside';
export type CatalogueEvent = {
  /** Name and version, `goods-receipt-posted/1`. */
  readonly name: string;
  readonly zh: string;
  readonly kind: EventKind;
  /** Module or scene, as people read it. */
  readonly group: string;
  readonly emittedBy: string;
  /** Reactions of the house, by name. */
  readonly reactions: readonly string[];
  /** Whom it concerns, for events from outside. */
  readonly readers: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: unknown;
};

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
/** What later changes of the books are measured against (src/app/verify/evidence.ts); on the first event of each booking. */
const PROOF = {
  type: 'object',
  description: '操作日志的编号与指纹；单据过账时另有单据、行、库存流水、凭证、往来、核销各部分的指纹（SHA-256）',
  properties: {
    audit: { type: 'string', description: '操作日志编号' },
    print: { type: 'string', description: '指纹' },
    seals: { type: 'object', additionalProperties: { type: 'string' }, description: '各部分的指纹' },
  },
  required: ['audit', 'print'],
};
const ENVELOPE = {
  id: { type: 'string', format: 'uuid', description: '单据' },
  type: { type: 'string', description: '单据类型' },
  number: { type: 'string', description: '单号' },
  state: { type: 'string', description: '状态' },
  day: { type: 'string', format: 'date', description: '单据日期' },
  party: { type: ['string', 'null'], description: '往来单位' },
  warehouse: { type: ['string', 'null'], description: '仓库' },
  total: { type: 'string', description: '金额（分）' },
  proof: PROOF,
};

type Bare = Omit<CatalogueEvent, 'reactions' | 'schema' | 'example'> & {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  readonly given?: unknown;
};

const system = (name: string, said: Pick<Bare, 'zh' | 'emittedBy' | 'properties' | 'required'> & { readonly kind?: EventKind }): Bare => ({
  kind: 'system',
  group: '系统',
  readers: [],
  name,
  ...said,
});

const SYSTEM: readonly Bare[] = [
  system('record-saved/1', {
    zh: '资料已保存',
    kind: 'record',
    emittedBy: '任何资料的新建或修改',
    properties: {
      type: { type: 'string', description: '资料类型' },
      ids: { type: 'array', items: { type: 'string', format: 'uuid' }, description: '资料，最多列 100 个' },
      proof: PROOF,
    },
    required: ['type', 'ids'],
  }),
  system('audit-noted/1', {
    zh: '操作已记入日志（没有其他事件的操作）',
    emittedBy: '管理操作，如改设置、改权限',
    properties: { action: { type: 'string', description: '操作' }, subject: { type: 'string', description: '对象' }, proof: PROOF },
    required: ['action', 'subject', 'proof'],
  }),
  ...NAMED_EVENTS.map((e): Bare => ({ ...e, kind: e.group === '系统' ? 'system' : 'document', readers: [], properties: { ...e.properties, proof: PROOF } })),
];

function eventsOfDocument(def: AnyDocument, group: string): readonly Bare[] {
  const commands = [...new Set(Object.values(def.flow).flatMap((moves) => Object.keys(moves ?? {}) as Command[]))];
  const about = { kind: 'document', group, readers: [], properties: ENVELOPE, required: ['id', 'type', 'number', 'state', 'day'] } as const;
  const moved = commands.map(
    (c): Bare => ({ ...about, name: `${def.type}-${PAST[c]}/1`, zh: `${def.zh}已${COMMAND_ZH[c]}`, emittedBy: `${def.zh}·${COMMAND_ZH[c]}`, given: { type: def.type } }),
  );
  return commands.includes('approve')
    ? [...moved, { ...about, name: `${def.type}-approved-level/1`, zh: `${def.zh}已通过一级审批`, emittedBy: `${def.zh}·审核（还有下一级）`, given: { type: def.type } }]
    : moved;
}

const fromOutside = (t: Template): Bare => {
  const data = dataSchemaOf(t);
  const maybe = (zh: string) => ({ type: ['string', 'null'], description: zh });
  const outside = {
    type: 'object',
    description: '从哪里来',
    properties: {
      source: { type: 'string', description: '来源' },
      id: { type: 'string', description: '发送方的编号' },
      occurredAt: { type: 'string', description: '发生时间' },
      via: { type: 'string', enum: ['http', 'mqtt', 'kafka'], description: '通道' },
      actor: maybe('操作者'),
      device: maybe('设备'),
      geo: maybe('位置'),
      trace: maybe('追踪号'),
    },
    required: ['source', 'id', 'occurredAt', 'via'],
  };
  return {
    name: eventNameOf(t),
    zh: t.zh,
    kind: 'outside',
    group: t.scene,
    emittedBy: '外部系统或设备',
    readers: t.readers,
    properties: { ...data.properties, outside, proof: PROOF },
    required: [...data.required, 'outside'],
    given: { ...t.example, outside: { source: 'mes-1', id: 'e-1', occurredAt: '2026-03-10T09:12:00+08:00', via: 'http', actor: null, device: null, geo: null, trace: null } },
  };
};

/** Every event of the house, in the order of its modules; events from outside last. */
export function eventCatalogue(catalog: HouseCatalog): readonly CatalogueEvent[] {
  const bare = [...catalog.modules.flatMap((m) => m.documents.flatMap((d) => eventsOfDocument(d, m.zh))), ...SYSTEM, ...TEMPLATES.map(fromOutside)];
  const reactions = catalog.modules.flatMap((m) => m.reactions);
  const withDefault = new Map(TEMPLATES.map((t) => [eventNameOf(t), t.does]));
  return bare.map(({ properties, required, given, ...event }) => {
    const schema = { $schema: DRAFT, $id: `https://hengcang.dev/events/${event.name.replace('/', '.v')}.json`, title: event.zh, type: 'object', properties, required };
    const own = reactions.filter((r) => r.on === event.name).map((r) => r.name);
    const does = withDefault.get(event.name);
    return { ...event, reactions: does ? [...own, `默认反应：${does}`] : own, schema, example: { ...(exampleOf(schema) as object), ...(given as object | undefined) } };
  });
}

/** Event name → schema with its example, for contract/events. */
export const eventSchemas = (catalog: HouseCatalog): Record<string, unknown> =>
  Object.fromEntries(eventCatalogue(catalog).map((e) => [e.name, { ...e.schema, examples: [e.example] }]));
