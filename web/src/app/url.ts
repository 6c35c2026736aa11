// The address bar as state: parameters of the path, plain text in the query, and moving on.
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Search = Readonly<Record<string, string>>;

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));
export const stringifySearch = (search: Record<string, unknown>): string => {
  const kept = Object.entries(search)
    .filter(([, v]) => v !== undefined && v !== null && v !== '')
    .map(([k, v]) => [k, String(v)]);
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
};

export const useSearchText = (): Search => useSearch({ strict: false }) as Search;
export const useParam = (name: string): string => (useParams({ strict: false }) as Record<string, string>)[name] ?? '';

/** Goes to an address of the app, also to one the server wrote. */
export function useGo(): (href: string, how?: { replace?: boolean; force?: boolean }) => void {
  const router = useRouter();
  return useCallback(
    (href, how = {}) => {
      const options = { ignoreBlocker: how.force ?? false };
      if (how.replace) router.history.replace(href, undefined, options);
      else router.history.push(href, undefined, options);
    },
    [router],
  );
}

/** Changes some query parameters and keeps the others; empty ones disappear. */
export function useSetSearch(): (patch: Readonly<Record<string, string | undefined>>, replace?: boolean) => void {
  const navigate = useNavigate();
  return useCallback(
    (patch, replace = true) => {
      void navigate({
        to: '.',
        search: ((before: Search) => Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, v]) => v !== undefined && v !== ''))) as never,
        replace,
      });
    },
    [navigate],
  );
}
