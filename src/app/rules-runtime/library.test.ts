// The library of ready sentences in an ordinary small company: which run as they are, and what the others still need.
import { LIBRARY } from '#rulebook';
import { memoryHouse, smallCompany } from '#testing';
import { expect, test } from 'vitest';
import { shelfNotes } from './life.ts';

test('the library: every sentence is read here, and one that cannot run says what is missing', async () => {
  const co = await smallCompany(await memoryHouse());
  const notes = await shelfNotes(
    co.house,
    co.caller,
    LIBRARY.map((x) => x.text),
  );
  const stopped = LIBRARY.flatMap((x, i) => (notes[i] ?? []).filter((n) => n.level === 'stop').map((n) => `${x.name}：${n.text}`));
  const runnable = notes.filter((n) => n.every((x) => x.level !== 'stop')).length;
  process.stdout.write(`规则库：${LIBRARY.length} 句中 ${runnable} 句在这家小公司能直接启用\n${stopped.join('\n')}\n`);
  expect(stopped.filter((s) => /词典中没有|不明白/.test(s))).toEqual([]);
  expect(runnable).toBeGreaterThanOrEqual(60);
  await co.house.close();
});
