// From a file's bytes to its text: gunzip by content, UTF-8 / UTF-16 / GB18030 by content, lines longer than 1 MB set aside.
// Two passes: the first proves the whole file readable (and hashes it), the second hands out text chunk by chunk. Memory stays small.
import iconv from 'iconv-lite';
import { createHash } from 'node:crypto';
import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { badFile } from './report.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'gb18030';
/** What the bytes turned out to be. `hash` is SHA-256 of the file as it lies there. */
export type Probe = { readonly file: string; readonly form: 'csv' | 'xlsx'; readonly gzip: boolean; readonly encoding: Encoding; readonly bom: boolean; readonly hash: string };

/** Longest line and longest record, in characters. */
export const LINE_MAX = 1_048_576;
/** Unpacked bytes a file may have; a packed bomb stops here. */
const BYTES_MAX = 4 * 1024 ** 3;

function firstBytes(file: string): Buffer {
  try {
    if (!statSync(file).isFile()) throw badFile(`“${file}”不是文件`, '请给出一个 CSV、CSV.gz 或 XLSX 文件');
    const fd = openSync(file, 'r');
    const head = Buffer.alloc(4);
    const n = readSync(fd, head, 0, 4, 0);
    closeSync(fd);
    return head.subarray(0, n);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') throw badFile(`没有文件“${file}”`, '请检查路径');
    if (code === 'EACCES') throw badFile(`没有读取“${file}”的权限`, '请修改文件权限');
    throw error;
  }
}

/** Unpacks when packed; a file that breaks off is said to do so. */
async function* bytesOf(file: string, gzip: boolean): AsyncGenerator<Buffer> {
  let seen = 0;
  try {
    const raw = createReadStream(file, { highWaterMark: 1 << 18 });
    const source = gzip ? raw.on('error', (e) => unpacked.destroy(e)).pipe(createGunzip()) : raw;
    const unpacked = source;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > BYTES_MAX) throw badFile('文件解压后超过 4 GB', '请拆成几个文件分别导入');
      yield chunk;
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (code === 'Z_BUF_ERROR') throw badFile('压缩文件不完整：只有前半截', '请重新下载或重新压缩后再导入');
    if (code.startsWith('Z_')) throw badFile(`压缩文件已损坏（${code}）`, '请重新下载或重新压缩后再导入');
    throw error;
  }
}

/** Reads the whole file once: its hash, its packing and its encoding. Invalid UTF-8 means GB18030, the encoding of Chinese Excel. */
export async function probe(file: string): Promise<Probe> {
  const head = firstBytes(file);
  if (head.length === 0) throw badFile('文件是空的', '请确认导出的文件里有表头和数据');
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  if (head[0] === 0x50 && head[1] === 0x4b) return { file, form: 'xlsx', gzip: false, encoding: 'utf-8', bom: false, hash: digest };
  if (head.toString('hex') === 'd0cf11e0') throw badFile('这是旧版 Excel（.xls）文件', '请在 Excel 中另存为 .xlsx 或 CSV UTF-8 后再导入');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let [valid, start, length] = [true, Buffer.alloc(0) as Buffer, 0];
  for await (const chunk of bytesOf(file, gzip)) {
    if (start.length < 3) start = Buffer.concat([start, chunk.subarray(0, 3)]);
    length += chunk.length;
    if (valid)
      try {
        utf8.decode(chunk, { stream: true });
      } catch {
        valid = false;
      }
  }
  if (valid)
    try {
      utf8.decode();
    } catch {
      valid = false;
    }
  if (length === 0) throw badFile('文件是空的', '请确认导出的文件里有表头和数据');
  const utf16 = start[0] === 0xff && start[1] === 0xfe;
  return { file, form: 'csv', gzip, encoding: utf16 ? 'utf-16le' : valid ? 'utf-8' : 'gb18030', bom: utf16 || (start[0] === 0xef && start[1] === 0xbb), hash: digest };
}

/** The encoding in words, for the report. */
export const encodingZh = (p: Probe): string =>
  p.form === 'xlsx'
    ? 'XLSX'
    : `${p.encoding === 'gb18030' ? 'GB18030（不是有效的 UTF-8，按 GBK/GB18030 读取）' : p.encoding === 'utf-16le' ? 'UTF-16' : p.bom ? 'UTF-8（带 BOM）' : 'UTF-8'}${p.gzip ? '，gzip' : ''}`;

/** The text in chunks, without a byte order mark. */
export async function* textOf(p: Probe): AsyncGenerator<string> {
  if (p.encoding === 'gb18030') {
    const decoder = iconv.getDecoder('gb18030');
    for await (const chunk of bytesOf(p.file, p.gzip)) yield decoder.write(chunk);
    yield decoder.end() ?? '';
    return;
  }
  const decoder = new TextDecoder(p.encoding);
  for await (const chunk of bytesOf(p.file, p.gzip)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Passes lines on; one longer than LINE_MAX is replaced by an empty line and its number told, so that it never stands in memory as a whole. */
export async function* shortLines(chunks: AsyncIterable<string>, onLong: (line: number) => void): AsyncGenerator<string> {
  let [pending, dropping, line] = ['', false, 1];
  for await (const chunk of chunks) {
    let out = '';
    let from = 0;
    for (let to = chunk.indexOf('\n'); to !== -1; from = to + 1, to = chunk.indexOf('\n', from)) {
      if (!dropping && pending.length + to - from > LINE_MAX) {
        dropping = true;
        onLong(line);
      }
      out += dropping ? '\n' : pending + chunk.slice(from, to + 1);
      [pending, dropping] = ['', false];
      line += 1;
    }
    if (out !== '') yield out;
    if (dropping) continue;
    pending += chunk.slice(from);
    if (pending.length > LINE_MAX) {
      [pending, dropping] = ['', true];
      onLong(line);
    }
  }
  if (pending !== '') yield pending;
}

export const readable = (chunks: AsyncIterable<string>): Readable => Readable.from(chunks);
