// The manifest of a module: read by the app, by tidy, by explain and first of all by a person.
import type { AnyDocument } from './document.ts';
import type { AnyRecord } from './record.ts';
import type { View } from './view.ts';

/** One "when … then ask …". It may only ask for commands, keyed by the event so that twice is once. */
export type Reaction = {
  readonly name: string;
  readonly on: string;
  readonly react: (event: { readonly id: string; readonly org: string; readonly payload: Readonly<Record<string, unknown>> }) => readonly CommandRequest[];
};
export type CommandRequest = { readonly key: string; readonly type: string; readonly command: string; readonly body: Readonly<Record<string, unknown>> };

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
