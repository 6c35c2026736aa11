import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { keepKeyIn, seal, unseal } from './secret-box.ts';
import { freshSecret } from './signature.ts';

describe('secrets of endpoints', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-keys-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const env = (key: string) => ({ HENGCANG_SECRET_KEY: key });
  const KEY = 'a long enough passphrase';

  test('what is sealed is opened by the same key for the same endpoint only, and shows nothing of the secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uuid(), fc.uuid(), (secret, id, other) => {
        const sealed = seal(secret, id, env(KEY));
        expect(unseal(sealed, id, env(KEY))).toBe(secret);
        expect(unseal(sealed, id, env(`${KEY}!`))).toBe(null);
        if (other !== id) expect(unseal(sealed, other, env(KEY))).toBe(null);
        expect(secret.length < 4 || !sealed.includes(secret)).toBe(true);
        expect(seal(secret, id, env(KEY))).not.toBe(sealed);
      }),
    );
  });
  test('changed anywhere it is not opened, and text that was never sealed is no secret', () => {
    const sealed = seal(freshSecret(), 'e', env(KEY));
    const raw = Buffer.from(sealed.slice('sealed:1:'.length), 'base64');
    for (let i = 0; i < raw.length; i += 1) {
      const changed = Buffer.from(raw);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(unseal(`sealed:1:${changed.toString('base64')}`, 'e', env(KEY)), `byte ${i}`).toBe(null);
    }
    expect(unseal('whsec_abc', 'e', env(KEY))).toBe(null);
  });
  test('a short passphrase is refused', () => expect(() => seal('x', 'e', env('short'))).toThrow('至少 16 个字符'));
  test('without one the key is a file that only its owner reads; lost, nothing is opened any more', () => {
    keepKeyIn(dir);
    const sealed = seal('whsec_1', 'e', {});
    expect(unseal(sealed, 'e', {})).toBe('whsec_1');
    expect(readFileSync(join(dir, 'secrets.key'), 'utf8')).not.toContain('whsec_1');
    if (process.platform !== 'win32') expect(statSync(join(dir, 'secrets.key')).mode & 0o777).toBe(0o600);
    keepKeyIn(mkdtempSync(join(dir, 'other-')));
    expect(unseal(sealed, 'e', {})).toBe(null);
    keepKeyIn(dir);
    expect(unseal(sealed, 'e', {})).toBe('whsec_1');
  });
});
