// Is this a phone?
import { useSyncExternalStore } from 'react';

const phone = matchMedia('(max-width: 760px)');
const subscribe = (listener: () => void): (() => void) => {
  phone.addEventListener('change', listener);
  return () => phone.removeEventListener('change', listener);
};
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => phone.matches);
