// Every standard template, by the shop it comes from.
import { ANY_SHOP } from './any-shop.ts';
import { ELECTRONICS } from './electronics.ts';
import { MACHINING } from './machining.ts';
import { MOLDING } from './molding.ts';
import { eventNameOf, type Template } from './template.ts';

export const TEMPLATES: readonly Template[] = [...MOLDING, ...MACHINING, ...ELECTRONICS, ...ANY_SHOP];

const BY_NAME = new Map(TEMPLATES.map((t) => [t.name, t]));
const BY_EVENT = new Map(TEMPLATES.map((t) => [eventNameOf(t), t]));
export const templateNamed = (name: string): Template | undefined => BY_NAME.get(name);
/** The template of an event of the log, `molding.oee.dropped/1`. */
export const templateOfEvent = (event: string): Template | undefined => BY_EVENT.get(event);
