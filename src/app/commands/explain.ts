// explain: goods-receipt.approve · goods-receipt-posted/1 · not-enough-stock · 1405 2026-03 · CGRK-202603-0001
import { existsSync } from 'node:fs';
import type { Scope } from '#kernel/ports';
import { asText, type Explanation, explainWord, type Known } from '../explain.ts';
import { explainAccount, explainNumber } from '../explain-books.ts';
import { MODULES } from '../house.ts';
import { openHouse, type Opened, Unusable, WrongUsage } from '../open.ts';
import type { CliCommand } from './list.ts';

/** "src/modules/…/post.ts" exists as itself, or as what it was compiled to. */
const has = (path: string): boolean => [`../../../${path}`, `../../${path.replace(/^src\//, '').replace(/\.ts$/, '.js')}`].some((p) => existsSync(new URL(p, import.meta.url)));
export const KNOWN: Known = { modules: MODULES, has };

/** Whose books: the only company, or the one named by code or name. */
export async function companyScope({ ports }: Opened, wanted: string | null): Promise<Scope> {
  const companies = await ports.db.door((tx) =>
    tx.query<{ id: string; tenant_id: string; code: string; name: string }>(`select id, tenant_id, code, name from books.org_node where kind = 'company' order by code`),
  );
  const [only, ...rest] = wanted === null ? companies : companies.filter((c) => c.code === wanted || c.name === wanted);
  if (!only) throw new Unusable(wanted === null ? '还没有公司，请先启动服务并建账。' : `没有公司“${wanted}”。现有：${companies.map((c) => `${c.code} ${c.name}`).join('、')}`);
  if (rest.length > 0) throw new Unusable(`有多家公司，请用 --company 指明编码：${companies.map((c) => `${c.code} ${c.name}`).join('、')}`);
  return { org: only.id, tenant: only.tenant_id, sites: null };
}

/** A question about the books: an account in a period, or a document number. */
export function askBooks(opened: Opened, scope: Scope, [word = '', month]: readonly string[]): Promise<Explanation | null> {
  const period = /^(\d{4})-?(\d{2})$/.exec(month ?? '');
  return opened.ports.db.read(scope, (books) =>
    /^\d{4,}$/.test(word) && period ? explainAccount(books, MODULES, { account: word, period: Number(`${period[1]}${period[2]}`) }) : explainNumber(books, MODULES, word),
  );
}

async function answer(words: readonly string[], options: { readonly data?: string; readonly company: string | null }): Promise<Explanation | null> {
  const fromWords = words.length === 1 ? explainWord(words[0] ?? '', KNOWN) : null;
  if (fromWords) return fromWords;
  const opened = await openHouse(options.data === undefined ? {} : { data: options.data });
  try {
    return await askBooks(opened, await companyScope(opened, options.company), words);
  } finally {
    await opened.close();
  }
}

export const explainCommand: CliCommand = {
  zh: '解释：命令、事件、拒绝码、科目余额的来历、一张单据',
  usage: '<goods-receipt.approve | goods-receipt-posted/1 | 1405 2026-03 | 单号> [--company 编码]',
  options: { company: { type: 'string' } },
  run: async ({ values, positionals, json, say }) => {
    if (positionals.length === 0) throw new WrongUsage('请给出要解释的内容，例如：explain goods-receipt.approve，explain 1405 2026-03，explain CGRK-202603-0001');
    const company = typeof values['company'] === 'string' ? values['company'] : null;
    const explained = await answer(positionals, { company, ...(typeof values['data'] === 'string' ? { data: values['data'] } : {}) });
    if (!explained) {
      say(`没有可解释的内容：“${positionals.join(' ')}”。可以是单据类型.命令、事件名/版本、拒绝码、科目＋期间（1405 2026-03）或单号。`);
      return { status: 1 };
    }
    if (!json) process.stdout.write(asText(explained));
    return { result: explained };
  },
};
