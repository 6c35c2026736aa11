// npm run new document purchasing/goods-return 采购退货单 CGTH — writes the folder, a glossary row, and says the one line that lists it.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { camel, filesFor, type Wish } from './new/templates.ts';

const HELP = `用法：npm run new document <模块>/<名称> <中文> <单号字母>     例：npm run new document purchasing/goods-return 采购退货单 CGTH
      npm run new record   <模块>/<名称> <中文> <编码字母>     例：npm run new record catalog/brand 品牌 PP
      npm run new view     <模块>/<名称> <中文>                例：npm run new view purchasing/overdue-orders 逾期采购订单`;

export type Asked = { readonly ok: true; readonly wish: Wish } | { readonly ok: false; readonly why: string };
const no = (why: string): Asked => ({ ok: false, why: `${why}\n${HELP}` });

/** Letters already taken by documents or records of the house. */
function takenLetters(root: string): Set<string> {
  const modules = join(root, 'src/modules');
  const files = readdirSync(modules).flatMap((m) =>
    readdirSync(join(modules, m), { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .flatMap((e) => ['document.ts', 'record.ts'].map((f) => join(modules, m, e.name, f))),
  );
  return new Set(files.filter(existsSync).flatMap((f) => /(?:prefix|codePrefix): '([^']+)'/.exec(readFileSync(f, 'utf8'))?.[1] ?? []));
}

/** Reads the command line; says what is wrong with it in one sentence. */
export function ask(root: string, [kind = '', path = '', zh = '', letters = '']: readonly string[]): Asked {
  const [, module, name] = /^([a-z][a-z-]*)\/([a-z][a-z0-9-]*)$/.exec(path) ?? [];
  if (kind !== 'document' && kind !== 'record' && kind !== 'view') return no(`“${kind}”不是 document、record 或 view`);
  if (!module || !name) return no(`“${path}”应为 <模块>/<名称>，小写英文加连字符，例如 purchasing/goods-return`);
  if (!existsSync(join(root, 'src/modules', module, 'module.ts'))) return no(`没有模块 src/modules/${module}`);
  if (existsSync(join(root, 'src/modules', module, name))) return no(`src/modules/${module}/${name} 已存在，不会覆盖`);
  if (!/[\u4e00-\u9fff]/.test(zh)) return no('请给出中文名称');
  if (kind !== 'view' && !/^[A-Z]{2,6}$/.test(letters)) return no('请给出 2–6 个大写字母作为单号或编码的开头');
  if (kind !== 'view' && takenLetters(root).has(letters)) return no(`字母 ${letters} 已被别的单据或资料使用`);
  return { ok: true, wish: { kind, module, name, zh, letters } };
}

const TITLE = { document: '## 单据', record: '## 资料', view: '## 查询' } as const;

/** The glossary with one more row at the end of its table; a glossary without that table gets the row at its end. */
export function withRow(glossary: string, wish: Wish): string {
  const row = `| ${wish.zh} | \`${wish.name}\` | *Say it in one sentence.* |`;
  const lines = glossary.split('\n');
  const title = lines.findIndex((l) => l.startsWith(TITLE[wish.kind]));
  const end = title < 0 ? -1 : lines.findIndex((l, i) => i > title + 1 && !l.startsWith('|'));
  return end < 0 ? `${glossary.trimEnd()}\n${row}\n` : [...lines.slice(0, end), row, ...lines.slice(end)].join('\n');
}

/** Writes the folder and the glossary row; returns what to tell the person. */
export function create(root: string, wish: Wish): readonly string[] {
  const folder = join(root, 'src/modules', wish.module, wish.name);
  mkdirSync(folder, { recursive: true });
  const files = filesFor(wish);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const glossary = join(root, 'GLOSSARY.md');
  writeFileSync(glossary, withRow(existsSync(glossary) ? readFileSync(glossary, 'utf8') : '# Glossary\n', wish));
  const list = `${wish.kind}s`;
  return [
    ...Object.keys(files).map((f) => `写好 src/modules/${wish.module}/${wish.name}/${f}`),
    '写好 GLOSSARY.md 的一行（请补上一句话）',
    '',
    `现在在 src/modules/${wish.module}/module.ts 里加一行，并把 ${camel(wish.name)} 列入 ${list}：`,
    `import { ${camel(wish.name)} } from './${wish.name}/${wish.kind}.ts';`,
    '',
    `然后：npm run glossary（补事件与拒绝码），npx vitest run src/modules/${wish.module}/${wish.name}（先是红的，写完才绿）`,
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const asked = ask(root, process.argv.slice(2));
  console.log(asked.ok ? create(root, asked.wish).join('\n') : asked.why);
  process.exitCode = asked.ok ? 0 : 2;
}
