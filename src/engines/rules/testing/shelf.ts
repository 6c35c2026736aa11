// What the tests of this folder share: fixtures, corpora and a way to find the shared acceptance files.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dictionary, systemLexicon, type Fixture } from '../index.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

export const ownFixture = JSON.parse(readFileSync(here('./fixture-own.json'), 'utf8')) as Fixture;
export const own = dictionary(systemLexicon, ownFixture);
export const ownCorpus = lines<{ trade: string; text: string; canonical: string }>(here('./own-corpus.jsonl'));
export const ownRefusals = lines<{ text: string; code: string; at: string }>(here('./own-refusals.jsonl'));
/** A third company, written without looking at the parser and judged by the design: what the first two corpora may have been fitted to, this one was not. */
export const second = dictionary(systemLexicon, JSON.parse(readFileSync(here('./fixture-second.json'), 'utf8')) as Fixture);
export const secondCorpus = lines<{ text: string; canonical: string }>(here('./second-corpus.jsonl'));
export const secondRefusals = lines<{ text: string; code: string; at: string }>(here('./second-refusals.jsonl'));

/** A fourth company, whose names hold the words of the language, its numbers and its units, and begin with one another; judged by hand before it was read. */
export const tricky = dictionary(systemLexicon, JSON.parse(readFileSync(here('./fixture-tricky.json'), 'utf8')) as Fixture);
export const trickyCorpus = lines<{ text: string; canonical: string }>(here('./tricky-corpus.jsonl'));
export const trickyRefusals = lines<{ text: string; code: string; at: string }>(here('./tricky-refusals.jsonl'));

export interface PublicLine {
  id: string;
  kind: 'valid' | 'refuse';
  text: string;
  ast?: unknown;
  canonical?: string;
  error?: { code: string; span: [number, number]; at: string };
}
/** The acceptance corpus lives beside the repository; undefined where it is not there. */
export function publicCorpus(): { dict: ReturnType<typeof dictionary>; lines: PublicLine[] } | undefined {
  const folder = `${process.cwd()}/../shared/rules`;
  if (!existsSync(`${folder}/corpus-public.jsonl`)) {
    console.log(`public corpus not found in ${folder}: skipped`);
    return undefined;
  }
  const fixture = JSON.parse(readFileSync(`${folder}/fixture-public.json`, 'utf8')) as Fixture;
  return { dict: dictionary(systemLexicon, fixture), lines: lines<PublicLine>(`${folder}/corpus-public.jsonl`) };
}
