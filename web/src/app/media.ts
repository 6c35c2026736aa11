// Is this a phone, and is it being printed? Paper is as narrow as a phone and is none.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

const phone = matchMedia('screen and (max-width: 760px)');
const subscribe = (listener: () => void): (() => void) => {
  phone.addEventListener('change', listener);
  return () => phone.removeEventListener('change', listener);
};
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => phone.matches);

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
