// What a thumb does: opens a document from the tiles, picks from lists, counts on the pad, and presses the button below.
import type { Page } from 'playwright-core';
import type { Visit } from './house.ts';
import { soon } from './desk.ts';

/** 单据 in the bar below, then the plus on the tile. */
export async function openNew({ page, settled }: Visit, zh: string): Promise<void> {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '单据' }).click();
  await page.getByRole('link', { name: `新建${zh}` }).click();
  await page.getByRole('heading', { level: 1, name: `新建${zh}` }).waitFor();
  await settled();
}

/** Types a little into a reference and taps what is meant. */
export async function tapPick(page: Page, label: string, typed: string, name: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label, exact: true });
  await box.click();
  await box.fill(typed);
  await page.getByRole('option', { name }).first().click();
  await soon(() => box.inputValue()).toBe(name);
}

/** Adds a line and chooses its goods in the sheet from below; the pad for its quantity stands open then. */
export async function addLine(page: Page, row: number, typed: string, name: string): Promise<void> {
  if (await page.getByRole('dialog').isVisible()) await page.getByRole('button', { name: '完成' }).click();
  await page.getByRole('button', { name: '添加一行' }).click();
  await page.getByRole('searchbox', { name: `商品 第${row}行` }).fill(typed);
  await page.locator('.hcg-search li button', { hasText: name }).first().click();
  await page.getByRole('group', { name: `数量 第${row}行` }).waitFor();
}

/** Presses figures on the pad; the first one replaces what stood there. */
export async function pressQuantity(page: Page, figures: string): Promise<void> {
  const pad = page.locator('.hcg-pad');
  for (const key of figures) await pad.getByRole('button', { name: key, exact: true }).click();
}

/** The button at the thumb. */
export async function tapSubmit({ page }: Visit, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Another field of the line in the sheet. */
export const tapTile = (page: Page, title: string): Promise<void> => page.locator('.hcg-tile', { hasText: title }).click();
