// Instants as people in China read them.

/** "2026-03-20 12:00", or with seconds; China has had one zone without summer time since 1992. */
export const chinaTime = (at: string | number, to: 'minutes' | 'seconds' = 'minutes'): string =>
  new Date(new Date(at).getTime() + 8 * 3_600_000)
    .toISOString()
    .slice(0, to === 'minutes' ? 16 : 19)
    .replace('T', ' ');
