// Writes a zip file entry by entry without holding one in memory; sizes beyond 4 GB are fine (ZIP64). Format: PKWARE APPNOTE 6.3.10.
import { must } from '#kernel/must';
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32, createDeflateRaw } from 'node:zlib';
import { Unusable } from '../open.ts';

/** What became of an entry: its plain size in bytes and the SHA-256 (hex) of its plain content. */
export type EntrySum = { readonly bytes: number; readonly sha256: string };
/** A place files are written into, one after the other: a zip, or a folder. */
export type Sink = {
  readonly add: (name: string, chunks: AsyncIterable<string | Buffer>) => Promise<EntrySum>;
  /** Makes the whole visible under its name. Nothing is there before. */
  readonly finish: (comment?: string) => Promise<void>;
  readonly abandon: () => Promise<void>;
};

type Entry = { readonly name: Buffer; readonly at: number; crc: number; packed: number; plain: number };

/** Bit 11 of the flags: names are UTF-8. */
const UTF8 = 0x0800;
const DEFLATE = 8;
/** Version 4.5 needed, as ZIP64 demands. */
const NEEDS = 45;
const FULL = 0xffffffff;
/** 1980-01-01: a zip of the same content is the same file, whenever it is written. */
const DAY_ONE = 0x0021;

/** What both headers of an entry say of it, in the same order: from the version needed to the length of the name. */
function described(e: Entry): Buffer {
  const b = Buffer.alloc(24);
  b.writeUInt16LE(NEEDS, 0);
  b.writeUInt16LE(UTF8, 2);
  b.writeUInt16LE(DEFLATE, 4);
  b.writeUInt16LE(DAY_ONE, 8);
  b.writeUInt32LE(e.crc, 10);
  b.writeUInt32LE(FULL, 14);
  b.writeUInt32LE(FULL, 18);
  b.writeUInt16LE(e.name.length, 22);
  return b;
}

function localHeader(e: Entry): Buffer {
  const b = Buffer.alloc(30 + e.name.length + 20);
  b.writeUInt32LE(0x04034b50, 0);
  described(e).copy(b, 4);
  b.writeUInt16LE(20, 28);
  e.name.copy(b, 30);
  const x = 30 + e.name.length;
  b.writeUInt16LE(1, x);
  b.writeUInt16LE(16, x + 2);
  b.writeBigUInt64LE(BigInt(e.plain), x + 4);
  b.writeBigUInt64LE(BigInt(e.packed), x + 12);
  return b;
}

function centralHeader(e: Entry): Buffer {
  const b = Buffer.alloc(46 + e.name.length + 28);
  b.writeUInt32LE(0x02014b50, 0);
  b.writeUInt16LE(NEEDS, 4);
  described(e).copy(b, 6);
  b.writeUInt16LE(28, 30);
  b.writeUInt32LE(FULL, 42);
  e.name.copy(b, 46);
  const x = 46 + e.name.length;
  b.writeUInt16LE(1, x);
  b.writeUInt16LE(24, x + 2);
  b.writeBigUInt64LE(BigInt(e.plain), x + 4);
  b.writeBigUInt64LE(BigInt(e.packed), x + 12);
  b.writeBigUInt64LE(BigInt(e.at), x + 20);
  return b;
}

