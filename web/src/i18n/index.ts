// Words: i18next with a typed key list. English is one more resource file away.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { zh } from './zh';

export type Word = keyof typeof zh;

export function startWords(): void {
  void i18next.use(initReactI18next).init({
    lng: localStorage.getItem('hc.language') ?? 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

/** The text of a word in the language of the moment; the root redraws everything when the language changes. */
export const t = (word: Word, values?: Readonly<Record<string, string | number>>): string => i18next.t(word, values ?? {});
