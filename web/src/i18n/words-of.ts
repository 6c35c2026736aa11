// The words of one part of the app: Chinese stands in its file; another language is an i18next bundle of the same shape. Sentences with figures are
// functions, so the bundle is taken as it is: `i18next.addResourceBundle('en', 'bus', {…}, true, true, { silent: true, skipCopy: true })`.
import i18next from 'i18next';

/** Words of a part, each in the language of the moment where that language has it, else in Chinese. */
export const wordsOf = <const W extends object>(part: string, zh: W): W =>
  new Proxy(zh, {
    get: (own, word): unknown => {
      const other: unknown = typeof word === 'string' && i18next.isInitialized ? i18next.getResource(i18next.language, part, word) : undefined;
      return other ?? Reflect.get(own, word);
    },
  });
