// Answers "why" from the definitions alone: what a command passes through, who hears an event, what a refusal means. Pure.
import { PAST } from '#books';
import { COMMON } from '#kernel/common-refusals';
import { type AnyDocument, type Command, COMMAND_ZH, type State, STATE_ZH } from '#kernel/document';
import type { Module } from '#kernel/module';
import type { RefusalRow, RefusalTable } from '#kernel/refusal';
import { ACTION_OF, ACTION_ZH } from '#kernel/rights';

export type Part = { readonly zh: string; readonly lines: readonly string[] };
export type Explanation = { readonly title: string; readonly parts: readonly Part[] };
/** What explain looks at: the definitions, and which source files there are (a document need not have every file). */
export type Known = { readonly modules: readonly Module[]; readonly has: (path: string) => boolean };

/** People read this; `--json` gives the value itself. */
export const asText = (e: Explanation): string =>
  [e.title, ...e.parts.filter((p) => p.lines.length > 0).flatMap((p) => ['', `【${p.zh}】`, ...p.lines.map((l) => `  ${l}`)]), ''].join('\n');

type Place = { readonly def: AnyDocument; readonly module: Module; readonly folder: string };
const places = (known: Known): Place[] => known.modules.flatMap((module) => module.documents.map((def) => ({ def, module, folder: `src/modules/${module.name}/${def.type}` })));
const commandsOf = (def: AnyDocument): Command[] => [...new Set(Object.values(def.flow).flatMap((moves) => Object.keys(moves ?? {}) as Command[]))];

const roads = (def: AnyDocument, command: Command): string[] =>
  (Object.entries(def.flow) as [State, Partial<Record<Command, State>>][]).flatMap(([from, moves]) => {
    const to = moves[command];
    return to ? [`${STATE_ZH[from]} → ${STATE_ZH[to]}（${from} → ${to}）`] : [];
  });

const LIMIT_ZH = { qty: '数量不得超过来源行剩余', amount: '金额不得超过来源行剩余', none: '只作关联，不限量' } as const;
const sourceLines = (def: AnyDocument, known: Known): string[] =>
  def.sources.map(
    (s) =>
      `来源 ${places(known).find((p) => p.def.type === s.type)?.def.zh ?? s.type}（${s.type}）：${LIMIT_ZH[s.limit]}，记入 ${s.progress}${s.tolerance ? '，允许超量（设置）' : ''}`,
  );

const NEEDS_ZH = {
  stock: { move: '锁定库存余额与成本池', reserve: '锁定库存余额', cost: '锁定成本池' },
  prices: { purchase: '采购价格本', sale: '销售价格本' },
  openItems: { receivable: '应收未核销项', payable: '应付未核销项' },
} as const;
const factLines = ({ needs }: AnyDocument): string[] => [
  ...(needs.stock ? [NEEDS_ZH.stock[needs.stock]] : []),
  ...(needs.prices ? [NEEDS_ZH.prices[needs.prices]] : []),
  ...(needs.openItems ? [NEEDS_ZH.openItems[needs.openItems]] : []),
  ...(needs.credit ? ['往来余额（信用额度）'] : []),
  ...(needs.sourcePostings ? ['来源单据的入账记录（按原成本）'] : []),
];

/** What the house asks before the document's own decision (src/books/flow.ts, src/books/reversal.ts). */
const HOUSE_CHECKS: Readonly<Partial<Record<Command, readonly string[]>>> = {
  submit: ['有明细行'],
  approve: ['有明细行', '单据日期所在期间已开', '制单人与审核人分离（设置）', '按金额与角色逐级审批（审批规则）'],
  reverse: ['写明原因', '原单可红冲且未红冲', '没有仍有效的后续单据或核销', '期间已开（原期间已结则记入今天）', '要退回的库存还在'],
};

const ownRefusals = (table: RefusalTable): string[] =>
  Object.entries(table)
    .filter(([code]) => !(code in COMMON))
    .map(([code, row]) => `${code}：${row.zh}`);
const file = (known: Known, path: string): string[] => (known.has(path) ? [path] : []);

function decides(place: Place, command: Command, known: Known): Part[] {
  const { def, folder } = place;
  if (command === 'reverse')
    return [{ zh: '决定', lines: ['src/books/reversal.ts（红字单据：原样反向，凭证红字）', ...(def.mayReverse ? [`${folder}/document.ts · mayReverse`] : [])] }];
  if (command !== 'approve') return [];
  return [
    {
      zh: '决定',
      lines: [...file(known, `${folder}/decide.ts`), ...ownRefusals(def.refusals), `另有公共拒绝码 ${Object.keys(COMMON).length} 个（src/kernel/common-refusals.ts）`],
    },
    {
      zh: '过账',
      lines: known.has(`${folder}/post.ts`) ? [`${folder}/post.ts`, '写入：src/books/pen.ts → books.book()（单据、库存、凭证、审计、事件同一事务）'] : ['不过账，只改变单据状态'],
    },
  ];
}

