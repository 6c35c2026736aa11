// The SQL that opens a transaction in a scope. Values are checked, because SET takes no parameters.
import { must } from '#kernel/must';
import type { Scope } from '#kernel/ports';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuid = (value: string): string => {
  must(UUID.test(value), `not a uuid: ${value.slice(0, 60)}`);
  return value;
};

/** `set local` statements for a scope; the wall in the database reads these settings. */
export const enterScope = (scope: Scope): string =>
  `set local role hengcang_app; set local hengcang.org = '${uuid(scope.org)}'; set local hengcang.tenant = '${uuid(scope.tenant)}'; set local hengcang.sites = '${scope.sites === null ? '' : `{${scope.sites.map(uuid).join(',')}}`}'`;

export const ENTER = { bus: 'set local role hengcang_bus', door: 'set local role hengcang_door', owner: 'select 1' } as const;
