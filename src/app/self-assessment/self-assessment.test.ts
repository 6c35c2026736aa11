// The self-assessment promises nothing that is not there: every page, test and check it names exists, and its figures are the company's own.
import { catalogOf } from '../house.ts';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import { everyDocument, memoryHouse, smallServer, type SmallServer, type WholeCompany } from '#testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMPANY_CHECKS } from '../verify.ts';
import { sequenceAll } from '../sequencer.ts';
import { startCheckup } from '../verify/run.ts';
import { type Assessed, assess, CLAUSES } from './assess.ts';
import type { Clause } from './clause.ts';
import { FIGURES, type FigureName } from './figures.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const CHECKS = new Set([...COMPANY_CHECKS.map((c) => c.name), 'event-chain', 'log-remembered']);

/** Pages that exist: patterns of the router, sections of the office, and what the definitions serve. */
function knowsPage(href: string): boolean {
  const catalog = catalogOf();
  const [, first = '', second] = href.split('/');
  if (first === 'settings') return new RegExp(`key: '${second}'`).test(read('web/src/settings/settings-page.tsx'));
  if (second === undefined) return read('web/src/app/router.tsx').includes(`at('${href}'`);
  if (first === 'documents') return catalog.findDocument(second) !== undefined;
  if (first === 'views') return catalog.views.some((v) => v.name === second);
  if (first === 'records') return catalog.records.some((r) => r.type === second);
  return false;
}

/** What a clause names and is not there. */
function lies(clause: Clause): string[] {
  return [
    ...clause.screens.filter((s) => !knowsPage(s.href)).map((s) => `${clause.no}: no page ${s.href}`),
    ...clause.tests.filter((t) => !existsSync(join(ROOT, t.file))).map((t) => `${clause.no}: no file ${t.file}`),
    ...clause.tests.filter((t) => existsSync(join(ROOT, t.file)) && !read(t.file).includes(t.title)).map((t) => `${clause.no}: no test “${t.title}” in ${t.file}`),
    ...clause.evidence.flatMap((e) => (typeof e === 'string' ? [] : e.checks.filter((name) => !CHECKS.has(name)).map((name) => `${clause.no}: no check ${name}`))),
  ];
}

describe('the clauses', () => {
  test('every test and page a clause names is there', () => {
    expect(CLAUSES.flatMap(lies)).toEqual([]);
    expect(CLAUSES.flatMap((c) => c.tests).length).toBeGreaterThan(40);
    for (const [name, f] of Object.entries(FIGURES) as [FigureName, { href: string | null }][]) if (f.href) expect(knowsPage(f.href), name).toBe(true);
  });

  test.each([
    ['a page', { screens: [{ zh: 'x', href: '/views/nowhere' }] }, 'no page /views/nowhere'],
    ['a page of the office', { screens: [{ zh: 'x', href: '/settings/nowhere' }] }, 'no page /settings/nowhere'],
    ['a page of its own', { screens: [{ zh: 'x', href: '/nowhere' }] }, 'no page /nowhere'],
    ['a test file', { tests: [{ file: 'src/nowhere.test.ts', title: 'x' }] }, 'no file src/nowhere.test.ts'],
    ['a title', { tests: [{ file: 'src/app/wall.test.ts', title: 'nobody ever wrote this' }] }, 'no test “nobody ever wrote this”'],
    ['a check', { evidence: [{ zh: 'x', checks: ['nothing'] }] }, 'no check nothing'],
  ] as const)('%s that is not there is found', (_, change, said) => {
    expect(lies({ ...(CLAUSES[0] as Clause), screens: [], tests: [], evidence: [], ...change } as Clause).join()).toContain(said);
  });

  test('are the twenty-seven of the fact book, in order, each with a demand, a way and an honest verdict', () => {
    expect(CLAUSES.map((c) => c.no)).toEqual(Array.from({ length: 27 }, (_, i) => `C${i + 1}`));
    for (const c of CLAUSES) {
      expect(c.demand, c.no).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(c.how.length, c.no).toBeGreaterThan(0);
      expect(c.clause, c.no).toMatch(/^12号 第.+条/);
      // Nobody calls a clause met without a test that proves it; nobody calls one unmet without saying what is missing.
      if (c.verdict === 'met') expect([c.tests.length > 0, c.missing], c.no).toEqual([true, undefined]);
      else expect(c.missing, c.no).toMatch(/[\u4e00-\u9fff].*。$/);
    }
    expect(new Set(CLAUSES.map((c) => c.verdict)).size).toBe(3);
  });

  test('without a check-up its outcome is not claimed', () => {
    const figures = Object.fromEntries(Object.keys(FIGURES).map((k) => [k, '0'])) as never;
    const evidence = assess(figures, new Map())
      .flatMap((c) => c.evidence)
      .filter((e) => e.value === '尚未体检');
    expect(evidence.length).toBeGreaterThan(10);
    expect(evidence.every((e) => e.bad)).toBe(true);
    const broken = assess(figures, new Map([...CHECKS].map((name) => [name, { rows: 5, wrong: 1 }])))
      .flatMap((c) => c.evidence)
      .find((e) => e.zh === '凭证断号、重号');
    expect(broken).toMatchObject({ value: '1 处不符', bad: true });
  });
});

