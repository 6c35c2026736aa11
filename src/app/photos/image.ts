// What counts as a photo: one of three kinds, told by its first bytes and not by its name, with both sides within reason. Pure.
export const KINDS = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type ImageKind = (typeof KINDS)[number];
export type ImageSeen = { readonly kind: ImageKind; readonly width: number; readonly height: number };

const ascii = (b: Buffer, from: number, to: number): string => b.toString('latin1', from, to);

/** Kind and size in pixels; null when it is no such picture, or is cut off before its size. */
export function seen(bytes: Buffer): ImageSeen | null {
  const found = png(bytes) ?? webp(bytes) ?? jpeg(bytes);
  return found !== null && found.width > 0 && found.height > 0 ? found : null;
}

function png(b: Buffer): ImageSeen | null {
  if (b.length < 24 || !b.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) || ascii(b, 12, 16) !== 'IHDR') return null;
  return { kind: 'image/png', width: b.readUInt32BE(16), height: b.readUInt32BE(20) };
}

function webp(b: Buffer): ImageSeen | null {
  if (b.length < 30 || ascii(b, 0, 4) !== 'RIFF' || ascii(b, 8, 12) !== 'WEBP') return null;
  const kind = 'image/webp';
  const chunk = ascii(b, 12, 16);
  if (chunk === 'VP8 ') return { kind, width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff };
  if (chunk === 'VP8X') return { kind, width: b.readUIntLE(24, 3) + 1, height: b.readUIntLE(27, 3) + 1 };
  const bits = chunk === 'VP8L' ? b.readUInt32LE(21) : null;
  return bits === null ? null : { kind, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Segments of a JPEG up to the frame header, which holds the size. */
function jpeg(b: Buffer): ImageSeen | null {
  if (b.length < 4 || b[0] !== 0xff || b[1] !== 0xd8) return null;
  for (let at = 2; at + 9 < b.length; ) {
    if (b[at] !== 0xff) return null;
    const marker = b[at + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { kind: 'image/jpeg', width: b.readUInt16BE(at + 7), height: b.readUInt16BE(at + 5) };
    if (marker === 0xff) at += 1;
    else at += 2 + (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9) ? 0 : b.readUInt16BE(at + 2));
  }
  return null;
}
