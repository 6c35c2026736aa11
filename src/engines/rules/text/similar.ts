// Finds words that look like an unread one, for suggestions. Edit distance over the same kind of word; shared characters decide ties.
import type { Dictionary, Sense, SenseKind } from './dictionary.ts';

export const SIMILAR_LIMIT = 3;

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? Math.max(a.length, b.length);
}

/** Up to three words of the given kinds that resemble `said`; for entities, first those of entity type `e`. */
export function similarWords(dict: Dictionary, said: string, { kinds, e }: { kinds: readonly SenseKind[]; e?: string }): string[] {
  if (said.length > 24) return [];
  const found: { word: string; score: number }[] = [];
  for (const [word, senses] of dict.senses) {
    const sense = senses.find((s) => kinds.includes(s.t) && (e === undefined || s.t !== 'ent' || s.e === e));
    if (!sense) continue;
    const shared = [...new Set(word)].filter((ch) => said.includes(ch)).length;
    if (shared === 0) continue;
    found.push({ word: sense.t === 'ent' ? dict.nameOf(sense.e ?? '', sense.id) : display(dict, sense, word), score: distance(said, word) - shared * 0.5 });
  }
  found.sort((a, b) => a.score - b.score || (a.word < b.word ? -1 : 1));
  return [...new Set(found.map((f) => f.word))].filter((w) => !w.startsWith('#')).slice(0, SIMILAR_LIMIT);
}
function display(dict: Dictionary, { t, id }: Sense, word: string): string {
  const tables = {
    metric: dict.lexicon.metrics,
    state: dict.lexicon.states,
    doc: dict.lexicon.docs,
    event: dict.lexicon.events,
    role: dict.lexicon.roles,
    op: dict.lexicon.ops,
    report: dict.lexicon.reports,
  } as const;
  return t in tables ? (tables[t as keyof typeof tables][id]?.zh ?? word) : word;
}
