// The steps of accounting itself: 增值税, 附加税, 所得税, 结转损益, 年末结转. Each is a proposal turned into a document that the person approves.
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import { type CloseBook, readBook } from './book.ts';
import { type Proposal, proposeIncomeTax, proposeProfit, proposeSurcharge, proposeVat, proposeYear } from './propose.ts';
import { type Booked, type CloseStep, found, type StepResult, type Work } from './step.ts';

const own = (name: string, zh: string, rest: { readonly order: number; readonly optional?: true; readonly propose: (book: CloseBook) => Proposal }): CloseStep => ({
  name,
  zh,
  order: rest.order,
  phase: 'before',
  ...(rest.optional ? { optional: true } : {}),
  check: async ({ snapshot, period }) => {
    const { body, said } = rest.propose(await readBook(snapshot, period));
    return [found(`step.${name}`, zh, { tone: body ? 'info' : 'ok', said })];
  },
  run: async (work) => {
    const proposal = rest.propose(await work.read((snapshot) => readBook(snapshot, work.period)));
    if (!proposal.body) return { said: proposal.said, documents: [] };
    const made = await make(work, proposal);
    return isRefused(made) ? made : { said: proposal.said, documents: [made] };
  },
});

export const CLOSE_STEPS: readonly CloseStep[] = [
  own('vat', '结转增值税', { order: 30, propose: proposeVat }),
  own('surcharge', '计提税金及附加', { order: 40, optional: true, propose: proposeSurcharge }),
  own('income-tax', '计提所得税', { order: 50, optional: true, propose: proposeIncomeTax }),
  own('profit', '结转本期损益', { order: 60, propose: proposeProfit }),
  own('year', '结转本年利润', { order: 70, propose: proposeYear }),
];

/** All steps in the order they run: accounting's own and those that other modules bring. */
export const closeSteps = (more: readonly CloseStep[] = []): readonly CloseStep[] => [...CLOSE_STEPS, ...more].toSorted((a, b) => a.order - b.order);

/**
 * Books a proposed document. Where maker and approver must differ, the house makes it and the person approves; a draft that cannot be approved
 * is voided again, so that a refused close leaves nothing half done.
 */
export async function make(work: Work, proposal: { readonly type: string; readonly body: unknown }): Promise<Booked | Refused> {
  const { ports } = work;
  const direct = await ports.command('person', { type: proposal.type, command: 'approve', body: proposal.body });
  if (direct.ok) return posted(direct.booked);
  if (direct.refusal.refused !== 'maker-is-approver') return direct.refusal;
  const draft = await ports.command('house', { type: proposal.type, command: 'save', body: proposal.body });
  if (!draft.ok) return draft.refusal;
  const approved = await ports.command('person', { type: proposal.type, command: 'approve', id: draft.booked.id });
  if (approved.ok) return posted(approved.booked);
  await ports.command('house', { type: proposal.type, command: 'void', id: draft.booked.id });
  return approved.refusal;
}

/** A document that needs a further approval is not booked yet; the close goes on when it is. */
const posted = (booked: Booked): Booked | Refused => (booked.state === 'posted' ? booked : refuse('close-waits', { with: { number: booked.number } }));

export const isResult = (outcome: StepResult | Refused): outcome is StepResult => !isRefused(outcome);
