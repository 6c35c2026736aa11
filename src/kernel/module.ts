// The manifest of a module: read by the app, by tidy, by explain and first of all by a person.
import type { Day } from './day.ts';
import type { AnyDocument } from './document.ts';
import type { Snapshot } from './ports.ts';
import type { AnyRecord } from './record.ts';
import type { View } from './view.ts';

/** What happened, as a reaction hears it; `today` is the day it is heard. */
export type HeardEvent = { readonly id: string; readonly org: string; readonly today: Day; readonly payload: Readonly<Record<string, unknown>> };

/** One "when … then ask …". It may only ask for commands, keyed by the event so that twice is once. */
export type Reaction = {
  readonly name: string;
  readonly on: string;
  /** What it must know besides: reads of whole sets, in one snapshot. What it has read may be old when its commands are decided, so these decide for themselves. */
  readonly read?: (snapshot: Snapshot, event: HeardEvent) => Promise<unknown>;
  readonly react: (event: HeardEvent, known: unknown) => readonly CommandRequest[];
};
/** A command the house gives itself. `id` names a stored document; without it a new one is made. */
export type CommandRequest = { readonly key: string; readonly type: string; readonly command: string; readonly id?: string; readonly body: Readonly<Record<string, unknown>> };

/** Checks that a reaction understands what it reads, then forgets the type. */
export const defineReaction = <K>(reaction: {
  readonly name: string;
  readonly on: string;
  readonly read: (snapshot: Snapshot, event: HeardEvent) => Promise<K>;
  readonly react: (event: HeardEvent, known: K) => readonly CommandRequest[];
}): Reaction => reaction as Reaction;

export type Module = {
  readonly name: string;
  readonly zh: string;
  readonly needs: readonly string[];
  readonly documents: readonly AnyDocument[];
  readonly records: readonly AnyRecord[];
  readonly views: readonly View[];
  readonly reactions: readonly Reaction[];
};

export const defineModule = (module: Module): Module => module;
