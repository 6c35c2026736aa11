// Giving a document a command: send it, say what happened, put the server's sentences where they belong.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { isProblem, messageOf, post, Problem } from '../api/client';
import type { Command, CommandAnswer, DocMeta } from '../api/types';
import { t, type Word } from '../i18n';
import { useMeta } from '../app/meta';
import { ask, say } from '../ui/say';
import type { Alone, Whole } from './changed';
import { agreed, effectSaid } from './effect';

export const commandText = (def: DocMeta, command: Command): string => (command === 'approve' && def.screen.approveZh ? def.screen.approveZh : t(`command.${command}` as Word));

type Given = {
  readonly id: string | null;
  readonly version: number;
  readonly number: string | null;
  readonly content?: Whole | Alone | null;
};

const ASK: Readonly<Partial<Record<Command, { title: Word; text: Word; reason?: Word; danger?: boolean }>>> = {
  reverse: { title: 'ask.reverse', text: 'ask.reverse.text', reason: 'reasonReverse', danger: true },
  void: { title: 'ask.void', text: 'ask.void.text', danger: true },
  close: { title: 'ask.close', text: 'ask.close.text' },
  correct: { title: 'ask.correct', text: 'ask.correct.text', reason: 'reasonCorrect' },
  reject: { title: 'ask.reject', text: 'ask.reject.text', reason: 'reasonReject' },
};

export function useCommand(def: DocMeta): {
  readonly busy: Command | null;
  readonly problem: Problem | null;
  readonly clear: () => void;
  readonly run: (command: Command, given: Given) => Promise<CommandAnswer | null>;
} {
  const client = useQueryClient();
  const meta = useMeta();
  const [busy, setBusy] = useState<Command | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(
    async (command: Command, given: Given): Promise<CommandAnswer | null> => {
      const question = ASK[command];
      let reason: string | null = null;
      if (question) {
        reason = await ask({
          title: t(question.title, { what: def.zh, number: given.number ?? '' }),
          text: t(question.text),
          ok: commandText(def, command),
          danger: question.danger ?? false,
          ...(question.reason ? { reason: t(question.reason) } : {}),
        });
        if (reason === null) return null;
      }
      setBusy(command);
      setProblem(null);
      const body = { version: given.version, ...(given.content ?? {}), ...(reason ? { reason } : {}) };
      if (!(await agreed(def, command, { id: given.id, number: given.number, body, meta }))) {
        setBusy(null);
        return null;
      }
      try {
        const answer = given.id === null ? await first(def, command, given.content ?? {}) : await post<CommandAnswer>(`/api/documents/${def.type}/${given.id}/${command}`, body);
        const passedOn = command === 'approve' && answer.state === 'submitted'; // one level has agreed, the next one is due
        const said = t(passedOn ? 'passedOn' : 'done', { what: commandText(def, command), number: answer.number ?? '' });
        say(`${said}${answer.recosted ? effectSaid(answer.recosted.amount) : ''}`);
        await client.invalidateQueries({
          predicate: ({ queryKey: [kind, type] }) =>
            kind === 'document' || kind === 'home' || kind === 'chain' || kind === 'pull' || (kind === 'documents' && type === def.type) || kind === 'view',
        });
        return answer;
      } catch (error) {
        const told = isProblem(error) ? error : new Problem(500, 'unknown', messageOf(error));
        setProblem(told);
        return null;
      } finally {
        setBusy(null);
      }
    },
    [def, client, meta],
  );
  return { busy, problem, clear: useCallback(() => setProblem(null), []), run };
}

/** A new document. What can only be done with one that is there (starting a count) is done after saving; should that fail, the saved one stays. */
async function first(def: DocMeta, command: Command, content: object): Promise<CommandAnswer> {
  const at = `/api/documents/${def.type}`;
  if (command === 'save' || command === 'submit' || command === 'approve') return post<CommandAnswer>(at, { command, ...content });
  const saved = await post<CommandAnswer>(at, { command: 'save', ...content });
  return post<CommandAnswer>(`${at}/${saved.id}/${command}`, { version: saved.version }).catch((error: unknown) => {
    say(messageOf(error), 'bad');
    return saved;
  });
}
