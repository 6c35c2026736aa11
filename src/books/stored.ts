// The document a command is about: read as stored, and as it would be after what was entered.
import { periodOf } from '#kernel/day';
import { COMMAND_ZH, type Doc } from '#kernel/document';
import type { Fields } from '#kernel/field';
import type { Tx } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import { type Entered, secretsOf } from './entry.ts';
import { docFrom, type RawFacts } from './facts.ts';
import type { Caller, Job, PenPorts } from './stroke.ts';

const WHOLE = refuse('bad-field', { path: 'changed', with: { what: '只有继续编制已保存的单据时，才能只保存改过的行；其他操作请带上所有行' } });

/** The document as stored; where only changed lines came, with these lines only. */
export async function loadDocument(tx: Tx, job: Job): Promise<Doc> {
  const [row] = await tx.query<{ doc: RawFacts }>('select books.document_json(d, $3) as doc from books.document d where d.org_id = books.org() and d.id = $1 and d.type = $2', [
    job.id,
    job.type,
    job.entered?.apart ? job.entered.lines.map((l) => l.no) : null,
  ]);
  if (!row) throw new Refusal(refuse('not-found'));
  const doc = docFrom(job.def, row.doc);
  const told = (job.body as { version?: unknown } | null | undefined)?.version;
  const seen = job.entered?.version ?? (typeof told === 'number' ? told : null);
  if (seen !== null && seen !== doc.version) throw new Refusal(refuse('changed-meanwhile', { with: { have: String(doc.version), seen: String(seen) } }));
  if (job.entered?.apart && job.def.flow[doc.state]?.[job.command] !== doc.state) throw new Refusal(WHOLE);
  return doc;
}

/** The document as it would be after the entry: stored envelope, entered content; secrets the person may not see stay as stored. */
export function mergeDocument(job: Job, stored: Doc | null, around: { readonly ports: PenPorts; readonly caller: Caller }): Doc {
  const { entered, def } = job;
  if (!entered) {
    if (!stored) throw new Refusal(refuse('not-found'));
    return stored;
  }
  if (stored && def.flow[stored.state]?.save === undefined && def.flow[stored.state]?.count === undefined && job.command !== 'approve')
    throw new Refusal(refuse('not-from-this-state', { with: { state: stored.state, command: COMMAND_ZH[job.command] } }));
  // What the house itself filled in stays until complete() fills it anew; a count sheet lives on what the books said when it was started.
  const kept = (fields: Fields) => [...secretsOf(fields, around.caller.actor), ...Object.keys(fields).filter((name) => fields[name]?.computed)];
  const hidden = kept(def.line);
  const known = new Map((stored?.lines ?? []).map((l) => [l.no, l as Record<string, unknown>]));
  const keep = (line: Entered['lines'][number]) => {
    const before = known.get(line.no);
    return before && before['item'] === line['item'] ? { ...line, ...Object.fromEntries(hidden.map((name) => [name, before[name]])) } : line;
  };
  if (entered.apart) return apart(stored, { lines: entered.lines.map(keep), known });
  const head = stored ? { ...entered.head, ...Object.fromEntries(kept(def.head).map((name) => [name, (stored.head as Record<string, unknown>)[name]])) } : entered.head;
  return {
    ...(stored ?? {
      id: around.ports.ids.next(),
      type: def.type,
      number: null,
      state: 'draft' as const,
      version: 0,
      makerId: around.caller.actor.id,
      approvals: [],
      reverses: null,
      reversedBy: null,
    }),
    day: entered.day,
    period: periodOf(entered.day),
    head,
    lines: entered.lines.map(keep),
  } as unknown as Doc;
}

/** Changed lines of a document that stays what it is: nothing is started, handed in, posted or corrected by some of its lines. */
function apart(stored: Doc | null, { lines, known }: { readonly lines: readonly Entered['lines'][number][]; readonly known: ReadonlyMap<number, unknown> }): Doc {
  if (!stored) throw new Refusal(WHOLE);
  const gone = lines.find((l) => !known.has(l.no));
  if (gone) throw new Refusal(refuse('bad-field', { path: `lines[${gone.no - 1}]`, with: { what: `第 ${gone.no} 行不在已保存的单据上；新加的行请连同所有行一起保存` } }));
  return { ...stored, lines } as unknown as Doc;
}