/** The ZIP64 end, its locator and the ordinary end, which carries the comment. */
function ending({ count, at, size }: { readonly count: number; readonly at: number; readonly size: number }, comment: Buffer): Buffer {
  const b = Buffer.alloc(56 + 20 + 22 + comment.length);
  b.writeUInt32LE(0x06064b50, 0);
  b.writeBigUInt64LE(44n, 4);
  b.writeUInt16LE(NEEDS, 12);
  b.writeUInt16LE(NEEDS, 14);
  b.writeBigUInt64LE(BigInt(count), 24);
  b.writeBigUInt64LE(BigInt(count), 32);
  b.writeBigUInt64LE(BigInt(size), 40);
  b.writeBigUInt64LE(BigInt(at), 48);
  b.writeUInt32LE(0x07064b50, 56);
  b.writeBigUInt64LE(BigInt(at + size), 64);
  b.writeUInt32LE(1, 72);
  b.writeUInt32LE(0x06054b50, 76);
  b.writeUInt16LE(0xffff, 84);
  b.writeUInt16LE(0xffff, 86);
  b.writeUInt32LE(FULL, 88);
  b.writeUInt32LE(FULL, 92);
  b.writeUInt16LE(comment.length, 96);
  comment.copy(b, 98);
  return b;
}

/** Packs the chunks into `file` from position `from`; the entry learns its sizes, the caller its sums. */
async function pack(file: FileHandle, { entry, from }: { readonly entry: Entry; readonly from: number }, chunks: AsyncIterable<string | Buffer>): Promise<EntrySum> {
  const hash = createHash('sha256');
  const deflate = createDeflateRaw({ level: 6 });
  const writing = (async () => {
    for await (const packed of deflate as AsyncIterable<Buffer>) {
      await file.write(packed, 0, packed.length, from + entry.packed);
      entry.packed += packed.length;
    }
  })();
  // Heard at once, so that a full disk while the next chunk is still being read is no unhandled rejection; told below.
  writing.catch(() => deflate.destroy());
  const drained = (): Promise<void> => new Promise((done) => deflate.once('drain', done).once('close', done));
  for await (const chunk of chunks) {
    const plain = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    hash.update(plain);
    entry.crc = crc32(plain, entry.crc);
    entry.plain += plain.length;
    if (deflate.destroyed) break;
    if (!deflate.write(plain)) await drained();
  }
  if (!deflate.destroyed) deflate.end();
  await writing;
  return { bytes: entry.plain, sha256: hash.digest('hex') };
}

/** A zip at `path`. It is written beside (`.part`) and renamed when whole. */
export async function zipAt(path: string): Promise<Sink> {
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  const file = await open(part, 'w', 0o600);
  const entries: Entry[] = [];
  let end = 0;
  return {
    add: async (name, chunks) => {
      must(!name.startsWith('/') && !name.split('/').includes('..'), `entry name ${name}`);
      const entry: Entry = { name: Buffer.from(name), at: end, crc: 0, packed: 0, plain: 0 };
      const head = localHeader(entry).length;
      const sum = await pack(file, { entry, from: end + head }, chunks);
      await file.write(localHeader(entry), 0, head, entry.at);
      entries.push(entry);
      end += head + entry.packed;
      return sum;
    },
    finish: async (comment = '') => {
      const central = Buffer.concat(entries.map(centralHeader));
      await file.write(Buffer.concat([central, ending({ count: entries.length, at: end, size: central.length }, Buffer.from(comment))]), 0, undefined, end);
      await file.sync();
      await file.close();
      await rename(part, path);
    },
    abandon: async () => {
      await file.close();
      await rm(part, { force: true });
    },
  };
}

/** A folder; throws Unusable when it holds anything yet. */
export async function folderAt(path: string): Promise<Sink> {
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) throw new Unusable(`文件夹 ${path} 里已经有东西。请换一个空的文件夹，或写成 .zip 文件名。`);
  return {
    add: async (name, chunks) => {
      const hash = createHash('sha256');
      let bytes = 0;
      await mkdir(dirname(join(path, name)), { recursive: true });
      const file = await open(join(path, name), 'wx');
      try {
        for await (const chunk of chunks) {
          const plain = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
          hash.update(plain);
          bytes += plain.length;
          await file.write(plain);
        }
      } finally {
        await file.close();
      }
      return { bytes, sha256: hash.digest('hex') };
    },
    finish: async () => undefined,
    abandon: async () => rm(path, { recursive: true, force: true }),
  };
}
