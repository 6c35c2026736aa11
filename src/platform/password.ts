// Passwords: argon2id with the OWASP parameters (19 MiB, 2 passes), and random secrets for sessions and tokens.
import { hash, verify } from '@node-rs/argon2';
import { createHash, randomBytes } from 'node:crypto';

/** `Algorithm.Argon2id` of the library; its ambient enum cannot be imported under isolatedModules. */
const ARGON2ID = 2;

export const hashPassword = (password: string): Promise<string> => hash(password, { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 });
export const verifyPassword = (stored: string, password: string): Promise<boolean> => verify(stored, password).catch(() => false);

/** 256 random bits, URL-safe. Only its hash is stored. */
export const newSecret = (): string => randomBytes(32).toString('base64url');
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Why a password is not good enough, or null. Length beats composition rules (NIST SP 800-63B). */
export function weakPassword(password: string, login: string): string | null {
  if (password.length < 8) return '密码至少 8 位';
  if (password.length > 200) return '密码最多 200 位';
  if (password.toLowerCase().includes(login.toLowerCase())) return '密码不能包含登录名';
  if (/^(\d+|[a-z]+|(.)\2+)$/i.test(password) && password.length < 12) return '密码过于简单，请混用字母、数字，或使用 12 位以上';
  return null;
}
