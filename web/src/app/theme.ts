// Light, dark or as the system wishes; one attribute on <html> decides every colour.
import { useEffect, useSyncExternalStore } from 'react';

export type Wish = 'light' | 'dark' | 'system';
const media = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export const wish = (): Wish => {
  const w = localStorage.getItem('hc.theme');
  return w === 'light' || w === 'dark' ? w : 'system';
};
export const isDark = (): boolean => document.documentElement.dataset['theme'] === 'dark';

function apply(): void {
  const w = wish();
  document.documentElement.dataset['theme'] = w === 'dark' || (w === 'system' && media.matches) ? 'dark' : 'light';
  for (const listener of listeners) listener();
}
export function setWish(next: Wish): void {
  if (next === 'system') localStorage.removeItem('hc.theme');
  else localStorage.setItem('hc.theme', next);
  apply();
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useWish = (): Wish => useSyncExternalStore(subscribe, wish);
export const useDark = (): boolean => useSyncExternalStore(subscribe, isDark);
export function useSystemTheme(): void {
  useEffect(() => {
    media.addEventListener('change', apply);
    return () => media.removeEventListener('change', apply);
  }, []);
}
