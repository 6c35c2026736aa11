// Refusals as RFC 9457 problems: one mapper for the whole house.
import { COMMON } from '#kernel/common-refusals';
import { type Complaint, fill, type RefusalTable, type Refused } from '#kernel/refusal';
import { PEOPLE_REFUSALS } from './people.ts';

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly retry: 'never' | 'later';
  readonly errors: readonly { readonly path: string; readonly code: string; readonly message: string }[];
};

const HOUSE: RefusalTable = {
  ...COMMON,
  ...PEOPLE_REFUSALS,
  'code-taken': { http: 409, retry: 'never', zh: '编码“{code}”已被使用，请换一个' },
  'other-site': { http: 403, retry: 'never', zh: '请求来自另一个网站的页面，不能写入；请在衡仓自己的页面里操作（反向代理须转发原来的主机名）' },
  'not-signed-in': { http: 403, retry: 'never', zh: '请先登录' },
};

/** A refusal in words. Every code must be in a table; a missing row is a bug that shows itself in tests. */
export function problemOf(refusal: Refused, own: RefusalTable = {}): Problem {
  const table = { ...HOUSE, ...own };
  const say = (c: Complaint): string => fill(table[c.refused]?.zh ?? c.refused, c.with);
  const row = table[refusal.refused];
  const all: readonly Complaint[] = [refusal, ...(refusal.more ?? [])];
  const first = say(refusal);
  return {
    type: `https://hengcang.dev/problems/${refusal.refused}`,
    title: first,
    status: refusal.refused === 'not-signed-in' ? 401 : (row?.http ?? 422),
    code: refusal.refused,
    retry: row?.retry ?? 'never',
    detail: all.length > 1 ? `${first}（另有 ${all.length - 1} 处问题）` : first,
    errors: all.map((c) => ({ path: c.path ?? '', code: c.refused, message: say(c) })),
  };
}
