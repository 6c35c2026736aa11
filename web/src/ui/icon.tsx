// A small set of line icons drawn here; each is decoration, the words beside it carry the meaning.
import type { ReactNode } from 'react';

const PATHS = {
  home: 'M3 11.5 12 4l9 7.5M6 9.500V20h12V9.500',
  doc: 'M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5',
  chart: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20a7.500 7.500 0 0 1 15 0',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM16 16l4.500 4.500',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6 9.500l6 6 6-6',
  up: 'M6 14.500l6-6 6 6',
  right: 'M9 6l6 6-6 6',
  left: 'M15 6l-6 6 6 6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  moon: 'M20 14.500A8 8 0 0 1 9.500 4a8 8 0 1 0 10.500 10.500Z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  gear: 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.100 2.100M16.300 16.300l2.100 2.100M5.600 18.400l2.100-2.100M16.300 7.700l2.100-2.100',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.3-1 .8-1 1.700M12 16.500h.01',
  out: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3.500V7M16 3.500V7',
  print: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  copy: 'M8 8h11v12H8zM16 8V4H5v12h3',
  link: 'M9 15l6-6M8 11l-2.500 2.500a3.500 3.500 0 0 0 5 5L13 16M16 13l2.500-2.500a3.500 3.500 0 0 0-5-5L11 8',
  pull: 'M12 4v11M7.500 10.500 12 15l4.500-4.500M4 19h16',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.500 2',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  warn: 'M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  fold: 'M4 5h16v14H4zM9 5v14M15.500 9.500 13 12l2.500 2.500',
  unfold: 'M4 5h16v14H4zM9 5v14M13 9.500l2.500 2.500L13 14.500',
  export: 'M12 15V4M7.500 8.500 12 4l4.500 4.500M4 19h16',
  chain: 'M4 6h6v5H4zM14 13h6v5h-6zM10 8.500h4.500V13',
  history: 'M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4.500l3 1.500',
  bell: 'M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15zM10 21h4',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  trash: 'M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      className="hc-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Mark({ size = 22 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--hc-accent)" />
      <path d="M8 11h16M16 8v16M11 24h10" stroke="var(--hc-on-accent)" strokeWidth="2.400" strokeLinecap="round" />
      <path d="m5.500 18 3-6.500 3 6.500a3 3 0 0 1-6 0ZM20.500 18l3-6.500 3 6.500a3 3 0 0 1-6 0Z" fill="var(--hc-on-accent)" />
    </svg>
  );
}
