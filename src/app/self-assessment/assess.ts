// The clauses with their evidence filled in. Pure: figures and outcomes of checks come in, texts go out.
import { type Clause, type EvidenceOf } from './clause.ts';
import { CONTROL } from './clauses-control.ts';
import { OUTPUT } from './clauses-output.ts';
import { RECORDING } from './clauses-recording.ts';
import { SERVICE } from './clauses-service.ts';
import { FIGURES, type Figures, type LastChecks } from './figures.ts';

export const CLAUSES: readonly Clause[] = [...RECORDING, ...CONTROL, ...OUTPUT, ...SERVICE];

export type Evidence = { readonly zh: string; readonly value: string; readonly href: string | null; readonly bad: boolean };
export type Assessed = Omit<Clause, 'evidence' | 'missing' | 'optional'> & { readonly evidence: readonly Evidence[]; readonly missing: string | null; readonly optional: boolean };

export const assess = (figures: Figures, checks: LastChecks): readonly Assessed[] =>
  CLAUSES.map(({ evidence, missing, optional, ...rest }) => ({
    ...rest,
    optional: optional ?? false,
    missing: missing ?? null,
    evidence: evidence.map((e) => evidenceOf(e, figures, checks)),
  }));

function evidenceOf(e: EvidenceOf, figures: Figures, checks: LastChecks): Evidence {
  if (typeof e !== 'string') return outcomeOf(e, checks);
  const figure: { readonly zh: string; readonly href: string | null; readonly bad?: (value: string) => boolean } = FIGURES[e];
  return { zh: figure.zh, value: figures[e], href: figure.href, bad: figure.bad?.(figures[e]) ?? false };
}

/** What the last check-up said of these checks together. A check that was not run is told, not passed. */
function outcomeOf(e: Exclude<EvidenceOf, string>, checks: LastChecks): Evidence {
  const seen = e.checks.map((name) => checks.get(name));
  const told = seen.filter((c) => c !== undefined);
  if (told.length < seen.length) return { zh: e.zh, value: '尚未体检', href: '/health', bad: true };
  const wrong = told.reduce((sum, c) => sum + c.wrong, 0);
  const rows = told.reduce((sum, c) => sum + c.rows, 0);
  const sound = rows === 0 ? '还没有这类数据' : `通过，查看 ${rows} 行`;
  return { zh: e.zh, value: wrong === 0 ? sound : `${wrong} 处不符`, href: '/health', bad: wrong > 0 };
}
