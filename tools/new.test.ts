// npm run new, in a house of its own: the folder compiles, lists itself, and its test fails with a sentence that says what to do.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, create, withRow } from './new.ts';

const HOUSE = fileURLToPath(new URL('..', import.meta.url));
let root: string;

/** A copy of the kernel and the doors, with this house's node_modules. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hengcang-new-'));
  for (const file of ['package.json', 'tsconfig.base.json', 'tsconfig.json']) cpSync(join(HOUSE, file), join(root, file));
  cpSync(join(HOUSE, 'src/kernel'), join(root, 'src/kernel'), { recursive: true });
  mkdirSync(join(root, 'src/testing'), { recursive: true });
  writeFileSync(
    join(root, 'src/testing/index.ts'),
    "// Stands in for the testing room.\nimport type { AnyDocument } from '#kernel/document';\nexport type SmallCompany = { ids: Record<string, string>; house: { close(): Promise<void> }; rows: (sql: string, args: unknown[]) => Promise<unknown[]>; must: (input: unknown) => Promise<{ id: string; number: string; state: string }> };\nexport const memoryHouse = async (): Promise<unknown> => null;\nexport const postgresHouse = memoryHouse;\nexport const smallCompany = async (_house: unknown): Promise<SmallCompany> => { throw new Error('not here'); };\nexport const describeDocument = (_def: AnyDocument, _example: { folder: string; body: (co: SmallCompany) => unknown }): void => undefined;\n",
  );
  mkdirSync(join(root, 'src/modules/purchasing'), { recursive: true });
  writeFileSync(join(root, 'src/modules/purchasing/module.ts'), '// 采购.\nexport const nothing = 0;\n');
  symlinkSync(join(HOUSE, 'node_modules'), join(root, 'node_modules'), 'junction');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const make = (...words: string[]) => {
  const asked = ask(root, words);
  if (!asked.ok) throw new Error(asked.why);
  return create(root, asked.wish).join('\n');
};

describe('npm run new', () => {
  test.each([
    [['papers', 'purchasing/x', '单', 'AA'], '不是 document'],
    [['document', 'Goods', '单', 'AA'], '应为 <模块>/<名称>'],
    [['document', 'cellar/goods-return', '单', 'AA'], '没有模块'],
    [['document', 'purchasing/goods-return', 'return', 'AA'], '请给出中文名称'],
    [['document', 'purchasing/goods-return', '采购退货单', 'a1'], '大写字母'],
  ])('%j is explained', (words, why) => expect(ask(root, words)).toMatchObject({ ok: false, why: expect.stringContaining(why) as string }));

  test('writes a document, a record and a view that compile', () => {
    writeFileSync(
      join(root, 'GLOSSARY.md'),
      '# Glossary\n\n## 单据 · documents\n\n| 中文 | identifier | meaning |\n| --- | --- | --- |\n| 采购订单 | `purchase-order` | One. |\n\n## 资料 · records\n',
    );
    const told = make('document', 'purchasing/goods-return', '采购退货单', 'CGTH');
    expect(told).toContain("import { goodsReturn } from './goods-return/document.ts';");
    expect(told).toContain('列入 documents');
    expect(readFileSync(join(root, 'GLOSSARY.md'), 'utf8')).toContain('| 采购订单 | `purchase-order` | One. |\n| 采购退货单 | `goods-return` |');
    make('record', 'purchasing/brand', '品牌', 'PP');
    make('view', 'purchasing/overdue-orders', '逾期采购订单');
    const types = spawnSync(process.execPath, [join(HOUSE, 'node_modules/typescript-7/bin/tsc'), '-p', 'tsconfig.json'], { cwd: root, encoding: 'utf8' });
    expect(types.stdout).toBe('');
    expect(types.status).toBe(0);
    expect(ask(root, ['document', 'purchasing/goods-return', '采购退货单', 'XX'])).toMatchObject({ ok: false, why: expect.stringContaining('已存在') as string });
    expect(ask(root, ['document', 'purchasing/other', '别的单', 'CGTH'])).toMatchObject({ ok: false, why: expect.stringContaining('已被') as string });
  });

  test('the test it writes fails, and says what to do', () => {
    writeFileSync(
      join(root, 'vitest.config.ts'),
      "export default { resolve: { conditions: ['source'] }, ssr: { resolve: { conditions: ['source'] } }, test: { include: ['src/**/decide.test.ts'] } };\n",
    );
    const ran = spawnSync(process.execPath, [join(HOUSE, 'node_modules/vitest/vitest.mjs'), 'run', '--root', root], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(ran.status).not.toBe(0);
    expect(ran.stdout + ran.stderr).toContain('采购退货单 (goods-return) is still the skeleton of npm run new');
  });

  test('a glossary without the table gets the row at its end', () =>
    expect(withRow('# Glossary\n', { kind: 'view', module: 'a', name: 'b-c', zh: '查', letters: '' })).toBe('# Glossary\n| 查 | `b-c` | *Say it in one sentence.* |\n'));

  test('the command line itself answers', () =>
    expect(() => execFileSync(process.execPath, ['--conditions=source', '--import', 'tsx', join(HOUSE, 'tools/new.ts')], { cwd: HOUSE, encoding: 'utf8', stdio: 'pipe' })).toThrow(
      /Command failed/,
    ));
});
