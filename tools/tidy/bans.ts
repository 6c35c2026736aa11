// Words we do not write, each with what to write instead; and shapes of files we do not have.
import { type Finding, type House, isTest, lineAt, type Node, type Source, walk } from './house.ts';

type Ban = {
  readonly what: string;
  readonly instead: string;
  /** Path prefixes where it is at home. */
  readonly except: readonly string[];
  readonly tests?: 'too';
  readonly is: (node: Node) => boolean;
};

const nameOf = (node: unknown): string => {
  const n = node as { type?: string; name?: string; object?: unknown; property?: unknown } | null;
  return n?.type === 'Identifier' ? (n.name ?? '') : n?.type === 'MemberExpression' ? `${nameOf(n.object)}.${nameOf(n.property)}` : '';
};
const calls =
  (...names: string[]) =>
  (node: Node): boolean =>
    node.type === 'CallExpression' && names.includes(nameOf(node['callee']));
const typeName = (node: Node): string => (node['typeAnnotation'] as { typeName?: { name?: string } } | undefined)?.typeName?.name ?? '';

export const BANS: readonly Ban[] = [
  { what: 'parseFloat', instead: 'parseDecimal of #kernel/decimal (money and quantities are bigint)', except: [], tests: 'too', is: calls('parseFloat', 'Number.parseFloat') },
  {
    what: 'new Date(',
    instead: 'facts.now / facts.today, or the clock of the ports',
    except: ['src/platform/', 'src/app/', 'src/testing/', 'web/', 'tools/'],
    is: (node) => node.type === 'NewExpression' && nameOf(node['callee']) === 'Date',
  },
  { what: 'Date.now(', instead: 'facts.now, or the clock of the ports', except: ['src/platform/', 'src/app/', 'src/testing/', 'web/', 'tools/'], is: calls('Date.now') },
  {
    what: 'as Journal',
    instead: 'journal() of #kernel/journal, which balances',
    except: ['src/kernel/journal.ts'],
    tests: 'too',
    is: (node) => (node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion') && typeName(node) === 'Journal',
  },
  {
    what: 'console.',
    instead: 'a return value, or the log of the server',
    except: ['tools/', 'src/app/cli'],
    is: (node) => node.type === 'MemberExpression' && nameOf(node['object']) === 'console',
  },
  { what: 'Math.random', instead: 'facts.ids, a seed, or src/platform', except: ['src/platform/'], is: (node) => nameOf(node) === 'Math.random' },
];

/** Single places that may, each with its reason; one that is no longer needed fails. */
export const EXCUSED: readonly { readonly what: string; readonly path: string; readonly why: string }[] = [
  { what: 'Math.random', path: 'src/books/pen.ts', why: 'jitter between retries; it reaches no decision and no row' },
];

function banned(source: Source): readonly (Finding & { readonly what: string })[] {
  const open = BANS.filter((ban) => !ban.except.some((prefix) => source.path.startsWith(prefix)) && (ban.tests === 'too' || !isTest(source.path)));
  const found: (Finding & { readonly what: string })[] = [];
  walk(source.program, (node) => {
    for (const ban of open)
      if (ban.is(node)) found.push({ rule: 'bans', what: ban.what, path: source.path, line: lineAt(source.text, node.start), message: `${ban.what} → ${ban.instead}` });
  });
  return found;
}

/** Banned words of every file. */
export function bans(house: House): readonly Finding[] {
  const all = house.sources.flatMap(banned);
  const idle = EXCUSED.filter((e) => house.sources.some((s) => s.path === e.path) && !all.some((f) => f.what === e.what && f.path === e.path));
  return [
    ...all.filter((f) => !EXCUSED.some((e) => e.what === f.what && e.path === f.path)).map(({ what: _what, ...finding }) => finding),
    ...idle.map((e) => ({ rule: 'bans', path: e.path, message: `the excuse for ${e.what} in tools/tidy/bans.ts is no longer needed; delete it` })),
  ];
}

const JUNK = /(^|\/)(utils?|common|helpers?)(\/|\.tsx?$|\.mjs$)/;

/** No default exports but in config files, index.ts only as a door, no junk rooms. */
export function shapes(house: House): readonly Finding[] {
  const doors = new Set(Object.values(house.doors));
  return house.sources.flatMap((source): Finding[] => {
    const at = (message: string): Finding => ({ rule: 'shapes', path: source.path, message });
    const isDoor = doors.has(source.path) || /^web\/src\/[^/]+\/index\.tsx?$/.test(source.path);
    return [
      ...(source.hasDefaultExport && !/\.config\.m?ts$/.test(source.path) ? [at('no default export; give it its name')] : []),
      ...(/(^|\/)index\.tsx?$/.test(source.path) && !isDoor ? [at('index.ts is for doors (package.json "imports"); name the file after what it promises')] : []),
      ...(JUNK.test(source.path) ? [at('no utils, common or helpers; name it after what it does')] : []),
    ];
  });
}
