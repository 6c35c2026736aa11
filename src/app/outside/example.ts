// An example value of a JSON Schema: the same every time, and valid by that schema.
type Schema = Readonly<Record<string, unknown>>;

const BY_FORMAT: Readonly<Record<string, string>> = { uuid: '01980000-0000-7000-8000-000000000001', date: '2026-03-10', 'date-time': '2026-03-10T09:12:00+08:00' };

/** Fills required and optional properties alike; of several types the first that is not null. */
export function exampleOf(schema: Schema): unknown {
  const given = schema['examples'];
  if (Array.isArray(given)) return given[0] as unknown;
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  const type = schema['type'];
  switch (Array.isArray(type) ? (type as string[]).find((t) => t !== 'null') : type) {
    case 'object':
      return Object.fromEntries(Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(([name, of]) => [name, exampleOf(of)]));
    case 'array':
      return [exampleOf((schema['items'] ?? {}) as Schema)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return textFor(schema);
  }
}

function textFor(schema: Schema): string {
  if (typeof schema['format'] === 'string') return BY_FORMAT[schema['format']] ?? '';
  if (typeof schema['pattern'] === 'string') return '1';
  return typeof schema['maxLength'] === 'number' && schema['maxLength'] < 4 ? 'A' : 'A001';
}
