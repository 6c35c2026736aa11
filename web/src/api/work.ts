// A write by hand: it asks again for what it touched, says what came of it, and says why when it was refused.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { say } from '../ui/say';
import { messageOf } from './client';

export type Then<R> = {
  /** What is told when it is done; nothing told when left out. */
  readonly said?: string | null | ((result: R) => readonly [string, 'ok' | 'bad']) | undefined;
  readonly done?: ((result: R) => void) | undefined;
};

/** `touches` is the first word of the query keys that may have changed. */
export function useWork<A, R>(touches: string, work: (given: A) => Promise<R>, { said = null, done }: Then<R> = {}) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: async (result) => {
      await client.invalidateQueries({ queryKey: [touches] });
      if (typeof said === 'string') say(said);
      else if (said) say(...said(result));
      done?.(result);
    },
    onError: (error) => say(messageOf(error), 'bad'),
  });
}
