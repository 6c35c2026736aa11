// What a person does at a desk: opens a document by the command box, fills it by keyboard, pulls lines, approves, and reads what stands there.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENCE, type Visit } from './house.ts';

export type Made = { readonly id: string; readonly number: string; readonly path: string };

/** Waits for a fact of the page; says what it saw last when it never comes. */
export const soon = <T>(look: () => Promise<T> | T) => expect.poll(look, { timeout: PATIENCE, interval: 50 });

/** The command box: Ctrl K, the words, Enter. */
export async function command({ page, settled }: Visit, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索单据、商品、客户，或输入命令' }).fill(words);
  // What is chosen by Enter is the marked one; answers from the server may still change the list.
  await page.getByRole('option', { name: words, selected: true }).first().waitFor();
  await settled();
  await page.getByRole('option', { name: words, selected: true }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.hc-palette').waitFor({ state: 'detached' });
  await settled();
}

/** A new document through the command box; the cursor stands in its first field. */
export async function begin(v: Visit, zh: string): Promise<void> {
  await command(v, `新建${zh}`);
  await v.page.getByRole('heading', { level: 1, name: `新建${zh}` }).waitFor();
  await v.page.getByRole('grid', { name: `${zh}明细` }).waitFor();
}

/** A reference of the head by what one types of it, chosen by Enter. */
export async function refer(page: Page, label: string, typed: string, name: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label });
  await box.fill(typed);
  await page.getByRole('option', { name }).first().waitFor();
  await box.press('Enter');
  await soon(() => box.inputValue()).toBe(name);
}

/** A text or a figure of the head. */
export async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).fill(text);
}

/** A day of the head, typed short as people do. */
export async function date(page: Page, label: string, typed: string, day: string): Promise<void> {
  const box = page.getByRole('textbox', { name: label, exact: true });
  await box.fill(typed);
  await box.press('Enter');
  await soon(() => box.inputValue()).toBe(day);
}

const textBox = (page: Page) => page.locator('.hcg-box');
/** The cell the cursor is on, e.g. "数量 第1行". */
const cursor = (page: Page) => textBox(page).getAttribute('aria-label');

/** Puts the cursor on a cell with the mouse. */
export async function cell(page: Page, title: string, row: number): Promise<void> {
  const name = `${title} 第${row}行`;
  if ((await cursor(page)) !== name) {
    const head = page.locator('.hcg-head [role=columnheader]').filter({ has: page.locator(`.hcg-title:text-matches("^${title}[%*]*$")`) });
    const c = await head.first().getAttribute('data-c');
    await page.locator(`.hcg-body [data-r="${row - 1}"] [data-c="${c}"]`).click();
  }
  await textBox(page).focus();
  await soon(() => cursor(page)).toBe(name);
}

/** Walks on with Enter until the cursor stands on a cell. */
export async function walk(page: Page, title: string, row: number): Promise<void> {
  for (let i = 0; i < 20 && (await cursor(page)) !== `${title} 第${row}行`; i += 1) await page.keyboard.press('Enter');
  expect(await cursor(page)).toBe(`${title} 第${row}行`);
}

