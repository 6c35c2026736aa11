// What is put into a zip comes out again, through our own reader and, where there is one, through the system's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { batchesOf, openZip, sumOf, textOf } from './unzip.ts';
import { folderAt, zipAt } from './zip.ts';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-zip-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
async function* pieces(text: readonly string[]): AsyncGenerator<string> {
  yield* text;
}

test('entries come back as they went in, line by line, whatever the chunks and batches', async () => {
  const line = fc.string({ unit: 'binary', maxLength: 200 }).map((s) => s.replaceAll('\n', '⏎'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(line, { maxLength: 60 }), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 500 }), async (files, size) => {
      const path = join(dir, 'law.zip');
      const zip = await zipAt(path);
      const added = [];
      for (const [i, lines] of files.entries()) added.push(await zip.add(`表/${i}.jsonl`, pieces(lines.map((l) => `${l}\n`))));
      await zip.finish('说明');
      const back = await openZip(path);
      expect(back.comment).toBe('说明');
      expect([...back.entries.keys()]).toEqual(files.map((_, i) => `表/${i}.jsonl`));
      for (const [i, entry] of [...back.entries.values()].entries()) {
        const lines = files[i] ?? [];
        expect(await textOf(back, entry)).toBe(Buffer.from(lines.map((l) => `${l}\n`).join('')).toString());
        expect(await sumOf(back, entry)).toBe(added[i]?.sha256);
        const read: string[] = [];
        for await (const batch of batchesOf(back, entry, size)) read.push(...batch);
        expect(read).toEqual(lines.map((l) => Buffer.from(l).toString()));
      }
    }),
    { numRuns: 60 },
  );
});

test('a failed write leaves nothing under the name', async () => {
  const path = join(dir, 'failed.zip');
  const zip = await zipAt(path);
  await expect(
    zip.add(
      'a',
      (async function* () {
        yield 'x';
        throw new Error('read error');
      })(),
    ),
  ).rejects.toThrow('read error');
  await zip.abandon();
  await expect(openZip(path)).rejects.toThrow(/ENOENT/);
});

test('other programs read it too', async () => {
  const path = join(dir, 'other.zip');
  const zip = await zipAt(path);
  await zip.add('资料/商品.csv', pieces(['编码,名称\r\n', 'SP01,农夫山泉\r\n']));
  await zip.finish();
  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; sys.stdout.buffer.write(z.namelist()[0].encode() + b"|" + z.read(z.namelist()[0]))';
  let said: string;
  try {
    said = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return;
    throw error;
  }
  expect(said).toBe('资料/商品.csv|编码,名称\r\nSP01,农夫山泉\r\n');
});

test('a folder takes the same, and never writes over a file', async () => {
  const sink = await folderAt(join(dir, 'folder'));
  expect(await sink.add('a/b.csv', pieces(['1\n']))).toEqual({ bytes: 2, sha256: '4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865' });
  await expect(sink.add('a/b.csv', pieces(['2\n']))).rejects.toThrow(/EEXIST/);
});
