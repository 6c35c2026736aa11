// Signatures, waits and addresses of webhooks: the pure rules.
import fc from 'fast-check';
import { isRefused } from '#kernel/refusal';
import { describe, expect, test } from 'vitest';
import { allowedBy, checkUrl, isPublic } from './address.ts';
import { MOST_TRIES, waitAfter } from './backoff.ts';
import { bodyOf } from './send.ts';
import { freshSecret, sign, signedHeaders, verifySignature } from './signature.ts';

describe('signatures', () => {
  test('are what Standard Webhooks says (the vector of its reference libraries)', () => {
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
    expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
  test('fit while both secrets live, and no changed body, time or secret', () => {
    const [old, fresh, other] = [freshSecret(), freshSecret(), freshSecret()];
    const [body, now] = ['{"a":1}', 1_800_000_000];
    const headers = signedHeaders([fresh, old], { id: 'e1', timestamp: now, body });
    expect([old, fresh, other].map((s) => verifySignature(s, { headers, body }, now))).toEqual([true, true, false]);
    expect(verifySignature(fresh, { headers, body: '{"a":2}' }, now)).toBe(false);
    expect(verifySignature(fresh, { headers: { ...headers, 'webhook-id': 'e2' }, body }, now)).toBe(false);
    expect(verifySignature(fresh, { headers: { ...headers, 'webhook-timestamp': String(now + 1) }, body }, now)).toBe(false);
    expect(verifySignature(fresh, { headers, body }, now + 301)).toBe(false);
  });
});

describe('waits', () => {
  test('grow, are spread by a fifth at most, honour what the receiver asks, and never exceed their bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), fc.option(fc.integer({ min: 1, max: 100_000 })), (tries, chance, asked) => {
        const wait = waitAfter(tries, chance, asked);
        const middle = waitAfter(tries, 0.5);
        expect(wait).toBeGreaterThanOrEqual(middle * 0.8 - 1e-6);
        expect(wait).toBeLessThanOrEqual(Math.max(middle * 1.2 + 1e-6, 4 * 3600));
        if (asked !== null) expect(wait).toBeGreaterThanOrEqual(Math.min(asked, 4 * 3600));
        expect(waitAfter(tries + 1, 0.5)).toBeGreaterThanOrEqual(middle);
      }),
    );
  });
  test('add up to about a day before an endpoint is given up', () => {
    const total = Array.from({ length: MOST_TRIES - 1 }, (_, i) => waitAfter(i + 1, 0.5)).reduce((sum, s) => sum + s, 0);
    expect(total / 3600).toBeGreaterThan(18);
    expect(total / 3600).toBeLessThan(30);
  });
});

describe('addresses', () => {
  test.each(['8.8.8.8', '114.114.114.114', '2400:3200::1', '2606:4700::1111'])('%s is public', (address) => expect(isPublic(address)).toBe(true));
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.8.9.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    'nonsense',
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));

  const none = allowedBy('');
  const some = allowedBy('10.1.0.0/16, 192.168.3.7 fd00::/8 mes.local');
  test.each([
    ['https://example.com/hook', none, null],
    ['https://8.8.8.8/hook', none, null],
    ['http://example.com/hook', none, 'webhook-url'],
    ['ftp://example.com/', none, 'webhook-url'],
    ['example.com/hook', none, 'webhook-url'],
    ['https://user:pass@example.com/', none, 'webhook-url'],
    [`https://example.com/${'x'.repeat(500)}`, none, 'webhook-url'],
    ['https://127.0.0.1/', none, 'webhook-address'],
    ['https://2130706433/', none, 'webhook-address'],
    ['https://0x7f.1/', none, 'webhook-address'],
    ['https://[::1]/', none, 'webhook-address'],
    ['https://[::ffff:10.0.0.1]/', none, 'webhook-address'],
    ['https://10.1.2.3/', some, null],
    ['http://10.1.2.3:8080/', some, null],
    ['http://192.168.3.7/', some, null],
    ['https://192.168.3.8/', some, 'webhook-address'],
    ['http://mes.local/x', some, null],
    ['http://[fd00::5]/', some, null],
    ['http://other.local/', some, 'webhook-url'],
  ] as const)('%s', (url, allowed, refused) => {
    const read = checkUrl(url, allowed);
    expect(isRefused(read) ? read.refused : null).toBe(refused);
  });
});

test('a body that is too large goes without its data', () => {
  const event = { id: 'e', pos: 1n, name: 'a-b/1', org: 'o', agg: 'a:b', sequence: '1', at: '2026-03-10T00:00:00Z' };
  expect(JSON.parse(bodyOf({ ...event, payload: { x: 1 } }))).toMatchObject({ type: 'a-b/1', pos: '1', data: { x: 1 } });
  expect(JSON.parse(bodyOf({ ...event, payload: 'x'.repeat(300_000) }))).toMatchObject({ data: null, omitted: 'too-large' });
});