/** Types a figure or a text into a cell. */
export async function put(page: Page, at: readonly [title: string, row: number], text: string): Promise<void> {
  await cell(page, ...at);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Chooses a record in a cell by what one types of it. */
export async function choose(page: Page, at: readonly [title: string, row: number], typed: string, name: string): Promise<void> {
  await cell(page, ...at);
  await page.keyboard.type(typed);
  await page.locator('.hcg-panel [role=option]', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await soon(() => shown(page, ...at)).toContain(name);
}

/** What a cell shows. */
export async function shown(page: Page, title: string, row: number): Promise<string> {
  const head = page.locator('.hcg-head [role=columnheader]').filter({ has: page.locator(`.hcg-title:text-matches("^${title}[%*]*$")`) });
  const c = await head.first().getAttribute('data-c');
  return (await page.locator(`.hcg-body [data-r="${row - 1}"] [data-c="${c}"]`).textContent()) ?? '';
}

/** The sentences with which the page refuses something. */
const complaint = (page: Page) => page.locator('.hc-doc-error, .hcg-problems, .hc-error, .hc-toast-bad');
const saying = async (page: Page): Promise<string> => (await complaint(page).allInnerTexts()).join(' | ').replaceAll(/\s+/g, ' ');

const GOODS = { 水: ['nfsq', '农夫山泉'], 油: ['jly', '金龙鱼'], 奶: ['yl', '伊利'] } as const;
export type Received = { readonly of: keyof typeof GOODS; readonly unit?: string; readonly qty: string; readonly price: string; readonly lot?: string; readonly made?: string };

/** Fills a new 采购入库单 from 华东食品批发 into 总仓 with its lines; nothing is approved yet. */
export async function fillReceipt(v: Visit, lines: readonly Received[]): Promise<void> {
  const { page } = v;
  await begin(v, '采购入库单');
  await refer(page, '供应商', 'hdsp', '华东食品批发');
  await refer(page, '仓库', 'zc', '总仓');
  for (const [i, line] of lines.entries()) {
    const row = i + 1;
    if (row > 1) await page.getByRole('button', { name: '添加一行' }).click();
    const [typed, name] = GOODS[line.of];
    await choose(page, ['商品', row], typed, name);
    if (line.unit) await put(page, ['单位', row], line.unit);
    await put(page, ['数量', row], line.qty);
    await put(page, ['含税单价', row], line.price);
    if (line.lot) await put(page, ['批次', row], line.lot);
    if (line.made) await put(page, ['生产日期', row], line.made);
  }
}

/** Goods come in: the receipt is filled and approved. */
export async function receive(v: Visit, ...lines: readonly Received[]): Promise<Made> {
  await fillReceipt(v, lines);
  return approve(v);
}

/** Waits until the document has reached a state; a refusal on the way is told in the page's own words. */
export async function reached({ page, settled }: Visit, state: string): Promise<Made> {
  const there = page.getByLabel(`状态：${state}`, { exact: true });
  await there.or(complaint(page)).first().waitFor();
  if (!(await there.isVisible())) throw new Error(`not ${state}, the page says: ${await saying(page)}`);
  await page.waitForURL(/\/[0-9a-f-]{36}$/);
  await settled();
  const path = new URL(page.url()).pathname;
  return { id: path.split('/').at(-1) ?? '', number: (await page.locator('.hc-doc-number').innerText()).trim(), path };
}

/** Approves by the key that stands on the button. */
export async function approve(v: Visit): Promise<Made> {
  await v.page.keyboard.press('Control+Enter');
  return reached(v, '已审核');
}

/** Something is refused, and the page says why in words that fit. */
export async function refused(page: Page, why: RegExp): Promise<string> {
  await complaint(page).first().waitFor();
  const said = await saying(page);
  expect(said).toMatch(why);
  return said;
}

/** 选单: takes the open lines of a document, whole or, by `part`, less of the first ones. */
export async function pull(v: Visit, number: string, part: readonly string[] = []): Promise<void> {
  const { page } = v;
  await page.keyboard.press('Alt+l');
  const card = page.locator('.hc-pull', { hasText: number });
  await card.waitFor();
  await card.getByRole('checkbox').first().check();
  for (const [i, amount] of part.entries()) await card.locator('.hc-pull-qty').nth(i).fill(amount);
  await page.getByRole('button', { name: '带入所选行' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Goes on to the document that follows this one, with its open lines brought along. */
export async function follow(v: Visit, zh: string): Promise<void> {
  const only = v.page.getByRole('button', { name: `生成${zh}`, exact: true });
  const several = v.page.getByRole('button', { name: '生成后续单据' });
  await only.or(several).first().waitFor();
  if (await only.isVisible()) await only.click();
  else {
    await several.click();
    await v.page.getByRole('menuitem', { name: zh, exact: true }).click();
  }
  await v.page.getByRole('heading', { level: 1, name: `新建${zh}` }).waitFor();
  await v.page.getByText(/已带入 \d+ 行/).waitFor();
  await v.settled();
}

/** Opens a menu entry of the document ("更多"). */
export async function more(page: Page, entry: string): Promise<void> {
  await page.locator('.hc-doc-bar').getByRole('button', { name: '更多' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

/** Answers a question of the page, with a reason where one is asked for. */
export async function answer(page: Page, button: string, reason?: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  if (reason !== undefined) await dialog.getByRole('textbox').fill(reason);
  await dialog.getByRole('button', { name: button, exact: true }).click();
}
