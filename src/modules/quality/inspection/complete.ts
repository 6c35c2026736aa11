// What the house fills in while an inspection is written: the sample of each lot, what lies outside the limits, the verdict. Pure.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { HEAD, LINE } from './document.ts';
import { measuredBad, outsideText, planOf, readingsOf, samplingOf, samplingText, type Seen, verdictOf } from './judge.ts';
import type { Severity } from '../sampling/tables.ts';

type Inspection = Doc<typeof HEAD, typeof LINE>;

export function completeInspection(doc: Inspection, facts: Facts): Inspection {
  const plan = planOf(doc.head.plan, facts);
  if (!plan) return doc;
  const lines = doc.lines.map((line) => {
    const { readings } = readingsOf(plan, line.readings);
    const sampling = samplingOf(plan, line.lotQty, doc.head.severity as Severity);
    return {
      ...line,
      sampling: samplingText(sampling),
      outside: outsideText(plan, readings) || null,
      verdict: verdictOf(sampling, badIn(line, measuredBad(plan, readings))),
    };
  });
  return { ...doc, lines };
}

/** Bad pieces of a line: measured and seen. */
const badIn = (line: Inspection['lines'][number], measured: Seen): Seen => ({
  critical: measured.critical + (line.criticalSeen ?? 0),
  major: measured.major + (line.majorSeen ?? 0),
  minor: measured.minor + (line.minorSeen ?? 0),
});
