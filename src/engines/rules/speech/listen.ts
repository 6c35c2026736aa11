// The colloquial reader: one sentence in, a rule or the faults found. Not one word is skipped.
import type { Rule } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { normalise } from '../text/normalise.ts';
import { segment } from '../text/segment.ts';
import { checkWords } from './lexical.ts';
import { fault, type Reader } from './reader.ts';
import { resolve } from './resolve.ts';
import { readSentence } from './sentence.ts';

export const LONGEST_SENTENCE = 1000;
export interface Heard {
  rule?: Rule;
  reader: Reader;
}

/** Reads a colloquial sentence. `reader.faults` says everything that was wrong, in plain-text positions. */
export function listen(text: string, dict: Dictionary, quick = false): Heard {
  const plain = normalise(text.length > LONGEST_SENTENCE * 2 ? text.slice(0, LONGEST_SENTENCE * 2) : text);
  const reader = newReader({ dict, plain, quick }, []);
  if (plain.text.length > LONGEST_SENTENCE || text.length > LONGEST_SENTENCE * 2) {
    fault(reader, 'E_RANGE', { span: [0, Math.max(1, plain.text.length)], message: `一句规则最多${LONGEST_SENTENCE}个字，请拆成几条`, suggest: ['拆成几条规则'] });
    return { reader };
  }
  reader.toks = segment(dict, plain);
  checkWords(reader);
  if (reader.faults.length > 0) return { reader };
  if (!reader.toks.some((t) => !t.senses.some((x) => x.t === 'punct'))) {
    fault(reader, 'E_MISSING_TRIGGER', { span: [0, plain.text.length], message: '没有写规则', suggest: ['当库存低于安全库存时，通知采购员'] });
    return { reader };
  }
  return understand(reader) ?? again(reader) ?? giveUp(reader);
}
/** One attempt at the grammar; undefined when some word stayed unread. */
function understand(reader: Reader): Heard | undefined {
  const draft = readSentence(reader);
  if (!draft) return undefined;
  const rule = resolve(reader, draft);
  return rule && reader.faults.length === 0 ? { rule, reader } : { reader };
}
/** 过期批次冻结: the fewest words are 过期|批次冻结, but only 过期|批次|冻结 can be read. Cuts the word where reading stopped and tries once more. */
function again(reader: Reader): Heard | undefined {
  for (const k of [reader.furthest, reader.furthest - 1, reader.i]) {
    const t = reader.toks[k];
    if (!t || t.e - t.s < 3 || t.quote) continue;
    const toks = segment(reader.dict, reader.plain, new Set([`${t.s}-${t.e}`]));
    if (toks.some((x) => x.senses.length === 0)) continue;
    const fresh = newReader(reader, toks);
    checkWords(fresh);
    const heard = fresh.faults.length === 0 ? understand(fresh) : undefined;
    if (heard) return heard;
  }
  return undefined;
}
function giveUp(reader: Reader): Heard {
  const at = reader.toks[Math.min(reader.furthest, reader.toks.length - 1)] ?? reader.toks[reader.i];
  const metric =
    reader.toks[reader.i]?.senses.some((x) => x.t === 'metric') === true
      ? reader.toks[reader.i]
      : reader.toks[reader.i + 1]?.senses.some((x) => x.t === 'metric') === true
        ? reader.toks[reader.i + 1]
        : undefined;
  const compared = reader.toks.slice(reader.i).some((t) => t.senses.some((x) => x.t === 'cmp'));
  if (metric && !compared)
    fault(reader, 'E_MISSING_THRESHOLD', { span: [metric.s, metric.e], message: `“${metric.text}”没有写和什么比`, suggest: [`${metric.text}低于100`, `${metric.text}超过100`] });
  else if (at)
    fault(reader, 'E_UNKNOWN_WORD', {
      span: [at.s, at.e],
      message: `读到“${reader.plain.source.slice(reader.plain.from[at.s] ?? 0, reader.plain.to[at.e - 1] ?? 0)}”时不明白这句话的意思`,
      suggest: [],
    });
  return { reader };
}
const newReader = (of: Pick<Reader, 'dict' | 'plain' | 'quick'>, toks: Reader['toks']): Reader => ({
  dict: of.dict,
  plain: of.plain,
  quick: of.quick,
  toks,
  i: 0,
  faults: [],
  spans: new Map(),
  last: { sels: [] },
  furthest: 0,
  named: [],
  notes: new Map(),
});
