// Closes a month of a test company the way the app does: commands go through run(), the house makes what the person may not make and approve.
import { type Caller, commandsFor } from '#books/pen';
import type { SmallCompany } from '#testing';
import { closeMonth, type CloseOutcome, type CloseRequest, type Progress } from '../closing/run.ts';
import type { ClosePorts } from '../closing/step.ts';
import { closeSteps } from '../closing/steps.ts';

export const NAMES = { document: (type: string) => type };

export type Closed = { readonly outcome: CloseOutcome; readonly progress: readonly Progress[]; readonly said: readonly string[]; readonly documents: readonly string[] };

export async function closeFor(co: SmallCompany, period: number, how: Partial<CloseRequest> & { readonly caller?: Caller } = {}): Promise<Closed> {
  const caller = how.caller ?? co.caller;
  const ports: ClosePorts = { ...co.house, command: commandsFor(co.house, caller) };
  const progress: Progress[] = [];
  const outcome = await closeMonth(ports, caller, { period, steps: closeSteps(), skip: [], names: NAMES, ...how, tell: (p) => progress.push(p) });
  return {
    outcome,
    progress,
    said: progress.flatMap((p) => (p.state === 'done' ? [`${p.zh}：${p.said}`] : p.state === 'running' ? [] : [`${p.zh}：${p.state}`])),
    documents: progress.flatMap((p) => (p.state === 'done' ? p.documents.map((d) => d.number) : [])),
  };
}
