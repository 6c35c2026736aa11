// What rules tell people: whom a target means here, the message itself, and the bell.
import type { IdSource, Tx } from '#kernel/ports';
import type { Target } from '#rules';
import { OFFICES } from './doc-types.ts';
import { LEXICON } from './words.ts';

export type Told = { readonly to: string; readonly text: string; readonly rule: string };
/** What writing needs from the house. `tell` puts notices (消息) before people. */
export type Given = { readonly now: string; readonly ids: IdSource; readonly tell: (tx: Tx, told: readonly Told[]) => Promise<unknown> };

/** A target with the names its office may go by here. */
export function addressed(to: Target): Record<string, unknown> {
  if ('user' in to) return { user: to.user };
  if ('group' in to) return { zh: to.group };
  if ('rel' in to) return { rel: to.rel, zh: LEXICON.rels[to.rel]?.zh ?? to.rel, ...(to.rel === 'store_mgr' ? { names: ['店长'], code: 'shop-manager' } : {}) };
  const word = LEXICON.roles[to.role];
  return { names: word ? [word.zh, ...word.syn] : [to.role], code: OFFICES[to.role] ?? null, zh: word?.zh ?? to.role };
}
type Message = { readonly id: string; readonly to: unknown; readonly o: string; readonly doc: string | null };
/** Writes messages and rings the bell of whoever they are for. */
export async function sendMessages(tx: Tx, messages: readonly Message[], given: Given): Promise<void> {
  const sent = await tx.query<Told>(SEND, [JSON.stringify(messages), given.now]);
  await given.tell(tx, sent);
}
/**
 * Whom a target means: the person; the holders of a role by its very name, else of the house's role that stands for it; the maker of the document.
 * Whoever cannot be found is answered for by the rule's owner. An office is looked up once, however many messages go to it.
 */
const SEND = `
  with q as (select * from jsonb_to_recordset($1::jsonb) as x(id uuid, d uuid, r uuid, o uuid, doc uuid, "to" jsonb, t text, l text, k boolean, v jsonb)),
  office as materialized (
    select t."to", g.person_id as person from (select distinct q."to" from q where q."to" ? 'names') t
      join identity.role ro on ro.name in (select jsonb_array_elements_text(t."to"->'names'))
        or (ro.code = t."to"->>'code' and not exists (select from identity.role r2 where r2.name in (select jsonb_array_elements_text(t."to"->'names'))))
      join identity.grant_at g on g.org_id = ro.org_id and g.role_id = ro.id join identity.person pe on pe.id = g.person_id and pe.active),
  whom as (
    select q.id, (q."to"->>'user')::uuid as person from q where q."to"->>'user' ~ '^[0-9a-f-]{36}$'
    union select q.id, o.person from q join office o on o."to" = q."to"
    union select q.id, d.maker_id from q join books.document d on d.org_id = books.org() and d.id = q.doc where q."to"->>'rel' in ('creator', 'owner'))
  insert into rules.message (org_id, id, deed_id, rule_id, person_id, role, task, text, link, via, at)
  select books.org(), gen_random_uuid(), q.d, q.r, coalesce(w.person, q.o), case when w.person is null then q."to"->>'zh' end, q.k, q.t, q.l, array(select jsonb_array_elements_text(coalesce(q.v, '[]'))), $2::timestamptz
  from q left join whom w on w.id = q.id returning person_id::text as "to", text, rule_id::text as rule`;
