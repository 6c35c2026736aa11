// What the 三单匹配 workbench asks the server, and what it sends: received goods without a bill, bills beyond tolerance, a bill made of receipts.
import { get, post } from '../api/client';
import type { CommandAnswer, Values, ViewAnswer } from '../api/types';

export type Receipt = Values & { readonly docId: string; readonly line: number; readonly partyId: string; readonly itemId: string };
export type Bill = Values & { readonly docId: string; readonly line: number; readonly released: boolean };
export const keyOfLine = (row: { readonly docId: string; readonly line: number }): string => `${row.docId}/${row.line}`;
const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
export const shown = text;

/** Lines asked for; the workbench says so when there are more. */
const MOST = 1000;
export const counted = (rows: readonly unknown[]): string => `${rows.length}${rows.length === MOST ? '+' : ''}`;
export const receiptsOf = async (supplier: string, signal: AbortSignal): Promise<readonly Receipt[]> =>
  (await get<ViewAnswer>('/api/views/unbilled-receipts', { supplier, limit: MOST }, signal)).rows as readonly Receipt[];
export const oversOf = async (supplier: string, signal: AbortSignal): Promise<readonly Bill[]> =>
  (await get<ViewAnswer>('/api/views/matched-bills', { supplier, match: 'over', limit: MOST }, signal)).rows as readonly Bill[];

/** A draft bill of received lines, at what order and receipt agreed on; the clerk checks it against the paper. */
export const makeBill = (rows: readonly Receipt[]): Promise<CommandAnswer> =>
  post<CommandAnswer>('/api/documents/purchase-invoice', {
    command: 'save',
    head: { supplier: rows[0]?.partyId },
    lines: rows.map((r) => ({
      item: r.itemId,
      unit: text(r['unit']) || null,
      qty: r['unitQty'],
      price: r['price'] ?? null,
      taxRate: r['taxRate'] ?? null,
      source: { doc: r.docId, line: r.line },
    })),
  });

/** Lets all lines of a bill that are too far off be paid, with a reason. */
export const releaseBill = (bills: readonly Bill[], reason: string): Promise<CommandAnswer> =>
  post<CommandAnswer>('/api/documents/match-release', { command: 'approve', head: { reason }, lines: bills.map((b) => ({ source: { doc: b.docId, line: b.line } })) });
