// Looking up records for the lines of a document: candidates while typing, pasted texts in one go, new records made on the spot.
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { get, post } from '../api/client';
import type { Candidate, DocMeta, Values } from '../api/types';
import { useMeta } from '../app/meta';
import type { Lookups } from '../grid';
import { listOf } from '../ui/combobox';
import { refOfCandidate, type LineRow } from './doc-values';
import { partyOf } from './head-form';

type Creating = { readonly to: string; readonly text: string };
type LineLookups = { readonly lookup: Lookups<LineRow>; readonly creating: Creating | null; readonly close: (made: Candidate | null) => void };

/** Stays the same object as long as the head does: a key in the lines must not make the grid think its look-ups have changed. */
export function useLookups(def: DocMeta, head: Values): LineLookups {
  const client = useQueryClient();
  const meta = useMeta();
  const [creating, setCreating] = useState<(Creating & { answer: (made: Candidate | null) => void }) | null>(null);
  const lookup = useMemo(
    (): Lookups<LineRow> => ({
      search: async (...[to, text, row, signal]) => {
        const warehouse = (row['warehouse'] as { id?: string } | undefined)?.id ?? head['warehouse'] ?? head['from'];
        const query = { q: text, limit: 20, party: partyOf(def, head), warehouse: typeof warehouse === 'string' ? warehouse : null };
        const found = await client.fetchQuery({
          queryKey: ['lookup', to, query],
          staleTime: 10_000,
          queryFn: () => get<readonly Candidate[]>(`/api/lookup/${encodeURIComponent(to)}`, query),
        });
        if (signal.aborted) return [];
        return listOf(found).map(refOfCandidate);
      },
      resolve: async (to, texts) => {
        const answer = await post<readonly { text: string; match: Candidate | null }[]>(`/api/lookup/${encodeURIComponent(to)}/resolve`, { texts });
        return new Map(answer.flatMap((a) => (a.match ? [[a.text, refOfCandidate(a.match)] as const] : [])));
      },
      create: async (to, text) => {
        if (!meta.records.some((r) => r.type === to && r.may.edit)) return null;
        const made = await new Promise<Candidate | null>((answer) => setCreating({ to, text, answer }));
        return made ? refOfCandidate(made) : null;
      },
    }),
    [client, def, head, meta],
  );
  return {
    lookup,
    creating,
    close: (made) => {
      creating?.answer(made);
      setCreating(null);
    },
  };
}
