// Noun phrases: which goods, places and parties are meant. 可乐, A仓库和B仓库, A类商品, 该供应商, 除生鲜外, 同一客户.
import type { Sel } from '../ast.ts';
import { LIST } from '../text/grammar-words.ts';
import { attempt, eat, eatSense, fault, nonEmpty, sense, step, textOf, tok, word, wordsSpan, type Noun, type Reader } from './reader.ts';

export interface Phrase extends Noun {
  sel?: Sel;
  each?: string;
  from: number;
  to: number;
}

/** One record name, with its kind; two records of one name are refused, unless a kind word behind it decides. */
function readEntity(r: Reader): { e: string; id: string } | undefined {
  const senses = tok(r)?.senses.filter((x) => x.t === 'ent') ?? [];
  const first = senses[0];
  if (!first?.e) return undefined;
  const kind = sense(r, 'etype', 1)?.id;
  const chosen = senses.find((x) => x.e === kind) ?? first;
  const span = wordsSpan(r, r.i, r.i + 1);
  if (senses.length > 1 && chosen.e !== kind) {
    fault(r, 'E_AMBIGUOUS_ENTITY', { span: span, message: `“${textOf(r, span)}”对应多个档案`, suggest: senses.map((x) => r.dict.nameOf(x.e ?? '', x.id)) });
  }
  step(r);
  return { e: chosen.e ?? first.e, id: chosen.id };
}

/** Names of one kind joined by 、和及: one selector. */
function readNames(r: Reader, joiners: ReadonlySet<string> | readonly string[]): Sel | undefined {
  const first = readEntity(r);
  if (!first) return undefined;
  const ids = [first.id];
  for (;;) {
    const more = attempt(r, () => {
      if (eat(r, joiners) === undefined) return undefined;
      const next = readEntity(r);
      return next?.e === first.e ? next : undefined;
    });
    if (!more) break;
    if (!ids.includes(more.id)) ids.push(more.id);
  }
  const list = nonEmpty(ids);
  return list && { e: first.e, ids: list };
}

/** The kind word after a name only repeats it: 白酒类商品, 绿丰农业的货, 色母粒批次. */
function absorbKind(r: Reader): Noun {
  eat(r, ['类', '类的']);
  const at = word(r, ['的']) !== undefined ? 1 : 0;
  const kind = sense(r, 'etype', at);
  if (!kind || (at === 1 && !['sku', 'batch'].includes(kind.id))) return {};
  // 的批次 closes a relative clause elsewhere, so only swallow it when a name stands right before.
  step(r, at + 1);
  return { e: kind.id };
}

function readLevel(r: Reader): Phrase | undefined {
  return attempt(r, () => {
    const from = r.i;
    const levels: string[] = [];
    for (;;) {
      const letter = eatSense(r, 'letter');
      if (!letter) break;
      levels.push(letter.id);
      eat(r, ['类', '级']);
      if (word(r, LIST) !== undefined && sense(r, 'letter', 1)) step(r);
    }
    const said = ['类', '级'].includes(tok(r, -1)?.text ?? '');
    const list = nonEmpty(levels);
    if (!said || !list) return undefined;
    eat(r, ['的']);
    // A类客户下单: the lexicon's event word carries the noun.
    const carried = sense(r, 'event')
      ? /^(客户|供应商)/.exec(tok(r)?.text ?? '')?.[0] === '客户'
        ? 'customer'
        : (tok(r)?.text ?? '').startsWith('供应商')
          ? 'supplier'
          : undefined
      : undefined;
    const kind = eatSense(r, 'etype')?.id ?? carried ?? 'sku';
    return { sel: { e: kind, level: list }, e: kind, from, to: r.i };
  });
}

