// Reading and writing of the office pages: one query, one action that shows what the server refused.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, isProblem, messageOf } from '../api/client';
import { say } from '../ui/say';

export const useOffice = <T>(path: string) => useQuery({ queryKey: ['office', path], queryFn: ({ signal }) => get<T>(path, {}, signal) });

/** Runs a write, refreshes the office, and tells; false when it was refused. `place` may put sentences at form fields. */
export function useAct(): (
  work: () => Promise<unknown>,
  done: string,
  place?: (errors: readonly { readonly path: string; readonly message: string }[]) => void,
) => Promise<boolean> {
  const client = useQueryClient();
  return async (work, done, place) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['office'] });
      say(done);
      return true;
    } catch (error) {
      if (isProblem(error) && place) place(error.errors);
      say(messageOf(error), 'bad');
      return false;
    }
  };
}
