// Writes GLOSSARY.md: 中文 | identifier | one sentence. Sentences written by hand stay; generated ones (in italics) are renewed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readThisHouse, ROOT } from './tidy.ts';
import { type Word, type WordKind, wordsOf } from './tidy/words.ts';

const TITLES: Readonly<Record<WordKind, string>> = {
  document: '单据 · documents',
  record: '资料 · records',
  view: '查询 · views',
  event: '事件 · events',
  refusal: '拒绝 · refusals',
};
const MARK = '<!-- generated below by `npm run glossary`; a sentence in italics is renewed, any other is yours and stays -->';
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').trim();

/** Words that no definition holds; the table above the mark is written by hand. */
const START = `# Glossary

中文 ↔ identifier ↔ one sentence. The code speaks English, every user reads Chinese; this is the bridge, and \`npm run tidy\` checks it.

| 中文 | identifier | meaning |
| --- | --- | --- |
| 单据 | \`document\` | A paper of the trade with a number, a state and lines; one folder each. |
| 资料 | \`record\` | Something the documents refer to: an item, a customer, a warehouse. |
| 查询 | \`view\` | One SQL statement and its columns; reads, never writes. |
| 审核 / 过账 | \`approve\` / \`post\` | Approving a document books it: stock, ledger, audit and outbox in one transaction. |
| 红冲 / 冲销 | \`reverse\` | Taking a posted document back by a red twin; the original is never edited. |
| 作废 | \`void\` | Giving up a draft; its number stays used. |
| 选单 | \`source\` | Pulling lines from an earlier document, partially and many times. |
| 单据链 | \`chain\` | All documents connected by their sources, in both directions. |
| 批次 | \`lot\` | Goods of one making, with 生产日期 and 到期日. |
| 现存量 | \`onHand\` | What is physically in storage. |
| 已占用 | \`allocated\` | Promised to somebody by an open order. |
| 冻结 | \`onHold\` / \`frozen\` | On the shelf, but not to be issued, reserved or sold. |
| 在途 | \`inTransit\` | Left one warehouse, not yet in the other. |
| 可承诺量 | \`available\` (ATP) | On hand less what is promised to others. |
| 暂估 | \`ap.estimated\` | Payable for goods received before their invoice, without VAT. |
| 核销 | \`settle\` | Matching money against an open receivable or payable. |
| 往来 | \`openItem\` | A receivable or payable that is not yet fully matched. |
| 移动加权平均 | \`moving-average\` | Each issue costs its share of the pool, rounded once. |
| 凭证 | \`voucher\` / \`journal\` | Balanced debit and credit lines of one booking. |
| 辅助核算 | \`aux\` | Party, item, department, project, employee or wallet beside an account. |
| 会计期间 | \`period\` | A month of the books: open, closing or closed. |
| 分 | \`Fen\` | The unit of money: 1/100 元, a bigint. |
| 10⁻⁶ 单位 | \`Micro\` | The unit of quantity: a millionth of the item's unit, a bigint. |
| 拒绝 | \`refusal\` | A polite no: a code with a Chinese sentence that names the cure. |
`;

/** Sentences by identifier, as they stand in the generated part. */
export function sentences(markdown: string): ReadonlyMap<string, string> {
  const rows = markdown.split('\n').flatMap((line): [string, string][] => {
    const [, id, meaning] = /^\|.*\| `([^`]+)` \| (.*) \|$/.exec(line) ?? [];
    return id ? [[id, meaning ?? '']] : [];
  });
  return new Map(rows);
}
const isGenerated = (sentence: string): boolean => sentence === '' || /^\*.*\*$/.test(sentence);

/** The whole file: the hand-written part above the mark, then a table of each kind. */
export function glossaryText(before: string, words: readonly Word[]): string {
  const [top = ''] = before.includes(MARK) ? before.split(MARK) : [before.trim() === '' ? START : before];
  const kept = sentences(before.includes(MARK) ? (before.split(MARK)[1] ?? '') : '');
  const row = (word: Word): string => {
    const hand = kept.get(word.id) ?? '';
    return `| ${cell(word.zh)} | \`${word.id}\` | ${isGenerated(hand) ? (word.meaning ? `*${cell(word.meaning)}*` : '') : hand} |`;
  };
  const table = (kind: WordKind) =>
    [`## ${TITLES[kind]}`, '', '| 中文 | identifier | meaning |', '| --- | --- | --- |', ...words.filter((w) => w.kind === kind).map(row), ''].join('\n');
  return `${top.trimEnd()}\n\n${MARK}\n\n${(Object.keys(TITLES) as WordKind[]).map(table).join('\n')}`;
}

export function saveGlossary(root: string, words: readonly Word[]): void {
  const file = join(root, 'GLOSSARY.md');
  let before = '';
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    before = '';
  }
  writeFileSync(file, glossaryText(before, words));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = wordsOf(readThisHouse());
  saveGlossary(ROOT, words);
  console.log(`GLOSSARY.md: ${words.length} words`);
}
