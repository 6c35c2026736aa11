// Who knocks without a token is answered, or kept waiting and people told why: nothing a device sent is dropped because a token ended, and nothing blocks the others for ever.
import { refuse } from '#kernel/refusal';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Arrival } from './accept.ts';
import { type Door, type Knocked, knockUntilAnswered } from './machines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TAKEN: Knocked = { id: 'e', duplicate: false, answer: null };
const message: Arrival = { via: 'kafka', body: '{}' };
const bug = new TypeError('cannot read properties of undefined');
const away = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });

/** A door that answers what it is given, one after the other, the last for ever; and what was knocked with, and told. */
async function knock(answers: readonly (Knocked | Error)[], patience = 60) {
  const knocks: Arrival[] = [];
  const told: string[] = [];
  const door: Door = async (arrival) => {
    const answer = answers[Math.min(knocks.length, answers.length - 1)];
    knocks.push(arrival);
    if (arrival.failed !== undefined) return refuse('outside-failed', { with: { what: arrival.failed } });
    if (answer instanceof Error) throw answer;
    return answer ?? TAKEN;
  };
  let left = patience;
  const outcome = knockUntilAnswered(door, message, { alive: async () => (left -= 1) > 0, tell: (why) => told.push(why.message) }).catch((error: unknown) => error as Error);
  await vi.advanceTimersByTimeAsync(600_000);
  return { outcome: await outcome, knocks, told };
}

test.each([
  ['a token that has ended', refuse('not-signed-in'), '令牌已失效'],
  ['a source that is too fast', refuse('outside-too-fast'), '过快'],
  ['a database that is away', away, 'terminating connection'],
] as const)('%s: the message waits, people are told once, and it is taken in when it can be', async (_, meanwhile, said) => {
  const { outcome, knocks, told } = await knock([...Array.from({ length: 20 }, () => meanwhile), TAKEN]);
  expect([outcome, knocks.length]).toEqual([TAKEN, 21]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(said);
});

test('an event that fails by itself time and again is kept as refused with the error, so that the next one has its turn', async () => {
  const { outcome, knocks, told } = await knock([bug]);
  expect(outcome).toMatchObject({ refused: 'outside-failed', with: { what: bug.message } });
  expect(knocks.map((k) => k.failed)).toEqual([undefined, undefined, undefined, undefined, bug.message]);
  expect(told).toEqual([bug.message]);
});

test('the database going away meanwhile is not the event’s fault', async () => {
  const { outcome, knocks } = await knock([bug, away, away, away, away, bug, TAKEN]);
  expect([outcome, knocks.length]).toEqual([TAKEN, 7]);
});

test('who is stopped while waiting says so, and the broker keeps the message', async () => {
  const { outcome } = await knock([refuse('not-signed-in')], 3);
  expect(outcome).toBeInstanceOf(Error);
});

test('a message for a company that is not here is answered, and told', async () => {
  const { outcome, told } = await knock([refuse('outside-other-org', { with: { org: 'x' } })]);
  expect([outcome, told.length]).toMatchObject([{ refused: 'outside-other-org' }, 1]);
});
