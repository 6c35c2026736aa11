// The words every organisation starts with: our own lexicon, version 1.
import words from './lexicon.json' with { type: 'json' };
import type { Lexicon } from './lexicon.ts';

/** The system lexicon; pass it (or an extension of it) to `dictionary`. */
export const systemLexicon: Lexicon = { version: '1', ...words };
