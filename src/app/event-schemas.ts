// The event catalogue: what every document says when it moves, as JSON Schema.
import { PAST } from '#books';
import { COMMAND_ZH, type Command } from '#kernel/document';
import type { HouseCatalog } from './house.ts';

/** What later changes of the books are measured against (src/app/verify/evidence.ts); on the first event of each booking. */
const PROOF = {
  type: 'object',
  description: '操作日志的编号与指纹；单据过账时另有单据、行、库存流水、凭证、往来、核销各部分的指纹（SHA-256）',
  properties: {
    audit: { type: 'string' },
    print: { type: 'string' },
    seals: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['audit', 'print'],
};
const ENVELOPE = {
  id: { type: 'string', format: 'uuid', description: '单据' },
  type: { type: 'string' },
  number: { type: 'string', description: '单号' },
  state: { type: 'string' },
  day: { type: 'string', format: 'date' },
  party: { type: ['string', 'null'], description: '往来单位' },
  warehouse: { type: ['string', 'null'], description: '仓库' },
  total: { type: 'string', description: '金额（分）' },
  proof: PROOF,
};

/** Event name → schema, for every command each document's flow knows. */
export function eventSchemas(catalog: HouseCatalog): Record<string, unknown> {
  const schemas: Record<string, unknown> = {
    'record-saved/1': {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: '资料已保存',
      type: 'object',
      properties: { type: { type: 'string' }, ids: { type: 'array', items: { type: 'string' } }, proof: PROOF },
      required: ['type', 'ids'],
    },
    'audit-noted/1': {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: '操作已记入日志（没有其他事件的操作）',
      type: 'object',
      properties: { action: { type: 'string' }, subject: { type: 'string' }, proof: PROOF },
      required: ['action', 'subject', 'proof'],
    },
  };
  for (const def of catalog.documents) {
    const commands = new Set(Object.values(def.flow).flatMap((moves) => Object.keys(moves ?? {}) as Command[]));
    for (const command of commands)
      schemas[`${def.type}-${PAST[command]}/1`] = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `${def.zh}已${COMMAND_ZH[command]}`,
        type: 'object',
        properties: ENVELOPE,
        required: ['id', 'type', 'number', 'state', 'day'],
      };
  }
  return schemas;
}
