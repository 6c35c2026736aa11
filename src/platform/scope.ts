// The SQL that opens a transaction in a scope. Values are checked, because SET takes no parameters.
import { isId } from '#kernel/id';
import { must } from '#kernel/must';
import type { Scope } from '#kernel/ports';

const uuid = (value: string): string => {
  must(isId(value), `not a uuid: ${value.slice(0, 60)}`);
  return value;
};

/** `set local` statements for a scope; the wall in the database reads these settings. */
export const enterScope = (scope: Scope): string =>
  `set local role hengcang_app; set local hengcang.org = '${uuid(scope.org)}'; set local hengcang.tenant = '${uuid(scope.tenant)}'; set local hengcang.sites = '${scope.sites === null ? '' : `{${scope.sites.map(uuid).join(',')}}`}'`;

export const ENTER = { bus: 'set local role hengcang_bus', door: 'set local role hengcang_door', owner: 'select 1' } as const;
