// Whoever changes the books behind the house's back is found, and the place is named: every kind of damage is done as the owner of the database,
// with all triggers off, in a transaction that is rolled back; then the check-up must cry, name the place, and cry about nothing else.
import type { Database, Scope, Tx } from '#kernel/ports';
import { everyDocument, memoryHouse, NOT_LIVED, type TestHouse, type WholeCompany } from '#testing';
import { enterScope } from '#platform/scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from './verify/testing/damage.ts';
import { DOCUMENTS_DAMAGE } from './verify/testing/damage-documents.ts';
import { EVIDENCE_DAMAGE } from './verify/testing/damage-evidence.ts';
import { LEDGER_DAMAGE } from './verify/testing/damage-ledger.ts';
import { PARTIES_DAMAGE } from './verify/testing/damage-parties.ts';
import { STOCK_DAMAGE } from './verify/testing/damage-stock.ts';
import { type Check, COMPANY_CHECKS, verify } from './verify.ts';

const DAMAGES = [...LEDGER_DAMAGE, ...STOCK_DAMAGE, ...PARTIES_DAMAGE, ...DOCUMENTS_DAMAGE, ...EVIDENCE_DAMAGE];

/** The house as seen from inside one transaction, so that the damage can be looked at before it is undone. */
function inside(tx: Tx, db: Database): Database {
  const as = async <T>(enter: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    for (const statement of enter.split(';')) await tx.query(statement);
    const held = { query: (sql: string, args?: readonly unknown[]) => (sql.startsWith('set transaction') ? Promise.resolve([]) : tx.query(sql, args)) } as unknown as Tx;
    const result = await work(held);
    await tx.query('set local role none');
    return result;
  };
  const scoped = <T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> => as(enterScope(scope), work);
  return {
    ...db,
    read: scoped,
    write: scoped,
    bus: (work) => as('set local role hengcang_bus', work),
    door: (work) => as('set local role hengcang_door', work),
    owner: (work) => as('select 1', work),
  };
}

class Undo extends Error {}

/** What the check-up says after the damage; nothing of it stays. */
async function afterDamage(house: TestHouse, statements: readonly Sql[]): Promise<readonly Check[]> {
  let seen: readonly Check[] = [];
  await house.db
    .owner(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      for (const s of statements) await (typeof s === 'string' ? tx.query(s) : tx.query(s[0], s.slice(1)));
      await tx.query('set local session_replication_role = origin');
      seen = (await verify(inside(tx, house.db), house.catalog)).checks;
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return seen;
}

describe('the check-up of a company with every kind of document', () => {
  let house: TestHouse;
  let co: WholeCompany;
  beforeAll(async () => {
    house = await memoryHouse();
    co = await everyDocument(house);
  });
  afterAll(() => house?.close());

  test('finds nothing wrong with sound books, and every check had something to look at', async () => {
    const { ok, checks } = await verify(house.db, house.catalog);
    expect(checks.filter((c) => c.wrong > 0)).toEqual([]);
    expect(ok).toBe(true);
    // Earlier runs are not there yet.
    expect(checks.filter((c) => c.rows === 0).map((c) => c.name)).toEqual(['log-remembered']);
    // Two companies live through them between them.
    const types = (await house.db.owner((tx) => tx.query<{ type: string }>('select distinct type from books.document'))).map((r) => r.type);
    expect(
      house.catalog.documents
        .map((d) => d.type)
        .filter((t) => !types.includes(t))
        .toSorted(),
      'live through these kinds of document in src/testing/every-document.ts, or say in NOT_LIVED why not',
    ).toEqual(Object.keys(NOT_LIVED).toSorted());
  });

  test.each(DAMAGES.map((d) => [d.what, d] as const))('%s', async (_, damage) => {
    const cries = damage.cries(co);
    const crying = (await afterDamage(house, damage.sql(co))).filter((c) => c.wrong > 0);
    const heard = Object.fromEntries(crying.map((c) => [c.name, c.where.map((w) => `${w.at}：${w.what} 应为 ${w.should}，实为 ${w.is}`)]));
    expect(Object.keys(heard).toSorted(), JSON.stringify(heard, null, 1)).toEqual(Object.keys(cries).toSorted());
    for (const check of crying) {
      expect(check.where.length, check.name).toBe(check.wrong);
      for (const w of check.where) {
        const said = `${w.at} ${w.what}`;
        expect(
          cries[check.name]?.some((name) => name !== '' && said.includes(name)),
          `${check.name} names: ${said}`,
        ).toBe(true);
        expect(w.should, said).not.toBe(w.is);
      }
    }
  });

  test('the damage was undone each time', async () => {
    expect((await verify(house.db, house.catalog)).ok).toBe(true);
  });

  test('every check has been seen to cry', () => {
    const heard = new Set(DAMAGES.flatMap((d) => Object.keys(d.cries(co))));
    const all = [...COMPANY_CHECKS.map((c) => c.name), 'event-chain', 'log-remembered', 'orgs-known'];
    expect(all.filter((name) => !heard.has(name))).toEqual([]);
    expect(DAMAGES.length).toBeGreaterThan(50);
  });
});
