// Calendar facts that published tables and the sky fix, and day arithmetic against the platform's own.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHINESE_FESTIVALS, dayKind, daysSincePayday, easter, festivalDay, festivalOffset, isSchoolHoliday } from './calendar.ts';
import { civil, dayNumber, dayOfYear, formatDay, formatPeriod, parseDay, periodOfDay, weekday } from './days.ts';

test('days are the same as the platform counts them', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.integer({ min: -30_000, max: 60_000 }), (day) => {
      const iso = new Date(day * 86_400_000).toISOString().slice(0, 10);
      expect(formatDay(day)).toBe(iso);
      expect(parseDay(iso)).toBe(day);
      expect((weekday(day) + 1) % 7).toBe(new Date(day * 86_400_000).getUTCDay());
      const c = civil(day);
      expect(dayNumber(c.year, c.month, c.day)).toBe(day);
      expect(dayOfYear(day)).toBe((Date.UTC(c.year, c.month - 1, c.day) - Date.UTC(c.year, 0, 1)) / 86_400_000);
      seen++;
    }),
  );
  console.log(`days: ${seen} checked against Date`);
});

test.each([
  ['春节', 2020, '2020-01-25'],
  ['春节', 2021, '2021-02-12'],
  ['春节', 2023, '2023-01-22'],
  ['春节', 2026, '2026-02-17'],
  ['春节', 2027, '2027-02-06'],
  ['春节', 2030, '2030-02-03'],
  ['春节', 2033, '2033-01-31'],
  ['元宵', 2024, '2024-02-24'],
  ['端午', 2025, '2025-05-31'],
  ['中秋', 2020, '2020-10-01'],
  ['中秋', 2033, '2033-09-08'],
  ['七夕', 2024, '2024-08-10'],
  ['重阳', 2025, '2025-10-29'],
  ['清明', 2024, '2024-04-04'],
  ['清明', 2023, '2023-04-05'],
  ['感恩节', 2024, '2024-11-28'],
  ['复活节', 2024, '2024-03-31'],
  ['复活节', 2025, '2025-04-20'],
] as const)('%s %i is %s', (festival, year, iso) => {
  expect(formatDay(festivalDay(festival, year))).toBe(iso);
});

test.each([
  ['2023-01-28', '调休上班'],
  ['2023-01-27', '节假日'],
  ['2023-01-22', '节假日'],
  ['2024-02-11', '节假日'],
  ['2024-10-12', '调休上班'],
  ['2024-10-13', '周末'],
  ['2025-10-08', '节假日'],
  ['2025-10-09', '工作日'],
  ['2026-02-14', '调休上班'],
  ['2028-01-26', '节假日'],
  ['2028-01-31', '工作日'],
] as const)('%s is a %s', (iso, kind) => {
  expect(dayKind(parseDay(iso))).toBe(kind);
});

test('lunar festivals keep their order and distance in every year', () => {
  let seen = 0;
  for (let year = 2010; year <= 2035; year++) {
    const spring = festivalDay('春节', year);
    expect(festivalDay('元宵', year) - spring).toBe(14);
    expect(civil(spring).month).toBeLessThanOrEqual(2);
    expect(festivalDay('中元', year) - festivalDay('七夕', year)).toBe(8);
    for (const f of CHINESE_FESTIVALS) {
      expect(festivalOffset(f, festivalDay(f, year))).toBe(0);
      seen++;
    }
    expect(weekday(easter(year))).toBe(6);
  }
  console.log(`festivals: ${seen} days in order`);
});

test('paydays, school holidays and months', () => {
  expect(daysSincePayday(parseDay('2024-03-10'))).toBe(0);
  expect(daysSincePayday(parseDay('2024-03-01'))).toBe(5);
  expect(daysSincePayday(parseDay('2023-03-01'))).toBe(4);
  expect(isSchoolHoliday(parseDay('2024-07-20'))).toBe(true);
  expect(isSchoolHoliday(parseDay('2024-05-20'))).toBe(false);
  expect(periodOfDay(parseDay('2001-03'), 'M', parseDay('1998-01'))).toBe(38);
  expect(formatPeriod(38, 'M', parseDay('1998-01'))).toBe('2001-03');
  expect(parseDay('2023-02-30')).toBeNaN();
});
