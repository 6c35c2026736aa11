// One dictionary per (lexicon, organisation): every word with all its senses. A word may mean several things; the grammar picks by slot.
import type { Fixture, Lexicon, Word } from '../lexicon/lexicon.ts';
import { foldWord } from './normalise.ts';
import { GRAMMAR_WORDS } from './grammar-words.ts';

export type SenseKind =
  | 'w'
  | 'metric'
  | 'state'
  | 'doc'
  | 'docverb'
  | 'event'
  | 'role'
  | 'rel'
  | 'channel'
  | 'param'
  | 'op'
  | 'report'
  | 'holiday'
  | 'unit'
  | 'cmp'
  | 'etype'
  | 'ent'
  | 'user'
  | 'group'
  | 'system'
  | 'tag'
  | 'bom'
  | 'danger'
  | 'vague'
  | 'ambiguous'
  | 'num'
  | 'clock'
  | 'date'
  | 'str'
  | 'letter'
  | 'punct';
/** `id` is what the sense stands for; `e` the entity type where that matters. */
export interface Sense {
  t: SenseKind;
  id: string;
  e?: string;
  num?: number;
  pct?: boolean;
}

export interface Dictionary {
  lexicon: Lexicon;
  fixture: Fixture;
  senses: Map<string, Sense[]>;
  /** Word lengths that start with a given character, longest first: keeps segmentation linear. */
  lengths: Map<string, number[]>;
  nameOf(type: string, id: string): string;
  idOf(type: string, name: string): string | undefined;
}

const ENTITY_HEADS = ['user', 'group', 'system'] as const;
type Add = (word: string, sense: Sense) => void;

function addLexicon(add: Add, lexicon: Lexicon): void {
  const every = (t: SenseKind, words: Record<string, Word>, e?: (id: string) => string): void => {
    for (const [id, word] of Object.entries(words)) for (const name of [word.zh, ...word.syn]) add(name, e ? { t, id, e: e(id) } : { t, id });
  };
  every('etype', lexicon.entityTypes);
  every('metric', lexicon.metrics);
  every('state', lexicon.states, (id) => lexicon.states[id]?.e ?? 'doc');
  every('doc', lexicon.docs);
  every('docverb', lexicon.verbs);
  every('event', lexicon.events);
  every('role', lexicon.roles);
  every('rel', lexicon.rels);
  every('channel', lexicon.channels);
  every('param', lexicon.params);
  // A parameter that is also a figure goes by all the names of the figure: 最低库存调到2000箱.
  for (const id of Object.keys(lexicon.params)) for (const name of lexicon.metrics[id]?.syn ?? []) add(name, { t: 'param', id });
  every('op', lexicon.ops);
  every('report', lexicon.reports);
  every('holiday', lexicon.holidays);
  for (const list of Object.values(lexicon.units)) if (Array.isArray(list)) for (const unit of list as string[]) add(unit, { t: 'unit', id: unit });
  for (const [name, unit] of Object.entries(lexicon.units.alias)) add(name, { t: 'unit', id: unit });
  for (const unit of ['月', '年', '周', '小时', 'pp']) add(unit, { t: 'unit', id: unit });
  for (const [op, names] of Object.entries(lexicon.comparators)) for (const name of names) add(name, { t: 'cmp', id: op });
  add('达到', { t: 'cmp', id: 'gte' });
  for (const word of ['及以下', '或以下']) add(word, { t: 'cmp', id: 'lte' });
  add('或以上', { t: 'cmp', id: 'gte' });
  add('不早于', { t: 'cmp', id: 'gte' });
  add('不晚于', { t: 'cmp', id: 'lte' });
  for (const w of ['小于等于', '小于或等于', '少于等于', '不大于', '低于等于', '低于或等于', '≦']) add(w, { t: 'cmp', id: 'lte' });
  for (const w of ['大于等于', '大于或等于', '高于等于', '不小于', '达到或超过', '≧']) add(w, { t: 'cmp', id: 'gte' });
  for (const [op, refused] of REFUSED_COMPARISON)
    for (const name of lexicon.comparators[op] ?? [])
      if (/^[\u4e00-\u9fff]{2,}$/.test(name) && !/^[不未没达只仅还剩至最以及之]/.test(name)) for (const no of NOT_YET) add(no + name, { t: 'cmp', id: refused });
  for (const [id, state] of Object.entries(lexicon.states))
    if (state.e === 'doc' || state.e === 'batch')
      for (const name of [state.zh, ...state.syn]) for (const other of missingSaidOtherwise(name)) add(other, { t: 'state', id, e: state.e });
  for (const word of lexicon.functionWords['vagueRefused'] ?? []) add(word, { t: 'vague', id: word });
  for (const word of Object.keys(lexicon.dangerWords)) add(word, { t: 'danger', id: word });
  for (const word of Object.keys(lexicon.ambiguousWords)) add(word, { t: 'ambiguous', id: word });
}

