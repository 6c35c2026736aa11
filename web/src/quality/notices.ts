// Messages of the house to a person, as the bell and the inbox read them.
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';

export type Notice = {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly body: string;
  readonly docType: string | null;
  readonly doc: string | null;
  readonly read: boolean;
};
type Inbox = { readonly unread: number; readonly rows: readonly Notice[] };

/** The last messages, newest first, and how many of all are unread. */
export const useNotices = () => useQuery({ queryKey: ['notices'], queryFn: () => get<Inbox>('/api/notices') });

/** The document a message speaks of; null when it speaks of none. */
export const hrefOf = (n: Notice): string | null => (n.docType && n.doc ? `/documents/${n.docType}/${n.doc}` : null);
