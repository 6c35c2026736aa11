// Reads a zip written by zip.ts, entry by entry, as a stream of lines; says when it is not one, or was cut short.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';

/** The file is not what it should be; `message` is for people. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

export type ZipEntry = { readonly name: string; readonly at: number; readonly packed: number; readonly plain: number };
export type Zip = { readonly path: string; readonly comment: string; readonly entries: ReadonlyMap<string, ZipEntry> };

const torn = (what: string): BadArchive => new BadArchive(`不是完整的衡仓备份文件（${what}）：请换一份备份，或重新下载后再试`);
/** The whole end of our zips: ZIP64 end 56, locator 20, end 22, comment at most a few hundred. */
const TAIL = 4096;

async function piece(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const b = Buffer.alloc(length);
  const { bytesRead } = await file.read(b, 0, length, at);
  if (bytesRead !== length) throw torn('文件不完整');
  return b;
}

/** The list of entries. Throws BadArchive when the end of the file is not that of a zip of ours. */
export async function openZip(path: string): Promise<Zip> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const tail = await piece(file, Math.max(0, size - TAIL), Math.min(size, TAIL));
    const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
    if (end < 76 || tail.readUInt32LE(end - 76) !== 0x06064b50) throw torn('没有找到目录');
    const [count, length, at] = [44, 36, 28].map((back) => Number(tail.readBigUInt64LE(end - back))) as [number, number, number];
    if (at + length > size) throw torn('目录不完整');
    return { path, comment: tail.subarray(end + 22).toString('utf8'), entries: entriesOf(await piece(file, at, length), count) };
  } finally {
    await file.close();
  }
}

function entriesOf(central: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let x = 0;
  for (let i = 0; i < count; i += 1) {
    if (x + 46 > central.length || central.readUInt32LE(x) !== 0x02014b50) throw torn('目录损坏');
    const [nameLength, extraLength] = [central.readUInt16LE(x + 28), central.readUInt16LE(x + 30)];
    const extra = x + 46 + nameLength;
    if (extraLength < 28 || extra + 28 > central.length) throw torn('目录损坏');
    const name = central.subarray(x + 46, extra).toString('utf8');
    const [plain, packed, at] = [4, 12, 20].map((o) => Number(central.readBigUInt64LE(extra + o))) as [number, number, number];
    entries.set(name, { name, at: at + 30 + nameLength + 20, packed, plain });
    x = extra + extraLength + central.readUInt16LE(x + 32);
  }
  return entries;
}

/** The plain bytes of an entry. */
async function* bytesOf(zip: Zip, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.packed === 0) return;
  const inflate = createInflateRaw();
  const source = createReadStream(zip.path, { start: entry.at, end: entry.at + entry.packed - 1, highWaterMark: 1 << 18 });
  source.on('error', (error) => inflate.destroy(error));
  source.pipe(inflate);
  try {
    yield* inflate as AsyncIterable<Buffer>;
  } catch {
    throw torn(`${entry.name} 无法解压`);
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

/** SHA-256 (hex) of an entry's plain content. */
export async function sumOf(zip: Zip, entry: ZipEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytesOf(zip, entry)) hash.update(chunk);
  return hash.digest('hex');
}

/** A small entry as text. */
export async function textOf(zip: Zip, entry: ZipEntry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(zip, entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const NEWLINE = 10;

/** Whole lines in batches of about `size` bytes (a longer line comes alone). Every line ends with \n. */
export async function* batchesOf(zip: Zip, entry: ZipEntry, size: number): AsyncGenerator<readonly string[]> {
  let waiting: Buffer[] = [];
  let held = 0;
  for await (const chunk of bytesOf(zip, entry)) {
    waiting.push(chunk);
    held += chunk.length;
    const last = chunk.lastIndexOf(NEWLINE);
    if (held < size || last < 0) continue;
    const all = Buffer.concat(waiting);
    const cut = all.length - chunk.length + last + 1;
    yield all
      .subarray(0, cut - 1)
      .toString('utf8')
      .split('\n');
    waiting = [all.subarray(cut)];
    held = all.length - cut;
  }
  if (held > 0) yield Buffer.concat(waiting).toString('utf8').replace(/\n$/, '').split('\n');
}