const NOT_YET = ['未', '没', '没有', '并未', '尚未', '还没有'];
/** 未超过 is 不超过, 没有低于 is 不低于. */
const REFUSED_COMPARISON = [
  ['gt', 'lte'],
  ['lt', 'gte'],
] as const;
/** 无批号, 没批号, 没有批号 say one thing; so do 未签收, 没签收, 还没签收. */
function missingSaidOtherwise(name: string): string[] {
  const lacking = /^(?:缺少|没有|缺|无|没)(.{2,})$/.exec(name)?.[1];
  const undone = /^未(.{2,})$/.exec(name)?.[1];
  if (lacking !== undefined) return ['没', '没有', '缺', '缺少', '无'].map((no) => no + lacking);
  return undone === undefined ? [] : ['没', '没有', '还没', '还没有', '尚未', '并未'].map((no) => no + undone);
}

function addFixture(add: Add, fixture: Fixture): void {
  for (const [kind, entries] of Object.entries(fixture)) {
    if (Array.isArray(entries)) {
      for (const word of entries) add(word, { t: kind === 'bom' ? 'bom' : 'tag', id: word });
      continue;
    }
    const head = ENTITY_HEADS.find((h) => h === kind);
    for (const [id, entry] of Object.entries(entries ?? {})) {
      for (const name of [entry.name, ...(entry.alias ?? [])]) add(name, head ? { t: head, id } : { t: 'ent', id, e: kind });
    }
  }
}

function indexLengths(senses: Map<string, Sense[]>): Map<string, number[]> {
  const lengths = new Map<string, number[]>();
  for (const word of senses.keys()) {
    const list = lengths.get(word.charAt(0)) ?? [];
    if (!list.includes(word.length)) list.push(word.length);
    lengths.set(word.charAt(0), list);
  }
  for (const list of lengths.values()) list.sort((a, b) => b - a);
  return lengths;
}

function names(fixture: Fixture): Pick<Dictionary, 'nameOf' | 'idOf'> {
  const byName = new Map<string, string[]>();
  for (const [kind, entries] of Object.entries(fixture)) {
    if (!entries || Array.isArray(entries)) continue;
    for (const [id, entry] of Object.entries(entries)) {
      for (const name of new Set([entry.name, ...(entry.alias ?? [])].map(foldWord))) {
        const key = `${kind}\n${name}`;
        byName.set(key, [...(byName.get(key) ?? []), id]);
      }
    }
  }
  const entryOf = (type: string, id: string): string | undefined => {
    const entries = fixture[type];
    return entries && !Array.isArray(entries) && Object.hasOwn(entries, id) ? entries[id]?.name : undefined;
  };
  return {
    // A name that belongs to two records, or that cannot be quoted, is shown as #id, so that canonical text always reads back.
    nameOf: (type, id) => {
      const name = entryOf(type, id);
      const usable = name !== undefined && foldWord(name) !== '' && !/[「」『』“”"＂‘’\\#、\n\r]/.test(name) && byName.get(`${type}\n${foldWord(name)}`)?.length === 1;
      return usable ? name : `#${safeId(id)}`;
    },
    idOf: (type, name) => {
      if (name.startsWith('#')) return readId(name.slice(1));
      const ids = byName.get(`${type}\n${foldWord(name)}`);
      return ids?.length === 1 ? ids[0] : undefined;
    },
  };
}

/** Ids come from other systems and may hold anything, quotes included; ~hex; keeps them readable and reversible. */
const safeId = (id: string): string => id.replace(/[^A-Za-z0-9_.\-\u4e00-\u9fff]/g, (c) => `~${c.charCodeAt(0).toString(16)};`);
const readId = (text: string): string => text.replace(/~([0-9a-f]+);/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Builds the dictionary of one organisation. Build it once; parsing then costs microseconds per word. */
export function dictionary(lexicon: Lexicon, fixture: Fixture): Dictionary {
  const senses = new Map<string, Sense[]>();
  const add: Add = (word, sense) => {
    const key = foldWord(word);
    if (key === '') return;
    const list = senses.get(key);
    if (!list) senses.set(key, [sense]);
    else if (!list.some((s) => s.t === sense.t && s.id === sense.id && s.e === sense.e)) list.push(sense);
  };
  for (const word of GRAMMAR_WORDS) add(word, { t: 'w', id: word });
  addLexicon(add, lexicon);
  addFixture(add, fixture);
  return { lexicon, fixture, senses, lengths: indexLengths(senses), ...names(fixture) };
}
