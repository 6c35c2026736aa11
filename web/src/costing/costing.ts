// What the server says of cost pools and of the movements behind one of them.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import type { Values, ViewAnswer } from '../api/types';
import { addDays } from '../lib/days';
import { isNegative } from '../lib/figures';
import { words } from './words';

/** One pool: an item in the company, in a 仓库组, or one of its lots. Money is absent for those who may not see it. */
export type Pool = Values & { readonly item: string };
export type Asked = { readonly method: string; readonly only: string; readonly q: string };
const PAGE = 200;
/** Days of movements looked at beside a pool; of busy goods fewer, for the last ones are what is shown. */
const LOOKED_BACK = [92, 14, 2, 0] as const;
const MOST = 1000;

export const usePools = (asked: Asked) =>
  useInfiniteQuery({
    queryKey: ['view', 'costing-status', asked],
    initialPageParam: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<ViewAnswer>('/api/views/costing-status', { ...asked, limit: PAGE, offset: pageParam }, signal),
    getNextPageParam: (page, pages) => (page.more ? pages.length * PAGE : undefined),
  });

/** The last movements of an item, oldest first. */
async function lastMovements(item: string, last: string, signal: AbortSignal): Promise<ViewAnswer> {
  const ask = (from: string): Promise<ViewAnswer> => get<ViewAnswer>('/api/views/inventory-detail', { item, from, limit: MOST }, signal);
  if (last === '') return ask('');
  let found = await ask(addDays(last, -LOOKED_BACK[0]));
  for (const days of LOOKED_BACK.slice(1)) if (found.more) found = await ask(addDays(last, -days));
  return found;
}
export function useMovements(pool: Pool) {
  const last = text(pool['lastDay']);
  return useQuery({ queryKey: ['view', 'inventory-detail', pool.item, last], queryFn: ({ signal }) => lastMovements(pool.item, last, signal) });
}

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
/** A pool has no id of its own: item, group and lot name it. */
export const keyOf = (p: Pool): string => `${p.item}/${text(p['groupName'])}/${text(p['lotNo'])}`;
export const placeOf = (p: Pool): string => [text(p['groupName']) || words.wholeCompany, ...(p['lotNo'] ? [words.lot(text(p['lotNo']))] : [])].join(' · ');

export type Mark = { readonly zh: string; readonly tone: 'bad' | 'warn' | 'mute' | 'ok' };
const MONTHLY = '全月一次加权平均';
/** How a pool stands, worst first: below zero, wants looking at, waits for the end of the month. */
export function markOf(p: Pool): Mark {
  if (isNegative(p['qty']) || isNegative(p['value'])) return { zh: words.below, tone: 'bad' };
  if (text(p['remark']) === '') return { zh: words.fine, tone: 'ok' };
  return p['methodZh'] === MONTHLY ? { zh: words.waiting, tone: 'mute' } : { zh: words.look, tone: 'warn' };
}
