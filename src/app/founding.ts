// Founding a company: organisation, chart of accounts, periods, roles of accounts, and the records everyone needs on the first day.
import { BY_PARTY, chartOf, CONTROLLED, rolesOf } from '#accounting';
import { type Caller, type PenPorts } from '#books/pen';
import { saveRecords, type RecordInput } from '#books/records';
import type { Standard, VatStatus } from '#kernel/facts';
import { must } from '#kernel/must';
import type { HouseCatalog } from './house.ts';

export type Founding = {
  readonly group: { readonly id: string; readonly name: string } | { readonly id: string };
  readonly company: { readonly id: string; readonly code: string; readonly name: string; readonly taxNo?: string | null };
  readonly standard: Standard;
  readonly vat: VatStatus;
  /** yyyymm of the first open period; periods run to the end of `lastYear`. */
  readonly firstPeriod: number;
  readonly lastYear: number;
};

/** Creates the company and its starting records as `caller` (whose scope is the new company). */
export async function found(ports: PenPorts & { readonly catalog: HouseCatalog }, caller: Caller, plan: Founding): Promise<void> {
  const roles = rolesOf(plan.standard, plan.vat);
  await ports.db.write(caller.scope, (tx) =>
    tx.query('select books.found($1::jsonb)', [
      JSON.stringify({
        id: plan.company.id,
        group: plan.group.id,
        ...('name' in plan.group ? { groupName: plan.group.name } : {}),
        code: plan.company.code,
        name: plan.company.name,
        taxNo: plan.company.taxNo ?? null,
        standard: plan.standard,
        vat: plan.vat,
        firstPeriod: plan.firstPeriod,
        lastYear: plan.lastYear,
        roles,
      }),
    ]),
  );
  await saveAll(ports, caller, 'account', accounts(ports, plan.standard));
  await saveAll(ports, caller, 'wallet', [
    { code: 'ZH01', name: '库存现金', data: { kind: 'cash', account: roles['cash'] } },
    { code: 'ZH02', name: '基本户', data: { kind: 'bank', account: roles['bank'] } },
    { code: 'ZH03', name: '微信支付', data: { kind: 'platform', account: roles['platform'] } },
  ]);
  await saveAll(ports, caller, 'reason', reasons(roles));
}

function accounts(ports: PenPorts, standard: Standard): RecordInput[] {
  const rows = chartOf(standard);
  const ids = new Map(rows.map((r) => [r.code, ports.ids.next()]));
  return rows.map((r) => ({
    id: ids.get(r.code) ?? null,
    code: r.code,
    name: r.name,
    active: !r.industry,
    data: {
      parent: r.parent ? ids.get(r.parent) : null,
      kind: r.kind,
      direction: r.direction,
      byParty: BY_PARTY.includes(r.code),
      controlled: CONTROLLED.includes(r.code),
      standard,
    },
  }));
}

const reasons = (roles: Readonly<Record<string, string>>): RecordInput[] => [
  { code: 'BS01', name: '过期', data: { use: 'loss', account: roles['expense.admin'], transferInput: true } },
  { code: 'BS02', name: '破损', data: { use: 'loss', account: roles['expense.admin'], transferInput: false } },
  { code: 'BS03', name: '变质', data: { use: 'loss', account: roles['expense.admin'], transferInput: true } },
  { code: 'QC01', name: '样品赠送', data: { use: 'other-out', account: roles['expense.selling'] } },
  { code: 'QC02', name: '部门领用', data: { use: 'other-out', account: roles['expense.admin'] } },
  { code: 'QR01', name: '期初入库', data: { use: 'other-in', account: roles['capital'] } },
  { code: 'QR02', name: '赠品入库', data: { use: 'other-in', account: roles['gain.nonOperating'] } },
  { code: 'PD01', name: '盘点差异', data: { use: 'count' } },
  { code: 'TH01', name: '质量问题', data: { use: 'return' } },
  { code: 'TH02', name: '数量不符', data: { use: 'return' } },
];

/** Saves many records of one type; the house's own data must be acceptable, so a refusal is a bug. */
export async function saveAll(
  ports: PenPorts & { readonly catalog: HouseCatalog },
  caller: Caller,
  type: string,
  inputs: readonly RecordInput[],
): Promise<readonly { id: string; code: string; name: string }[]> {
  const outcome = await saveRecords(ports, caller, { def: ports.catalog.record(type), inputs });
  must(outcome.ok, `founding records of ${type} were refused: ${outcome.ok ? '' : JSON.stringify(outcome.refusal)}`);
  return outcome.saved;
}
