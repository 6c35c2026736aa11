// What the house needs from the outside: a database that hands out keys (Tx, Snapshot), a clock, ids. The platform implements them.
import type { Day } from './day.ts';

declare const reading: unique symbol;
declare const writing: unique symbol;

/** Permission to read, inside one transaction and one organisation. */
export type Snapshot = { readonly [reading]: true; query<R>(sql: string, args?: readonly unknown[]): Promise<R[]> };
/** Permission to write. Only the database cuts this key, and only `run()` asks for it. */
export type Tx = Snapshot & { readonly [writing]: true };

/** Whose rows a transaction sees. `sites` null means all sites of the company. */
export type Scope = { readonly org: string; readonly tenant: string; readonly sites: readonly string[] | null };

/** What there may be to do: something was booked (for the sequencer), or the log has grown (for who reads it). */
export type News = 'booked' | 'log';

export type Database = {
  readonly kind: 'pglite' | 'postgres';
  /** A read-only transaction in a scope. */
  read<T>(scope: Scope, work: (snapshot: Snapshot) => Promise<T>): Promise<T>;
  /** A writing transaction in a scope, as the role that may only call the pen. */
  write<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction of the bus (sequencer, consumers), which sees every organisation's events and nothing else. */
  bus<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction of the front door: sign-in, sessions, set-up. */
  door<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction as the owner: migrations, `verify`, back-up. */
  owner<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Wakes whoever waits for news of this kind, in this process and in others. */
  nudge(news: News): void;
  onNudge(news: News, listener: () => void): () => void;
  /** Gives back the room of a table's dead rows (`schema.name`), where the database does not do so by itself. */
  vacuum?(table: string): Promise<void>;
  close(): Promise<void>;
};

export type Clock = { readonly now: () => string; readonly today: () => Day };
export type IdSource = { readonly next: () => string };
/** What makes text searchable: lower case, full pinyin and initials. */
export type SearchText = (...words: readonly (string | null | undefined)[]) => string;
