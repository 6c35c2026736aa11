// The benches of costing at a tiny size: what they measure is really done, and their books are clean afterwards.
import { closeCosts } from '#books/pen';
import { addDays, periodOf } from '#kernel/day';
import { postgresHouse, type TestHouse } from '#testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verify } from '../verify.ts';
import { backdate, manyMoves } from './backdate.ts';
import { fullMonth } from './close.ts';
import { type BenchCompany, benchCompany, span } from './company.ts';
import { makeItems, reasonOut } from './goods.ts';
import { manyPieces, onePiece, startedSheet } from './serials.ts';

let house: TestHouse;
let co: BenchCompany;
beforeEach(async () => {
  house = await postgresHouse(4);
  house.today('2026-03-20');
  co = await benchCompany(house);
}, 60_000);
afterEach(() => house?.close());
const wrong = async () => (await verify(house.db)).checks.filter((c) => c.wrong > 0);
const rows = <R>(sql: string, args: readonly unknown[] = []) => house.db.owner((tx) => tx.query<R>(sql, args));

test('backdate: every later issue of the item is corrected to what it cost, month by month, and nothing else', async () => {
  const books = await manyMoves(co, 60);
  const item = books.items[1];
  const issues = await rows<{ n: bigint }>('select count(*) as n from books.stock_line where item_id = $1 and qty < 0', [item]);
  expect(BigInt(await backdate(books, 1))).toBe(issues[0]?.n);
  // 200 000 at 10 and 100 000 at 30 → 16.67 from then on; receipts at 10 draw it down by less than a 分.
  const late = addDays(span(co).from, 1);
  const cost = await rows<{ each: number; months: bigint }>(
    `select min((s.cost + c.cost) / (s.qty / 1000000.0) / 100)::float as each, count(distinct c.period) as months
      from books.stock_line s join books.stock_line c on c.corrects = s.id where s.item_id = $1 and s.qty < 0 and s.day > $2`,
    [item, late],
  );
  expect(cost[0]?.each).toBeCloseTo(16.66, 1);
  expect(cost[0]?.months).toBe(3n);
  expect(await rows('select 1 from books.stock_line c where c.corrects is not null and c.item_id <> $1', [item])).toEqual([]);
  expect(await wrong()).toEqual([]);
}, 120_000);

test('close: every issue of the month gets the month’s average, in one run; a second one finds nothing', async () => {
  const month = await fullMonth(co, 2000);
  const period = periodOf(month.to);
  const done = await closeCosts(house, co.caller, { period, day: month.to });
  expect(done.lines).toBeGreaterThan(1000);
  const off = await rows(
    `with rate as (select item_id, sum(cost) filter (where qty > 0) as value, sum(qty) filter (where qty > 0) as qty from books.stock_line where period = $1 group by 1)
      select s.id from books.stock_line s join rate r using (item_id) where s.period = $1 and s.qty < 0
        and s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.corrects = s.id), 0) <> -round(r.value * -s.qty / r.qty)`,
    [period],
  );
  expect(off).toEqual([]);
  expect((await closeCosts(house, co.caller, { period, day: month.to })).lines).toBe(0);
  expect(await wrong()).toEqual([]);
}, 120_000);

test('close, killed half way: what is done stays done, and the next run does the rest', async () => {
  const month = await fullMonth(co, 25_000);
  const period = periodOf(month.to);
  const killed = closeCosts(house, co.caller, {
    period,
    day: month.to,
    tell: (done, total) => {
      if (done < total) throw new Error('killed');
    },
  });
  await expect(killed).rejects.toThrow('killed');
  const half = (await rows<{ n: bigint }>('select count(*) as n from books.stock_line where corrects is not null'))[0]?.n ?? 0n;
  expect(half).toBeGreaterThan(0n);
  const rest = await closeCosts(house, co.caller, { period, day: month.to });
  expect(rest.lines).toBeGreaterThan(0);
  expect((await closeCosts(house, co.caller, { period, day: month.to })).lines).toBe(0);
  expect(await rows('select corrects from books.stock_line where corrects is not null group by 1 having count(*) > 1')).toEqual([]);
  expect(await wrong()).toEqual([]);
}, 240_000);

test('serials: pieces come and go, and one changed line of a started count is saved', async () => {
  const [item = ''] = await makeItems(co, 1, { tracksSerials: true });
  await manyPieces(co, item, 1200);
  await onePiece(co, { item, reason: await reasonOut(co), serials: 'SN0001201' });
  expect(await rows('select sum(on_hand)::bigint as n, sum(pieces)::bigint as pieces from books.stock_balance where item_id = $1', [item])).toEqual([
    { n: 1_200_000_000n, pieces: 1_200_000_000n },
  ]);
  const id = await startedSheet(co, 30);
  expect(await rows('select state from books.document where id = $1', [id])).toEqual([{ state: 'counting' }]);
  expect(await wrong()).toEqual([]);
}, 120_000);
