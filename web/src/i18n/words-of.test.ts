// Another language is only resources: the short words of t() and the words of each part follow it, what it lacks stays Chinese.
import i18next from 'i18next';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { t } from './index';
import { wordsOf } from './words-of';
import { zh } from './zh';

const words = wordsOf('shelf', { title: '货架', left: (n: number) => `还剩 ${n} 件`, empty: '空的' });

beforeAll(() => i18next.init({ lng: 'zh-CN', fallbackLng: 'zh-CN', resources: { 'zh-CN': { translation: zh } }, keySeparator: false, nsSeparator: false, initAsync: false }));
afterAll(() => i18next.changeLanguage('zh-CN'));

test('without another language everything is Chinese', () => {
  expect([t('export'), words.title, words.left(3)]).toEqual(['导出', '货架', '还剩 3 件']);
});

test('English resources are enough for English; a word they lack stays Chinese', async () => {
  i18next.addResourceBundle('en', 'translation', { export: 'Export' });
  i18next.addResourceBundle('en', 'shelf', { title: 'Shelf', left: (n: number) => `${n} left` }, true, true, { silent: true, skipCopy: true });
  await i18next.changeLanguage('en');
  expect([t('export'), words.title, words.left(3), words.empty, t('new')]).toEqual(['Export', 'Shelf', '3 left', '空的', '新建']);
});