describe('the page of a company', () => {
  let s: SmallServer;
  let co: WholeCompany;
  let cookie: string;
  beforeAll(async () => {
    s = await smallServer(memoryHouse);
    co = await everyDocument(s.house);
    cookie = await s.as(co, 'accountant');
    // That somebody came is on record too, and its fingerprint on the chain once the sequencer has passed.
    await sequenceAll(s.house.db);
  });
  afterAll(() => s?.close());
  const clauses = async (): Promise<readonly Assessed[]> => (await s.call(cookie, 'GET', '/api/assessment')).body.clauses as Assessed[];
  const evidence = async (zh: string): Promise<string | undefined> => (await clauses()).flatMap((c) => c.evidence).find((e) => e.zh === zh)?.value;

  test('shows figures of its own books', async () => {
    const [count] = await co.rows<{ vouchers: string; audit: string; red: string }>(
      `select (select count(*) from books.voucher)::text as vouchers, (select count(*) from books.audit_log)::text as audit, (select count(*) from books.document where reverses is not null)::text as red`,
    );
    expect(count?.vouchers).not.toBe('0');
    expect(await evidence('记账凭证')).toBe(count?.vouchers);
    expect(await evidence('有来源单据的凭证')).toBe(`${count?.vouchers} / ${count?.vouchers}`);
    expect(await evidence('操作日志')).toBe(count?.audit);
    expect(await evidence('事件链上的指纹')).toBe(count?.audit);
    expect(await evidence('红字更正单据')).toBe(count?.red);
    expect(await evidence('未审核单据')).toBe('1');
    expect(await evidence('未审核却已入账')).toBe('0');
    expect(await evidence('制单、审核分离')).toBe('未开启');
    expect(await evidence('其中自行增设')).toBe('0');
  });

  test('and what its last check-up found', async () => {
    expect(await evidence('凭证断号、重号')).toBe('尚未体检');
    await (await startCheckup(s.house, co.caller)).finished;
    expect(await evidence('凭证断号、重号')).toMatch(/^通过，查看 \d+ 行$/);
    expect(await evidence('最近一次体检')).toMatch(/账簿一致$/);
  });

  test('goes to Excel, one row a clause', async () => {
    const reply = await s.call(cookie, 'GET', '/api/assessment/export?format=csv');
    expect(reply.status).toBe(200);
    for (const c of CLAUSES) expect(reply.body).toContain(c.title);
    expect((await s.call(cookie, 'GET', '/api/assessment/export')).headers['content-type']).toContain('spreadsheetml');
  });

  test('is for those who may see the ledger', async () => {
    expect((await s.call(await s.as(co, 'keeper'), 'GET', '/api/assessment')).status).toBe(403);
    expect(SPECIAL_RIGHTS['ledger.view']).toBeTruthy();
  });
});
