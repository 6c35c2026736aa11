// The words of the house: documents, records, views, events and refusals, from the definitions and from the code that says them.
import { PAST } from '#books';
import { type Command, COMMAND_ZH } from '#kernel/document';
import { type Finding, type House, isTest, lineAt, type Node, type Source, walk } from './house.ts';

export type WordKind = 'document' | 'record' | 'view' | 'event' | 'refusal';
export type Word = { readonly kind: WordKind; readonly id: string; readonly zh: string; readonly meaning: string };

const keyOf = (node: Node): string => {
  const key = node['key'] as { name?: string; value?: unknown } | undefined;
  return key?.name ?? (typeof key?.value === 'string' ? key.value : '');
};
const stringOf = (node: unknown): string | null => {
  const n = node as { type?: string; value?: unknown } | undefined;
  return n?.type === 'Literal' && typeof n.value === 'string' ? n.value : null;
};
const properties = (node: unknown): readonly Node[] => {
  const n = node as Node | undefined;
  return n?.type === 'ObjectExpression' ? (n['properties'] as readonly Node[]).filter((p) => p.type === 'Property') : [];
};

/** Rows of refusal tables written in a file: code → sentence. A row is an object with http, retry and zh. */
export function refusalRows(source: Source): Record<string, string> {
  const rows: Record<string, string> = {};
  walk(source.program, (node) => {
    if (node.type !== 'Property') return;
    const row = properties(node['value']);
    const names = row.map(keyOf);
    if (!['http', 'retry', 'zh'].every((n) => names.includes(n))) return;
    rows[keyOf(node)] = stringOf(row.find((p) => keyOf(p) === 'zh')?.['value']) ?? '';
  });
  return rows;
}

/** String values an expression may take: literals, both arms of a choice. */
function choices(node: unknown): string[] {
  const n = node as Node | undefined;
  if (n?.type === 'ConditionalExpression') return [...choices(n['consequent']), ...choices(n['alternate'])];
  const text = stringOf(n);
  return text === null ? [] : [text];
}

/** Refusal codes a node says: refuse('code'), { refused: 'code' }. */
export function codesIn(node: Node): { readonly code: string; readonly start: number }[] {
  const codes: { code: string; start: number }[] = [];
  walk(node, (n) => {
    const said =
      n.type === 'CallExpression' && (n['callee'] as { name?: string }).name === 'refuse'
        ? choices((n['arguments'] as readonly Node[])[0])
        : n.type === 'Property' && keyOf(n) === 'refused'
          ? choices(n['value'])
          : [];
    for (const code of said) codes.push({ code, start: n.start });
  });
  return codes;
}

const EVENT = /^[a-z]+(-[a-z]+)+\/\d+$/;
const ownCode = (house: House): readonly Source[] => house.sources.filter((s) => s.path.startsWith('src/') && !isTest(s.path) && !s.path.startsWith('src/testing/'));

/** First sentence of a file's first comment, without its Chinese name in front. */
function promise(house: House, path: string): string {
  const line = /^\/\/ (.*)/.exec(house.sources.find((s) => s.path === path)?.text ?? '')?.[1] ?? '';
  const sentence = line.replace(/^[^:：]{1,20}[:：]\s*/, '').trim();
  return sentence ? (sentence[0] ?? '').toUpperCase() + sentence.slice(1) : '';
}

const eventsOf = (house: House): Word[] => {
  const flows = house.modules
    .flatMap((m) => m.documents)
    .flatMap((d) => {
      const commands = [...new Set(Object.values(d.flow).flatMap((moves) => Object.keys(moves ?? {}) as Command[]))];
      const flow = commands.map(
        (c): Word => ({ kind: 'event', id: `${d.type}-${PAST[c]}/1`, zh: `${d.zh}已${COMMAND_ZH[c]}`, meaning: `Booked together with the command ${d.type}.${c}.` }),
      );
      return [...flow, { kind: 'event' as const, id: `${d.type}-approved-level/1`, zh: `${d.zh}已通过一级审批`, meaning: 'One level agreed; a further role must.' }];
    });
  const known = new Set(flows.map((w) => w.id));
  const literal = ownCode(house).flatMap((s) => {
    const names: string[] = [];
    walk(s.program, (n) => {
      const text = stringOf(n);
      if (text && EVENT.test(text)) names.push(text);
    });
    return names;
  });
  return [...flows, ...[...new Set(literal)].filter((id) => !known.has(id)).map((id): Word => ({ kind: 'event', id, zh: '', meaning: '' }))];
};

const refusalsOf = (house: House): Word[] => {
  const rows = Object.assign({}, ...ownCode(house).map(refusalRows)) as Record<string, string>;
  return Object.entries(rows).map(([id, zh]): Word => ({ kind: 'refusal', id, zh, meaning: '' }));
};

/** Every word the glossary must know, in a stable order. */
export function wordsOf(house: House): readonly Word[] {
  const named = house.modules.flatMap((m) => [
    ...m.documents.map((d): Word => ({ kind: 'document', id: d.type, zh: d.zh, meaning: promise(house, `src/modules/${m.name}/${d.type}/document.ts`) })),
    ...m.records.map((r): Word => ({ kind: 'record', id: r.type, zh: r.zh, meaning: promise(house, `src/modules/${m.name}/${r.type}/record.ts`) })),
    ...m.views.map((v): Word => ({ kind: 'view', id: v.name, zh: v.zh, meaning: promise(house, `src/modules/${m.name}/${v.name}/view.ts`) })),
  ]);
  const sorted = (words: Word[]) => words.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [...named, ...sorted(eventsOf(house)), ...sorted(refusalsOf(house))];
}

/** Every word is in the glossary, with its Chinese beside it. */
export function glossary(house: House): readonly Finding[] {
  const lines = house.glossary.split('\n');
  return wordsOf(house).flatMap((word): Finding[] => {
    const row = lines.find((l) => l.includes(`\`${word.id}\``));
    if (!row) return [{ rule: 'glossary', path: 'GLOSSARY.md', message: `does not know the ${word.kind} \`${word.id}\` ${word.zh}; run: npm run glossary` }];
    return word.zh && !row.includes(word.zh.replaceAll('|', '\\|'))
      ? [{ rule: 'glossary', path: 'GLOSSARY.md', message: `\`${word.id}\` is ${word.zh} now; run: npm run glossary` }]
      : [];
  });
}

/** Codes that are said somewhere but have no row with http, retry and Chinese. */
export function wordless(house: House): readonly Finding[] {
  const known = new Set(Object.keys(Object.assign({}, ...house.sources.map(refusalRows)) as Record<string, string>));
  return ownCode(house).flatMap((source) =>
    codesIn(source.program)
      .filter(({ code }) => !known.has(code))
      .map(({ code, start }) => ({
        rule: 'wordless',
        path: source.path,
        line: lineAt(source.text, start),
        message: `refuses with '${code}', which has no row { http, retry, zh } in any refusal table`,
      })),
  );
}
