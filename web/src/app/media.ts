// Is this a phone, and is it being printed? Paper is as narrow as a phone and is none.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

// Asked for when a page is drawn, not when this is read: what imports it for something else may have no screen.
const phone = (): MediaQueryList => matchMedia('screen and (max-width: 760px)');
const subscribe = (listener: () => void): (() => void) => {
  const screen = phone();
  screen.addEventListener('change', listener);
  return () => screen.removeEventListener('change', listener);
};
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => phone().matches);

/** True while the page goes to the printer; drawn before the picture is taken. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const on = (): void => flushSync(() => setPrinting(true));
    const off = (): void => setPrinting(false);
    addEventListener('beforeprint', on);
    addEventListener('afterprint', off);
    return () => {
      removeEventListener('beforeprint', on);
      removeEventListener('afterprint', off);
    };
  }, []);
  return printing;
}
