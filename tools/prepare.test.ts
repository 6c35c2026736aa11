// What start, hengcang and test stand on: the right Node, a build that follows contents, a dist without yesterday's files, one verdict line.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkNode, filesUnder, hashOf, matchAssets, Stop } from './prepare.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hengcang-prepare-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const put = (path: string, text = '') => {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

describe('prepare', () => {
  test.each(['20.19.0', '20.20.2', '22.12.0', '24.1.0'])('Node %s will do', (version) => expect(() => checkNode(version)).not.toThrow());
  test.each(['18.20.0', '20.18.9', '16.0.0'])('Node %s is told in Chinese what to do', (version) =>
    expect(() => checkNode(version)).toThrow(
      new Stop(`衡仓需要 Node.js 20.19 或更新的版本，当前是 ${version}。\n请到 https://nodejs.org/zh-cn 下载 LTS 版安装后，再运行一次同样的命令。`),
    ),
  );

  test('the stamp follows names and contents, not times', () => {
    const [a, b] = [put('a.ts', 'one'), put('b.ts', 'two')];
    const before = hashOf([a, b]);
    utimesSync(a, 1, 1);
    expect(hashOf([b, a])).toBe(before);
    put('a.ts', 'one!');
    expect(hashOf([a, b])).not.toBe(before);
  });

  test('dist holds what src holds: assets come, yesterday’s migration goes, tests stay out', () => {
    for (const path of ['src/books/pen.ts', 'src/books/pen.test.ts', 'src/books/migrations/0001/up.sql', 'src/engines/words.json', 'src/app/a.story.ts']) put(path, path);
    for (const path of ['dist/books/pen.js', 'dist/books/pen.js.map', 'dist/books/old.js', 'dist/books/migrations/0000-gone/up.sql']) put(path);
    expect(matchAssets(join(dir, 'src'), join(dir, 'dist'))).toEqual({ copied: 2, removed: 2 });
    expect(
      filesUnder(join(dir, 'dist'))
        .map((f) => f.slice(dir.length + 1).replaceAll('\\', '/'))
        .toSorted(),
    ).toEqual(['dist/books/migrations/0001/up.sql', 'dist/books/pen.js', 'dist/books/pen.js.map', 'dist/engines/words.json']);
    expect(readFileSync(join(dir, 'dist/books/migrations/0001/up.sql'), 'utf8')).toBe('src/books/migrations/0001/up.sql');
  });

  test('a folder that is not there has no files', () => expect(filesUnder(join(dir, 'nowhere'))).toEqual([]));
});

describe('npm test', () => {
  const gate = (...args: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('test.mjs', import.meta.url)), ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  test('ends with the plain verdict, and fails when it saw nothing', () => {
    const ran = gate('--only', 'story', 'no-such-story-anywhere');
    expect(ran.stdout.trim().split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(ran.status).toBe(1);
  });
  test('an unknown part is refused by name', () => expect(gate('--only', 'everything').stderr).toContain('--only 不认识 everything'));
});
