// Notices (消息) of rules go through the pen like everybody's, in the transaction that fired the rule.
import type { PenPorts } from '#books/pen';
import type { Tx } from '#kernel/ports';
import type { Told } from './messages.ts';

const HOUSE = { id: '00000000-0000-0000-0000-00000000beef', name: '系统' };

/** Rings the bell of those who were told something: one booking for all of them. */
export const teller =
  (ports: PenPorts) =>
  async (tx: Tx, told: readonly Told[]): Promise<void> => {
    const [first] = told;
    if (!first) return;
    const booking = {
      now: ports.clock.now(),
      user: HOUSE.id,
      userName: HOUSE.name,
      action: 'rule.tell',
      subject: 'rule',
      subjectId: first.rule,
      summary: `规则发出 ${told.length} 条消息`,
      context: { channel: 'rule' },
      events: [],
      notices: told.map((m) => ({ to: m.to, title: '业务规则', text: m.text, docType: null, about: null })),
    };
    await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
  };
