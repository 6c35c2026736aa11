import { saveAll } from '#app/founding';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seen } from './image.ts';
import { LIMITS } from './photos.ts';

/** A PNG of one colour, so many pixels each way; its checksums do not matter to a reader of headers. */
function png(width: number, height: number, extra = 0): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const chunk = (name: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
  };
  const rows = deflateSync(Buffer.alloc((width + 1) * Math.min(height, 64)));
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(extra))]);
}
/** The head of a JPEG with its EXIF before the frame. */
const jpeg = (width: number, height: number): Buffer =>
  Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0, 0xff, 0xd9]);

describe('what counts as a photo', () => {
  test.each([
    ['a PNG', png(640, 480), { kind: 'image/png', width: 640, height: 480 }],
    ['a JPEG behind its EXIF', jpeg(1600, 1200), { kind: 'image/jpeg', width: 1600, height: 1200 }],
    [
      'a lossless WebP',
      Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f', 'latin1'), Buffer.from([0x3f, 0xc0, 0x0f, 0]), Buffer.alloc(8)]),
      { kind: 'image/webp', width: 64, height: 64 },
    ],
    ['SVG, which may carry scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), null],
    ['HTML called .jpg', Buffer.from('<!doctype html><script>alert(1)</script>'), null],
    ['a PNG of no size', png(0, 10), null],
    ['a JPEG that ends before its frame', jpeg(10, 10).subarray(0, 12), null],
    ['nothing', Buffer.alloc(0), null],
  ])('%s', (_, bytes, expected) => expect(seen(bytes)).toEqual(expected));
  test('whatever comes, reading it ends and never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void seen(Buffer.from(bytes))));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void seen(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(bytes)]))));
  });
});

describe('photos of an inspection', () => {
  let s: SmallServer;
  let inspector: string;
  let seller: string;
  let doc: string;
  let other: string;
  const text = (b: Buffer): string => b.toString('base64');
  const photo = (more: Record<string, unknown> = {}) => ({ line: 1, name: '胀包.png', image: text(png(64, 48)), thumb: text(png(24, 24)), ...more });
  const add = (body: unknown, as = inspector, to = doc) => s.call(as, 'POST', `/api/inspections/${to}/photos`, body);
  beforeAll(async () => {
    s = await smallServer();
    const { co } = s;
    inspector = await s.as(co, 'admin');
    seller = await s.as(co, 'cashier');
    const [plan] = await saveAll(co.house, co.caller, 'inspection-plan', [
      { name: '复检', data: { kind: 'stock', item: co.ids.milk, level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5' } },
    ]);
    const lot = { item: co.ids.milk, lot: 'M1' };
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ ...lot, qty: '5', unitCost: '3', made: '2026-03-01' }] },
    });
    const save = (type: string, body: Record<string, unknown>) => co.must({ type, command: 'save', body });
    doc = (await save('inspection', { day: '2026-03-05', head: { kind: 'stock', plan: plan?.id }, lines: [{ ...lot, lotQty: '5', decision: 'accept' }] })).id;
    other = (await save('purchase-order', { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '50' }] })).id;
  });
  afterAll(() => s?.close());

  test.each([
    ['photo-unreadable', { image: text(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')) }],
    ['photo-unreadable', { thumb: text(jpeg(24, 24)) }], // of another kind than the photo
    ['photo-too-large', { image: text(png(LIMITS.side + 1, 10)) }],
    ['photo-too-large', { image: text(png(64, 64, LIMITS.image)) }],
  ])('%s', async (code, more) => expect((await add(photo(more))).body).toMatchObject({ code, title: expect.stringMatching(/^“胀包\.png”/) }));
  test('a body that is no base64, too long or has fields nobody knows is refused by its shape', async () => {
    for (const more of [{ image: '§' }, { image: 'A'.repeat(4_000_004) }, { sha: 'x' }, { name: '' }]) expect((await add(photo(more))).status).toBe(422);
  });
  test('only for inspections, and only for those who may', async () => {
    expect((await add(photo(), inspector, other)).status).toBe(404);
    expect((await add(photo(), seller)).status).toBe(403);
    expect((await s.call(seller, 'GET', `/api/inspections/${doc}/photos`)).status).toBe(403);
  });

  test('is kept as it came, seen small and whole, told in the audit list, and gone only while the inspection is written', async () => {
    const { id } = (await add(photo())).body as { id: string };
    const list = (await s.call(inspector, 'GET', `/api/inspections/${doc}/photos`)).body;
    expect(list).toMatchObject([{ id, line: 1, name: '胀包.png', bytes: png(64, 48).length }]);
    for (const [url, size] of [
      [`/api/photos/${id}`, [64, 48]],
      [`/api/photos/${id}/thumb`, [24, 24]],
    ] as const) {
      const reply = await s.server.app.inject({ method: 'GET', url, headers: { cookie: inspector } });
      expect([reply.headers['content-type'], reply.headers['x-content-type-options']]).toEqual(['image/png', 'nosniff']);
      expect(seen(reply.rawPayload)).toMatchObject({ width: size[0], height: size[1] });
      expect((await s.call(seller, 'GET', url)).status).toBe(403);
    }
    const told = await s.co.rows<{ summary: string }>(`select summary from books.audit_log where action = 'inspection.photo'`);
    expect(told).toMatchObject([{ summary: expect.stringMatching(/加照片 胀包\.png（SHA-256 [0-9a-f]{64}）/) }]);
    const second = (await add(photo({ line: null }))).body as { id: string };
    expect((await s.call(inspector, 'DELETE', `/api/photos/${second.id}`)).status).toBe(200);
    await s.co.must({ type: 'inspection', command: 'approve', id: doc, body: undefined });
    expect((await add(photo())).body).toMatchObject({ code: 'photo-document-closed' });
    expect((await s.call(inspector, 'DELETE', `/api/photos/${id}`)).body).toMatchObject({ code: 'photo-document-closed' });
    expect((await s.call(inspector, 'GET', `/api/inspections/${doc}/photos`)).body).toHaveLength(1);
    // Nobody paints over it: the application may not even try.
    await expect(s.house.db.write(s.co.caller.scope, (tx) => tx.query('update quality.photo set name = $1', ['x']))).rejects.toThrow(/permission denied/);
  });
  test('another company does not see it, and there are never too many', async () => {
    const scope = { ...s.co.caller.scope, org: s.house.ids.next() };
    expect(await s.house.db.read(scope, (x) => x.query('select 1 from quality.photo'))).toEqual([]);
    const { co } = s;
    const full = await co.must({
      type: 'inspection',
      command: 'save',
      body: {
        day: '2026-03-05',
        head: { kind: 'stock', plan: (await co.rows<{ id: string }>(`select id from books.record where type = 'inspection-plan'`))[0]?.id },
        lines: [{ item: co.ids.milk, lot: 'M1', lotQty: '5' }],
      },
    });
    for (let i = 0; i < LIMITS.each; i += 1) expect((await add(photo(), inspector, full.id)).status).toBe(200);
    expect((await add(photo(), inspector, full.id)).body).toMatchObject({ code: 'photos-too-many', title: expect.stringContaining(String(LIMITS.each)) });
  });
});
