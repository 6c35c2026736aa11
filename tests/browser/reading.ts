// What a person reads off a screen: the chain of a document, the balances of the books, the printed sheet.
import { expect } from 'vitest';
import { join } from 'node:path';
import { SHOTS, type Visit } from './house.ts';

export type Card = {
  readonly number: string;
  readonly zh: string;
  readonly state: string;
  readonly day: string;
  readonly total: string;
  readonly maker: string;
  readonly approver: string;
  readonly signed: string;
  readonly vouchers: readonly string[];
};

/** Opens 单据链 from the document on the screen and reads its cards off the graph; the list beside it must name the same documents. */
export async function chain(v: Visit, shot: string): Promise<readonly Card[]> {
  const { page } = v;
  await page.getByRole('link', { name: '单据链', exact: true }).click();
  return readChain(v, shot);
}

/** Reads the chain on the screen. */
export async function readChain(v: Visit, shot: string): Promise<readonly Card[]> {
  const { page } = v;
  await page.getByRole('heading', { level: 1, name: '单据链' }).waitFor();
  await page.locator('.hc-chain-card').first().waitFor();
  await v.settled();
  const cards: Card[] = [];
  for (const card of await page.locator('.hc-chain-card').all()) {
    const [head, signs] = [await card.locator('header').innerText(), await card.locator('small').innerText()];
    const [zh = '', state = ''] = head.split('\n');
    const who = /^(.*?) → (\S+)?/.exec(signs.trim());
    cards.push({
      number: ((await card.locator(':scope > a').innerText()).match(/^\S+?-\d{6}-\d+/) ?? [''])[0],
      zh,
      state,
      day: (await card.locator('p span').last().innerText()).trim(),
      total: (await card.locator('p strong').allInnerTexts()).join('').replace(/[¥,]/g, ''),
      maker: who?.[1]?.trim() ?? '',
      approver: who?.[2] ?? '',
      signed: signs,
      vouchers: await card.locator('footer a').allInnerTexts(),
    });
  }
  await v.shot(shot);
  await page.getByRole('button', { name: '列表', exact: true }).click();
  const listed = (await page.locator('.hc-leaf > a:first-child').allInnerTexts()).map((text) => text.trim().split(/\s+/).at(-1) ?? '');
  expect(listed.toSorted()).toEqual(cards.map((c) => c.number).toSorted());
  await page.getByRole('button', { name: '图', exact: true }).click();
  return cards;
}

const COLUMNS = {
  code: '科目编码',
  name: '科目名称',
  openDebit: '期初借方',
  openCredit: '期初贷方',
  debit: '本期借方',
  credit: '本期贷方',
  closeDebit: '期末借方',
  closeCredit: '期末贷方',
} as const;
export type Balance = Readonly<Record<keyof typeof COLUMNS, string>>;

/** The rows of the list on the screen, cell by cell, without grouping of figures. */
export async function rowsOf({ page }: Visit): Promise<readonly (readonly string[])[]> {
  const rows = page.locator('.hc-table tbody tr:not([aria-hidden])');
  await rows.first().waitFor();
  const cells = await rows.evaluateAll((all) => all.map((row) => [...(row as unknown as { cells: { innerText: string }[] }).cells].map((cell) => cell.innerText)));
  return cells.map((row) => row.map((text) => text.replaceAll(',', '').trim()));
}

/** 科目余额表 of a period as it stands on the screen, by account code; the sum row is 合计. Figures without grouping, zero is empty. */
export async function balances(v: Visit, period: string): Promise<Readonly<Record<string, Balance>>> {
  await v.go(`/views/account-balance?from=${period}&to=${period}`);
  const titles = (await v.page.locator('.hc-table thead th').allInnerTexts()).map((text) => text.trim());
  const rows = await rowsOf(v);
  expect(rows.length).toBeGreaterThan(1);
  const found: Record<string, Balance> = {};
  for (const cells of rows) {
    const balance = Object.fromEntries(Object.entries(COLUMNS).map(([key, title]) => [key, cells[titles.indexOf(title)] ?? ''])) as Balance;
    found[balance.code || balance.name] = balance;
  }
  return found;
}

/** 库存查询: the figures of an item by the titles of their columns. */
export async function stockOf(v: Visit, item: string, warehouse = ''): Promise<Readonly<Record<string, string>>> {
  await v.go('/views/stock-on-hand');
  const titles = (await v.page.locator('.hc-table thead th').allInnerTexts()).map((text) => text.trim());
  const row = v.page.locator('.hc-table tbody tr', { hasText: item }).filter({ hasText: warehouse }).first();
  const cells = (await row.locator('td').allInnerTexts()).map((text) => text.replaceAll(',', '').trim());
  return Object.fromEntries(titles.map((title, i) => [title, cells[i] ?? '']));
}

type Prints = { document: { querySelector: (s: string) => { innerText: string } | null }; dispatchEvent: (e: unknown) => void; Event: new (name: string) => unknown };

/** The sheet as the printer gets it: its text, a picture of it, and how many A4 pages it takes. */
export async function printed({ page }: Visit, shot: string): Promise<{ readonly text: string; readonly pages: number }> {
  const pdf = await page.pdf({ preferCSSPageSize: true });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => {
    const w = globalThis as unknown as Prints;
    w.dispatchEvent(new w.Event('beforeprint'));
  });
  const sheet = page.locator('.hc-print');
  await sheet.waitFor();
  const text = await sheet.innerText();
  await page.screenshot({ path: join(SHOTS, `${shot}.png`) });
  await page.evaluate(() => {
    const w = globalThis as unknown as Prints;
    w.dispatchEvent(new w.Event('afterprint'));
  });
  await page.emulateMedia({ media: 'screen' });
  return { text, pages: pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0 };
}