const heard = (known: Known, event: string): string[] => {
  const reactions = known.modules.flatMap((m) => m.reactions.filter((r) => r.on === event).map((r) => `${r.name}（模块 ${m.zh} ${m.name}）`));
  return [...(reactions.length > 0 ? reactions : ['没有模块订阅它']), '所有打开的页面（SSE 只收到“变了”）', 'event_log：按序号追加，散列成链'];
};

function explainCommand(place: Place, command: Command, known: Known): Explanation {
  const { def, module } = place;
  const action = ACTION_OF[command];
  const events = [`${def.type}-${PAST[command]}/1`, ...(command === 'approve' ? [`${def.type}-approved-level/1（尚需下一级审批时）`] : [])];
  return {
    title: `${def.zh} · ${COMMAND_ZH[command]}（${def.type}.${command}，模块 ${module.zh}）`,
    parts: [
      { zh: '权限', lines: [`${def.type}.${action}  ${def.zh}·${ACTION_ZH[action]}`] },
      { zh: '状态', lines: roads(def, command) },
      { zh: '检查', lines: [...(HOUSE_CHECKS[command] ?? []), ...(command === 'approve' ? sourceLines(def, known) : [])] },
      { zh: '所知', lines: command === 'approve' ? factLines(def) : [] },
      ...decides(place, command, known),
      { zh: '事件', lines: events },
      { zh: '谁会知道', lines: heard(known, `${def.type}-${PAST[command]}/1`) },
    ],
  };
}

function explainEvent(name: string, known: Known): Explanation | null {
  const from = places(known).flatMap((p) =>
    commandsOf(p.def)
      .filter((c) => `${p.def.type}-${PAST[c]}/1` === name)
      .map((c) => `${p.def.zh}·${COMMAND_ZH[c]}（${p.def.type}.${c}）`),
  );
  const listened = known.modules.some((m) => m.reactions.some((r) => r.on === name));
  if (from.length === 0 && !listened && name !== 'record-saved/1') return null;
  return {
    title: `事件 ${name}`,
    parts: [
      { zh: '由谁发出', lines: name === 'record-saved/1' ? ['任何资料的保存'] : from },
      { zh: '内容', lines: [`contract/events/${name.replace('/', '.v')}.json`] },
      { zh: '谁会知道', lines: heard(known, name) },
    ],
  };
}

function explainRefusal(code: string, known: Known): Explanation | null {
  const tables: readonly (readonly [string, RefusalTable])[] = [
    ...places(known).map(({ def }) => [def.zh, def.refusals] as const),
    ...known.modules.flatMap((m) => m.records.map((r) => [r.zh, r.refusals ?? {}] as const)),
  ];
  const row: RefusalRow | undefined = (COMMON as RefusalTable)[code] ?? tables.find(([, t]) => code in t)?.[1][code];
  if (!row) return null;
  const who = code in COMMON ? ['所有单据与资料（公共拒绝码）'] : tables.filter(([, t]) => code in t).map(([zh]) => zh);
  return {
    title: `拒绝 ${code}`,
    parts: [
      { zh: '说法', lines: [row.zh] },
      { zh: 'HTTP', lines: [`${row.http}，${row.retry === 'later' ? '稍后可重试' : '重试无用'}`] },
      { zh: '谁会这样说', lines: who },
    ],
  };
}

function explainDocumentType(place: Place): Explanation {
  const { def, folder } = place;
  return {
    title: `${def.zh}（${def.type}，单号 ${def.prefix}）`,
    parts: [
      { zh: '用途', lines: [def.screen.empty] },
      { zh: '文件夹', lines: [folder] },
      { zh: '命令', lines: commandsOf(def).map((c) => `explain ${def.type}.${c}   ${COMMAND_ZH[c]}：${roads(def, c).join('；')}`) },
    ],
  };
}

/** Explains a document type, "type.command", an event "name/1", or a refusal code; null when the word is none of these. */
export function explainWord(word: string, known: Known): Explanation | null {
  if (/\/\d+$/.test(word)) return explainEvent(word, known);
  const [type = '', command] = word.split('.');
  const place = places(known).find((p) => p.def.type === type || p.def.zh === type);
  if (!place) return explainRefusal(word, known);
  if (command === undefined) return explainDocumentType(place);
  const found = commandsOf(place.def).find((c) => c === command || COMMAND_ZH[c] === command);
  return found ? explainCommand(place, found, known) : null;
}