/** 该供应商, 这个仓库: the one already spoken of. */
function readThis(r: Reader): Phrase | undefined {
  const from = r.i;
  const rel = sense(r, 'rel');
  const whole = tok(r)?.text ?? '';
  if (rel && whole.startsWith('该') && ['customer', 'supplier'].includes(rel.id)) {
    step(r);
    return { sel: { e: rel.id, q: 'this' }, e: rel.id, from, to: r.i };
  }
  if (word(r, ['该', '这个', '此', '那批', '本']) === undefined) return undefined;
  const kind = sense(r, 'etype', 1),
    doc = sense(r, 'doc', 1);
  if (kind) {
    step(r, 2);
    return { sel: { e: kind.id, q: 'this' }, e: kind.id, from, to: r.i };
  }
  if (doc) {
    step(r, 2);
    return { sel: { e: 'doc', q: 'this' }, e: 'doc', doc: doc.id, from, to: r.i };
  }
  return undefined;
}

function readQuantified(r: Reader): Phrase | undefined {
  const from = r.i;
  if (eat(r, ['同一', '每个', '单个', '各', '每', '每家', '各个', '同一个']) !== undefined) {
    eat(r, ['家', '名', '位', '个']);
    const kind = eatSense(r, 'etype');
    return kind && { e: kind.id, each: kind.id, from, to: r.i };
  }
  const any = eat(r, ['任一', '任意一个', '任何', '任意']),
    all = any ?? eat(r, ['所有', '全部', '整个']);
  if (all === undefined) return undefined;
  eat(r, ['的']);
  const level = readLevel(r);
  const q = any === undefined ? ('all' as const) : ('any' as const);
  if (level?.sel) return { ...level, sel: { ...level.sel, q }, from };
  const names = readNames(r, LIST);
  if (names) {
    const kind = absorbKind(r);
    return { sel: { ...names, q }, e: kind.e ?? names.e, from, to: r.i };
  }
  const state = sense(r, 'state');
  const after = state && word(r, ['的'], 1) !== undefined ? 2 : 1;
  if (state && sense(r, 'etype', after)) {
    const kind = sense(r, 'etype', after)?.id ?? 'sku';
    step(r, after + 1);
    return { sel: { e: state.e ?? kind, state: state.id, q }, e: kind, from, to: r.i };
  }
  const kind = eatSense(r, 'etype');
  return kind && { sel: { e: kind.id, q }, e: kind.id, from, to: r.i };
}

/** 除生鲜外(的商品). */
export function readExcept(r: Reader): Phrase | undefined {
  return attempt(r, () => {
    const from = r.i;
    if (eat(r, ['除', '除了', '除去']) === undefined) return undefined;
    const names = readNames(r, LIST);
    if (!names?.ids) return undefined;
    absorbKind(r);
    if (eat(r, ['外', '以外', '之外']) === undefined) return undefined;
    const of = word(r, ['的']) !== undefined && sense(r, 'etype', 1) ? 1 : 0;
    if (of) step(r, 2);
    return { sel: { e: names.e, not: names.ids }, from, to: r.i };
  });
}

/** One noun phrase of any form; a bare kind word yields no selector, only the kind. */
export function readPhrase(r: Reader, joiners: ReadonlySet<string> | readonly string[] = LIST): Phrase | undefined {
  return attempt(r, () => {
    const from = r.i;
    const special = attempt(r, readThis) ?? attempt(r, readQuantified) ?? readExcept(r) ?? readLevel(r);
    if (special) return special;
    const names = readNames(r, joiners);
    if (names) {
      const kind = absorbKind(r);
      return { sel: names, e: kind.e ?? names.e, from, to: r.i };
    }
    const kind = sense(r, 'etype');
    if (kind) {
      step(r);
      const level = word(r, ['的']) === undefined ? undefined : undefined;
      return { e: kind.id, ...(level ?? {}), from, to: r.i };
    }
    const doc = sense(r, 'doc');
    if (doc) {
      step(r);
      return { e: 'doc', doc: doc.id, from, to: r.i };
    }
    return undefined;
  });
}
