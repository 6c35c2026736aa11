// References in a file are codes or names; the books want ids. Looks them up in one read, and says what is near when nothing fits.
import type { Scope } from '#kernel/ports';
import type { Ports } from '../context.ts';
import type { Cell } from './values.ts';

export type Known = {
  readonly id: string;
  readonly type: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Two names are near when they are equal but for spaces, case and width. */
const near = (text: string): string => text.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

export type References = {
  readonly find: (types: string, text: string) => Cell;
  readonly get: (id: string) => Known | undefined;
  readonly all: (type: string) => readonly Known[];
  /** Rows of the file itself may be referred to (上级分类). */
  readonly add: (record: Known) => void;
};

/** All records of the company, by type. Sites of the company count as records of type "site". */
export async function loadReferences(ports: Ports, scope: Scope): Promise<References> {
  const rows = await ports.db.read(scope, async (s) => [
    ...(await s.query<Known>('select id, type, code, name, active, data from books.record where org_id = books.org()')),
    ...(await s.query<Known>(`select id, 'site' as type, code, name, active, '{}'::jsonb as data from books.org_node where kind = 'site' and parent_id = books.org()`)),
  ]);
  const byId = new Map<string, Known>();
  const byCode = new Map<string, Known>();
  const byName = new Map<string, Known[]>();
  const put = (index: Map<string, Known[]>, key: string, record: Known) => {
    const list = index.get(key);
    if (list) list.push(record);
    else index.set(key, [record]);
  };
  const add = (r: Known): void => {
    byId.set(r.id, r);
    byCode.set(`${r.type}|${r.code}`, r);
    put(byName, `${r.type}|${r.name}`, r);
  };
  for (const row of rows) add(row);
  const zhOf = (types: string): string =>
    types
      .split('|')
      .map((t) => (t === 'site' ? '门店' : (ports.catalog.records.find((r) => r.type === t)?.zh ?? t)))
      .join('或');

  return {
    add,
    get: (id) => byId.get(id),
    all: (type) => [...byId.values()].filter((r) => r.type === type),
    find(types, text) {
      const list = types.split('|');
      const found = list.flatMap((t) => {
        const exact = byCode.get(`${t}|${text}`);
        return exact ? [exact] : (byName.get(`${t}|${text}`) ?? []);
      });
      const [only, second] = found;
      if (second)
        return {
          ok: false,
          message: `有 ${found.length} 个${zhOf(types)}都叫“${text}”`,
          remedy: `请改填编码：${found
            .slice(0, 5)
            .map((r) => r.code)
            .join('、')}`,
        };
      if (only) return only.active ? { ok: true, value: only.id } : { ok: false, message: `${zhOf(types)}“${only.name}”已停用`, remedy: '请先启用，或换一个' };
      const like = [...byId.values()].find((r) => list.includes(r.type) && (near(r.name) === near(text) || near(r.code) === near(text)));
      return {
        ok: false,
        message: `没有编码或名称为“${text.slice(0, 40)}”的${zhOf(types)}`,
        remedy: like ? `是不是“${like.code} ${like.name}”？请照此更正` : `请先建立或导入该${zhOf(types)}，或更正编码`,
      };
    },
  };
}
