// Standard Webhooks (standardwebhooks.com): what is signed, with which secret, and how a receiver checks it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A fresh secret: 32 random bytes, base64 behind `whsec_`. */
export const freshSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/** `v1,<base64 of HMAC-SHA256 over id.timestamp.body>`; `timestamp` in whole seconds since 1970. */
export const sign = (secret: string, message: { readonly id: string; readonly timestamp: number; readonly body: string }): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${message.id}.${message.timestamp}.${message.body}`).digest('base64')}`;

/** Headers of a delivery. During a rotation there are two secrets, and a signature by each. */
export const signedHeaders = (secrets: readonly string[], message: { readonly id: string; readonly timestamp: number; readonly body: string }): Record<string, string> => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestamp),
  'webhook-signature': secrets.map((secret) => sign(secret, message)).join(' '),
});

/** A timestamp further away than this is a replay; seconds. */
const TOLERANCE = 300;

/** What a receiver does; our own tests and examples use it. True when any signature fits and the time is near `now` (seconds). */
export function verifySignature(secret: string, got: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string }, now: number): boolean {
  const { headers, body } = got;
  const [id, timestamp, given] = [headers['webhook-id'], Number(headers['webhook-timestamp']), headers['webhook-signature']];
  if (!id || !given || !Number.isInteger(timestamp) || Math.abs(now - timestamp) > TOLERANCE) return false;
  const expected = Buffer.from(sign(secret, { id, timestamp, body }));
  return given.split(' ').some((signature) => {
    const offered = Buffer.from(signature);
    return offered.length === expected.length && timingSafeEqual(offered, expected);
  });
}
