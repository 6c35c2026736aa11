// The parts of a posting that are neither stock nor ledger: lots held and let go, and what people are told. As books.book() reads them. Pure.
import type { Posting } from '#kernel/decision';

/** Holds and notices of a posting; nothing when there are none. */
export const toldPart = ({ holds, notices }: Posting): Record<string, unknown> => ({
  ...(holds?.length ? { holds } : {}),
  ...(notices?.length ? { notices: notices.map(({ doc: about, ...notice }) => ({ ...notice, about })) } : {}),
});

/** The event that makes bells ring, for a posting with notices. */
export const noticedEvents = (posting: Posting, doc: string): readonly { readonly name: string; readonly payload: Record<string, unknown> }[] =>
  posting.notices?.length ? [{ name: 'noticed/1', payload: { id: doc, to: [...new Set(posting.notices.map((n) => n.to))] } }] : [];
