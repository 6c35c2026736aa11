// The document of goods turned into other goods: 组装单 and 拆卸单 are told apart by a few words, and by whether expired goods may go in.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW, type Screen } from '#kernel/document';
import { isRefused } from '#kernel/refusal';
import { completeStock } from '#kernel/trade';
import { CONVERSION_HEAD, CONVERSION_REFUSALS, conversionLine, conversionTotal, decideConversion } from './conversion.ts';

export type ConversionWords = {
  readonly type: string;
  readonly zh: string;
  readonly prefix: string;
  /** What goes in and what comes out, as the document's people call them. */
  readonly into: string;
  readonly out: string;
  readonly expired: 'refuse' | 'allow';
  readonly empty: string;
};

const screen = (empty: string): Screen => ({
  head: ['warehouse', 'into', 'department', 'extraCost', 'extraAccount', 'remark'],
  line: [
    { field: 'role', width: 96 },
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'weight', width: 96 },
    { field: 'cost', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'made', width: 116 },
    { field: 'expires', width: 116 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'into', 'department', 'extraCost'],
  sums: [],
  filters: ['department'],
  approveZh: '审核并入账',
  empty,
});

/** A document that converts goods; what it may do and books is conversion.ts. */
export const conversionDocument = ({ type, zh, prefix, empty, ...about }: ConversionWords) =>
  defineDocument({
    type,
    zh,
    prefix,
    head: CONVERSION_HEAD,
    line: conversionLine(about),
    flow: POSTING_FLOW,
    sources: [],
    needs: { stock: 'move', warehouses: ['warehouse', 'into'] },
    refusals: { ...COMMON, ...CONVERSION_REFUSALS },
    screen: screen(empty),
    complete: (doc, facts) => {
      const lines = completeStock(doc.lines, facts);
      return isRefused(lines) ? lines : { ...doc, lines };
    },
    decide: (doc, facts) => decideConversion(doc, facts, { ...about, zh }),
    summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: conversionTotal(doc) }),
  });
