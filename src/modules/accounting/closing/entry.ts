// What the documents of a month close share: they stand on the last day of the month, and one made by the close carries its turn, so that two
// closers at the same moment cannot book the same entry twice. Pure.
import { daysInMonth, type Day, type Period, periodText } from '#kernel/day';
import type { Facts } from '#kernel/facts';
import { int } from '#kernel/field';
import { present } from '#kernel/must';
import type { Complaint } from '#kernel/refusal';
import { rolesOf } from '../chart/chart.ts';

export const TURN = int('本期第几次', { hint: '由“结账”自动填写；手工做单留空' });

export const CLOSING_REFUSALS = {
  'not-month-end': { http: 422, retry: 'never', zh: '期末结转的单据日期须为月末最后一天（{last}）' },
  'account-twice': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”重复，请合并为一行' },
  'nothing-to-transfer': { http: 422, retry: 'never', zh: '没有需要结转的金额' },
} as const;

export const lastDayOf = (period: number): Day =>
  `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}-${daysInMonth(Math.floor(period / 100), period % 100)}` as Day;

export const notMonthEnd = (doc: { readonly day: Day; readonly period: number }): Complaint | null =>
  doc.day === lastDayOf(doc.period) ? null : { refused: 'not-month-end', path: 'day', with: { last: lastDayOf(doc.period) } };

/** Accounts named by more than one line. */
export const accountsTwice = (lines: readonly { readonly no: number; readonly account: string }[], facts: Facts): readonly Complaint[] =>
  lines.flatMap((line, i): readonly Complaint[] =>
    lines.findIndex((l) => l.account === line.account) === i
      ? []
      : [{ refused: 'account-twice', path: `lines[${i}].account`, with: { line: String(line.no), account: facts.records[line.account]?.name ?? '' } }],
  );

/** The account of a role; books founded before the role existed use the standard's own code. */
export const roleAccount = (facts: Facts, role: string): string => present(facts.accounts[role] ?? rolesOf(facts.org.standard, facts.org.vat)[role], `account role ${role}`);

/** The name only one valid document may hold, e.g. “2026年3月结转损益（第1次）”. */
export const turnClaim = (doc: Turned, words: string): readonly string[] =>
  doc.head.turn === null ? [] : [`${doc.type}:${periodText(doc.period)}${words}（第${doc.head.turn}次）`];
type Turned = { readonly type: string; readonly period: Period; readonly head: { readonly turn: number | null } };
