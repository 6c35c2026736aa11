// The ids of everything the house keeps: uuids, as text.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Is this text an id? Where it comes from outside it is asked before the database is: text that is none would be an error there, not a refusal. */
export const isId = (text: string): boolean => UUID.test(text);

/** A number in an aggregate that keeps no count of its own: the time-ordered half of a fresh id grows with every event. */
export const growing = (id: string): string => BigInt(`0x${id.replaceAll('-', '').slice(0, 16)}`).toString();
