// JSON Schemas of templates: of the content alone, and of the whole message as a sender writes it.
import { jsonSchemaOf } from '#forms';
import { ENVELOPE } from '../envelope.ts';
import type { Template, TemplateField, TemplateFields } from './template.ts';

type Schema = Readonly<Record<string, unknown>>;
type ObjectSchema = { readonly type: 'object'; readonly properties: Readonly<Record<string, Schema>>; readonly required: readonly string[]; readonly additionalProperties: false };

const MEANS = {
  item: '商品编码',
  warehouse: '仓库编码',
  instant: '日期，或带时区的 ISO 8601 时间',
  machine: '设备资料里的机台号',
  order: '生产计划的单号',
  subcontractor: '外协仓的仓库编码',
} as const;

/** Senders may write figures as numbers or as decimal text; the log holds text. */
const figure = (field: TemplateField): Schema => ({ type: ['string', 'number'], pattern: field.sign === 'any' ? '^-?\\d{1,15}(\\.\\d{1,6})?$' : '^\\d{1,15}(\\.\\d{1,6})?$' });

function schemaOf(field: TemplateField): Schema {
  const means = field.means ? MEANS[field.means] : '';
  const described = { description: means === '' || means === field.zh ? field.zh : `${field.zh}（${means}）` };
  const optional = (schema: Schema): Schema =>
    field.required ? schema : { ...schema, type: [...(Array.isArray(schema['type']) ? (schema['type'] as string[]) : [schema['type']]), 'null'] };
  if (field.kind === 'list') return { type: 'array', maxItems: field.max ?? 200, items: fieldsSchema((field.of ?? {}) as TemplateFields), ...described };
  if (field.kind === 'qty') return optional({ ...figure(field), ...described });
  const own = (jsonSchemaOf({ x: field })['properties'] as Record<string, Schema>)['x'] ?? {};
  return optional({ ...own, ...described });
}

function fieldsSchema(fields: TemplateFields): ObjectSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    required: Object.entries(fields)
      .filter(([, f]) => f.required && f.kind !== 'list')
      .map(([name]) => name),
    additionalProperties: false,
  };
}

/** The content of an event of this template. */
export const dataSchemaOf = (template: Template): ObjectSchema => fieldsSchema(template.fields);

/** The whole message as HTTP, MQTT and Kafka take it (CloudEvents 1.0 is taken as well). */
export function messageSchemaOf(template: Template): Schema {
  const envelope = jsonSchemaOf(ENVELOPE) as { readonly properties: Record<string, Schema>; readonly required: readonly string[] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://hengcang.dev/in/${template.name}.v${template.version}.json`,
    title: template.zh,
    type: 'object',
    properties: { ...envelope.properties, type: { const: template.name, description: '事件类型' }, data: dataSchemaOf(template) },
    required: [...envelope.required, 'data'],
    examples: [messageExampleOf(template)],
  };
}

/** A message one may send as it stands, given its codes exist. */
export const messageExampleOf = (template: Template): Readonly<Record<string, unknown>> => ({
  eventId: 'e-1',
  occurredAt: '2026-03-10T09:12:00+08:00',
  source: 'mes-1',
  schemaVersion: template.version,
  type: template.name,
  data: template.example,
});
