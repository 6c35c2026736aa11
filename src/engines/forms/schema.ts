// JSON Schemas of fields, for OpenAPI: the description an integrator reads. Validation itself is parseFields, which answers in Chinese.
import type { Field, Fields } from '#kernel/field';

export type JsonSchema = { readonly [key: string]: unknown };

const PATTERN = {
  qty: '^\\d{1,12}(\\.\\d{1,6})?$',
  price: '^\\d{1,12}(\\.\\d{1,6})?$',
  money: '^-?\\d{1,15}(\\.\\d{1,2})?$',
  rate: '^(0(\\.\\d{1,6})?|1(\\.0{1,6})?|(100|\\d{1,2}(\\.\\d{1,4})?)%)$',
} as const;

function schemaOf(field: Field): JsonSchema {
  switch (field.kind) {
    case 'qty':
    case 'price':
    case 'money':
    case 'rate':
      return { type: 'string', pattern: PATTERN[field.kind] };
    case 'day':
      return { type: 'string', format: 'date' };
    case 'ref':
      return { type: 'string', format: 'uuid', 'x-record': field.to };
    case 'flag':
      return { type: 'boolean' };
    case 'int':
      return { type: 'integer' };
    case 'choice':
      return { type: 'string', enum: (field.choices ?? []).map((c) => c.value) };
    case 'list':
      return { type: 'array', items: jsonSchemaOf(field.of ?? {}) };
    default:
      return { type: 'string', maxLength: field.max ?? 200 };
  }
}

/** An object schema of all fields. `output` includes computed fields. */
export function jsonSchemaOf(fields: Fields, output = false): JsonSchema {
  const shown = Object.entries(fields).filter(([, f]) => output || !f.computed);
  return {
    type: 'object',
    properties: Object.fromEntries(shown.map(([name, f]) => [name, { ...schemaOf(f), description: f.hint ? `${f.zh}。${f.hint}` : f.zh }])),
    required: shown.filter(([, f]) => f.required && !output).map(([name]) => name),
  };
}
