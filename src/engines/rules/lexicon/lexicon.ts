// Words are data. This file promises the shape of that data and how an organisation or a pack may add to it.

export interface Word {
  zh: string;
  syn: string[];
}
export interface MetricWord extends Word {
  unit: string;
  grain: string | string[];
  doc?: string;
}
export interface StateWord extends Word {
  e: string;
}
/** `unit`: the dimension of its value (ratio, qty…), or the kind of record it names (supplier, sku). */
export interface ParamWord extends Word {
  unit?: string;
}
type Words<W extends Word = Word> = Record<string, W>;
export interface Lexicon {
  version?: string;
  entityTypes: Words;
  metrics: Words<MetricWord>;
  states: Words<StateWord>;
  docs: Words;
  verbs: Words;
  events: Words;
  roles: Words;
  rels: Words;
  channels: Words;
  params: Words<ParamWord>;
  ops: Words;
  reports: Words;
  holidays: Words;
  units: { alias: Record<string, string> } & Record<string, unknown>;
  comparators: Record<string, string[]>;
  functionWords: Record<string, string[]>;
  actionVerbs: Record<string, string[]>;
  ambiguousWords: Record<string, string[]>;
  dangerWords: Record<string, string>;
  forbidden: { if: string[]; then: string[]; law: string }[];
  idiomWords?: string[];
  windowPolicy: { need: string[]; def: Record<string, unknown>; trendNeedsWindow: boolean };
}

/** Master data of one organisation: entity type → id → names; tags and BOM names are plain lists. */
export interface Fixture {
  [kind: string]: Record<string, { name: string; alias?: string[] }> | string[] | undefined;
}

const KINDS = ['entityTypes', 'metrics', 'states', 'docs', 'verbs', 'events', 'roles', 'rels', 'channels', 'params', 'ops', 'reports', 'holidays'] as const;
export type LexiconExtension = { version: string } & { [K in (typeof KINDS)[number]]?: Lexicon[K] };

/** Says which words of an extension are already taken; a pack may add words but may not shadow the core. */
export function shadowedWords(core: Lexicon, extra: LexiconExtension): string[] {
  const taken = new Set<string>();
  for (const kind of KINDS) for (const word of Object.values(core[kind])) for (const name of [word.zh, ...word.syn]) taken.add(name);
  const clashes: string[] = [];
  for (const kind of KINDS) {
    for (const [id, word] of Object.entries(extra[kind] ?? {})) {
      if (id in core[kind]) clashes.push(id);
      for (const name of [word.zh, ...word.syn]) if (taken.has(name)) clashes.push(name);
    }
  }
  return clashes;
}

/** Adds a pack's or an organisation's words; refuses (returns the clashes) rather than shadow a core word. */
export function extendLexicon(core: Lexicon, extra: LexiconExtension): { lexicon: Lexicon } | { clashes: string[] } {
  const clashes = shadowedWords(core, extra);
  if (clashes.length > 0) return { clashes };
  const lexicon: Lexicon = { ...core, version: `${core.version ?? '1'}+${extra.version}` };
  for (const kind of KINDS) {
    const added: Words = extra[kind] ?? {};
    Object.assign(lexicon, { [kind]: { ...core[kind], ...added } });
  }
  return { lexicon };
}
