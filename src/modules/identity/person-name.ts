// People by name in SQL; the house makes documents too and stands in no list of people.
import { THE_HOUSE } from '#kernel/facts';

/** The name of whoever a column points to: a person, the house, or null. `column` is SQL of ours, never of a user. */
export const personName = (column: string): string =>
  `case when ${column} = '${THE_HOUSE.id}' then '${THE_HOUSE.name}' else (select name from identity.person where id = ${column}) end`;
