// The papers a 期初往来单 is made of: which side each is on, and the name under which it is held. Pure.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { HEAD, LINE } from './document.ts';

export type Opening = Doc<typeof HEAD, typeof LINE>;
export type OpeningLine = Opening['lines'][number];

/** What each side is called and whose it is; where it stands in the ledger, and how it runs as an open item: advances run the other way. */
export const SIDES = {
  receivable: { zh: '应收', party: 'customer', partyZh: '客户', role: 'ar.billed', side: 'receivable', debits: true, advance: false },
  payable: { zh: '应付', party: 'supplier', partyZh: '供应商', role: 'ap.billed', side: 'payable', debits: false, advance: false },
  advance: { zh: '预收', party: 'customer', partyZh: '客户', role: 'ar.advance', side: 'receivable', debits: false, advance: true },
  prepaid: { zh: '预付', party: 'supplier', partyZh: '供应商', role: 'ap.prepaid', side: 'payable', debits: true, advance: true },
} as const;
export const sideOf = (line: OpeningLine): (typeof SIDES)[keyof typeof SIDES] => SIDES[(line.side ?? 'receivable') as keyof typeof SIDES];

/** The name under which a paper is claimed, so that it is never booked a second time; a paper without a number cannot be told from others. */
export const paperOf = (line: OpeningLine, facts: Facts): string | null =>
  line.number === null ? null : `${sideOf(line).zh} ${facts.records[line.party]?.code ?? ''} ${facts.parties[line.party]?.name ?? ''} ${line.number}`;
