// The promises of every command: help that names its options, exit status 0/1/2, the answer alone on stdout. And a house that goes out and comes back by commands.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './command-line.ts';
import { COMMANDS } from './commands/list.ts';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-commands-'));
const at = (name: string): string => join(dir, name);
const url = process.env['DATABASE_URL'];
beforeAll(() => {
  delete process.env['DATABASE_URL'];
});
afterAll(() => {
  if (url !== undefined) process.env['DATABASE_URL'] = url;
  rmSync(dir, { recursive: true, force: true });
});

async function say(...words: string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const status = await runCommand(words, { version: '9.9.9', out: (t) => (out += t), err: (t) => (err += t) });
  return { status, out, err };
}
/** The last line of stdout. */
const json = (out: string): Record<string, unknown> => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;

test('the list of commands is on stdout when asked for, on stderr with status 2 when something is missing or unknown', async () => {
  expect(await say('--version')).toEqual({ status: 0, out: '9.9.9\n', err: '' });
  const { status, out } = await say('--help');
  expect(status).toBe(0);
  for (const name of Object.keys(COMMANDS)) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  for (const words of [[], ['nonsense'], ['constructor']]) {
    const wrong = await say(...words);
    expect([wrong.status, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('用法：npm run -s hengcang');
  }
});

describe.each(Object.keys(COMMANDS))('%s', (name) => {
  test('explains itself: usage with every option, and what the exit status means', async () => {
    const { status, out, err } = await say(name, '--help');
    expect([status, err]).toEqual([0, '']);
    expect(out.startsWith(`hengcang ${name}`)).toBe(true);
    expect(out).toContain('退出码：0 完成');
    const hidden = ['worker'];
    for (const option of Object.keys(COMMANDS[name]?.options ?? {})) if (!hidden.includes(option)) expect(out, `--${option}`).toContain(`--${option}`);
  });
  test('an option it does not know is wrong usage, and nothing is opened', async () => {
    const { status, out, err } = await say(name, '--nonsense');
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`用法：hengcang ${name}`);
  });
});

describe('wrong usage', () => {
  test.each([
    ['verify', 'everything'],
    ['demo', '--seed', 'x'],
    ['demo', '--years', '99'],
    ['explain'],
    ['import'],
    ['import', 'nonsense', 'file.csv'],
    ['export'],
    ['export', 'a', 'b'],
    ['export', 'a', '--format', 'pdf'],
    ['backup', 'a', 'b'],
    ['restore'],
    ['restore', 'a', 'b'],
    ['cases'],
    ['rules'],
    ['rules', 'parse'],
    ['forecast'],
    ['policy'],
    ['bench'],
    ['bench', 'nonsense'],
    ['bench', 'posting', '--seconds', '0'],
    ['bench', 'posting', '--engine', 'mysql'],
    ['soak', '--minutes', '0'],
  ])('%j', async (...words) => {
    const { status, out, err } = await say(...words);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/[\u4e00-\u9fff]/);
  });
});

describe('a house by commands', () => {
  const data = at('house');
  test('what is not there is refused with the reason, and no folder is left', async () => {
    expect(await say('backup', at('none.zip'), '--data', at('nowhere'))).toMatchObject({ status: 1, out: '', err: expect.stringContaining('没有什么可备份') });
    expect(await say('restore', at('none.zip'), '--data', at('nowhere'))).toMatchObject({ status: 1, err: expect.stringContaining('没有这个文件') });
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  test('two weeks of a company are made, backed up, restored, proved and exported; each last line is one JSON object', async () => {
    const demo = await say('demo', '--years', '0.04', '--today', '2026-03-31', '--data', data, '--json');
    expect(demo.status, demo.err).toBe(0);
    const backup = await say('backup', at('a.zip'), '--data', data, '--json');
    expect(json(backup.out)).toMatchObject({
      file: at('a.zip'),
      bytes: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      tables: expect.any(Number),
      rows: expect.any(Number),
    });
    const restored = await say('restore', at('a.zip'), '--data', at('copy'), '--json');
    expect(json(restored.out)).toMatchObject({ rows: json(backup.out)['rows'], verify: { ok: true, wrong: [] } });
    expect(restored.status).toBe(0);
    const proof = await say('verify', '--data', at('copy'), '--json');
    expect(json(proof.out)).toMatchObject({ ok: true, checks: expect.arrayContaining([expect.objectContaining({ name: 'event-chain', rows: expect.any(Number), wrong: 0 })]) });
    const out = await say('export', at('open'), '--data', at('copy'), '--json');
    expect(json(out.out)).toMatchObject({ files: expect.any(Number), rows: expect.any(Number), counts: expect.objectContaining({ '账簿/凭证.csv': expect.any(Number) }) });
    expect(readFileSync(at('open/单据/采购入库单.csv'), 'utf8')).toContain('单号,日期');
  }, 240_000);

  test('nothing is written over: not a back-up, not a house, not a folder', async () => {
    expect(await say('backup', at('a.zip'), '--data', data)).toMatchObject({ status: 1, err: expect.stringContaining('不会覆盖') });
    expect(await say('restore', at('a.zip'), '--data', data)).toMatchObject({ status: 1, err: expect.stringContaining('绝不覆盖') });
    expect(await say('export', at('open'), '--data', data)).toMatchObject({ status: 1, err: expect.stringContaining('已经有东西') });
  }, 60_000);

  test('a tampered back-up is refused before anything is made', async () => {
    const bytes = readFileSync(at('a.zip'));
    // Wide enough to touch what a file holds, not only the date of its zip entry.
    const middle = Math.floor(bytes.length / 2);
    for (let i = middle; i < middle + 500; i += 1) bytes[i] = (bytes[i] ?? 0) ^ 4;
    writeFileSync(at('bad.zip'), bytes);
    const refused = await say('restore', at('bad.zip'), '--data', at('third'));
    expect(refused).toMatchObject({ status: 1, out: '' });
    expect(refused.err).toMatch(/备份文件被改动或已损坏|无法解压/);
    expect(existsSync(at('third'))).toBe(false);
  });
});
