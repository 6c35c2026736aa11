// The wall clock and time-ordered ids (UUID version 7, RFC 9562 §5.7).
import type { Day } from '#kernel/day';
import type { Clock, IdSource } from '#kernel/ports';
import { randomBytes } from 'node:crypto';

/** Days are days in China, wherever the server stands. */
const CHINA = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  today: () => CHINA.format(new Date()) as Day,
};

/** A clock that stands at noon of a day; for generated history and tests. */
export const clockAt = (day: Day): Clock => ({ now: () => `${day}T04:00:00.000Z`, today: () => day });

let lastStamp = 0;
let sequence = 0;

/** Random bytes are fetched for many ids at once: a command draws dozens, and each fetch is a call to the system. */
const POOL = 4096;
let pool = Buffer.alloc(0);
let used = 0;
function sixteenBytes(): Buffer {
  if (used >= pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += 16;
  return pool.subarray(used - 16, used);
}

/** UUIDv7 with a 12-bit counter inside the millisecond, so that ids of one process grow strictly. */
export function uuidv7(): string {
  const now = Date.now();
  if (now > lastStamp) {
    lastStamp = now;
    sequence = randomBytes(2).readUInt16BE(0) & 0x3ff;
  } else {
    sequence += 1;
    if (sequence > 0xfff) {
      lastStamp += 1;
      sequence = 0;
    }
  }
  const bytes = sixteenBytes();
  bytes.writeUIntBE(lastStamp, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const randomIds: IdSource = { next: uuidv7 };
