// When a 期初往来单 may be booked: every line names a party of its side, days in their order, and no paper twice.
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { type Opening, type OpeningLine, paperOf, sideOf } from './paper.ts';
import { postOpeningBalance } from './post.ts';

export const REFUSALS = {
  'party-other-kind': { http: 422, retry: 'never', zh: '第 {line} 行：{side}的往来单位应为{kind}，“{party}”不是；请改选{kind}或改类别' },
  'origin-after-day': { http: 422, retry: 'never', zh: '第 {line} 行：发生日期 {origin} 晚于单据日期 {day}，它不是期初；请改日期，或按正常业务录入' },
  'due-before-origin': { http: 422, retry: 'never', zh: '第 {line} 行：到期日 {due} 早于发生日期 {origin}，请核对' },
  'opening-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行都是“{party}”的{side} {number}，请删去一行' },
} as const satisfies RefusalTable;

export function decideOpeningBalance(doc: Opening, facts: Facts): Posting | Refused {
  return gather([...doc.lines.flatMap((line, i) => checkLine(doc, { line, path: `lines[${i}].` }, facts)), ...twice(doc, facts)]) ?? postOpeningBalance(doc, facts);
}

function checkLine(doc: Opening, { line, path }: { readonly line: OpeningLine; readonly path: string }, facts: Facts): readonly (Complaint | false)[] {
  const side = sideOf(line);
  const party = facts.parties[line.party];
  const said = { line: String(line.no), side: side.zh, kind: side.partyZh, party: party?.name ?? '', origin: line.origin, due: line.due ?? '', day: doc.day };
  return [
    party?.kind !== side.party && { refused: 'party-other-kind', path: `${path}party`, with: said },
    line.origin > doc.day && { refused: 'origin-after-day', path: `${path}origin`, with: said },
    line.due !== null && line.due < line.origin && { refused: 'due-before-origin', path: `${path}due`, with: said },
  ];
}

function twice(doc: Opening, facts: Facts): readonly Complaint[] {
  const seen = new Map<string, number>();
  return doc.lines.flatMap((line, i): Complaint[] => {
    const paper = paperOf(line, facts);
    const other = paper === null ? undefined : seen.get(paper);
    if (paper !== null && other === undefined) seen.set(paper, line.no);
    if (other === undefined) return [];
    const said = { line: String(line.no), other: String(other), party: facts.parties[line.party]?.name ?? '', side: sideOf(line).zh, number: line.number ?? '' };
    return [{ refused: 'opening-twice', path: `lines[${i}].number`, with: said }];
  });
}
