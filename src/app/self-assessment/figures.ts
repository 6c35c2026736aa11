// Figures of this company's books that stand beside the clauses: one statement, read inside the company's wall.
import type { Snapshot } from '#kernel/ports';

/** What a figure is called, where it can be seen, and when it is a bad sign. */
export const FIGURES = {
  posted: { zh: '已审核单据', href: '/documents' },
  byHand: { zh: '其中网页录入', href: null },
  byImport: { zh: '文件导入', href: null },
  byApi: { zh: '接口写入', href: null },
  vouchers: { zh: '记账凭证', href: '/views/voucher-list' },
  documented: { zh: '有来源单据的凭证', href: '/views/voucher-list' },
  red: { zh: '红字更正单据', href: '/views/voucher-list' },
  drafts: { zh: '未审核单据', href: '/documents' },
  draftsBooked: { zh: '未审核却已入账', href: '/health', bad: (value: string) => value !== '0' },
  selfApproved: { zh: '制单人自审的单据', href: '/settings/audit', bad: (value: string) => value !== '0' },
  separated: { zh: '制单、审核分离', href: '/settings/approvals', bad: (value: string) => value !== '已开启' },
  approvalRules: { zh: '生效的审批规则', href: '/settings/approvals' },
  ruleChanges: { zh: '规则变更留痕', href: '/settings/audit' },
  methods: { zh: '商品用到的计价方法', href: '/records/item' },
  methodChanges: { zh: '计价方法变更', href: '/documents/cost-method-change' },
  claims: { zh: '登记的唯一票号', href: '/documents/purchase-invoice' },
  accounts: { zh: '科目', href: '/records/account' },
  ownAccounts: { zh: '其中自行增设', href: '/records/account' },
  auxLines: { zh: '带辅助核算的分录', href: '/views/account-balance' },
  closed: { zh: '已结账期间', href: '/views/account-balance' },
  audit: { zh: '操作日志', href: '/settings/audit' },
  proved: { zh: '事件链上的指纹', href: '/health' },
  people: { zh: '有操作记录的人', href: '/settings/audit' },
  lastCheckup: { zh: '最近一次体检', href: '/health', bad: (value: string) => value.includes('不符') || value === '还没有体检过' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly href: string | null; readonly bad?: (value: string) => boolean }>>;
export type FigureName = keyof typeof FIGURES;

export type Figures = Readonly<Record<FigureName, string>>;
/** Outcome of the last finished check-up by the name of the check. */
export type LastChecks = ReadonlyMap<string, { readonly rows: number; readonly wrong: number }>;

const BOOKED = `('posted', 'closed', 'reversed')`;
const share = (part: string, whole: string): string => `${part} / ${whole}`;
const byChannel = (channel: string): string =>
  `(select count(distinct a.subject_id) from books.audit_log a join books.document d on d.org_id = a.org_id and d.id = a.subject_id where a.org_id = books.org() and a.context->>'channel' = '${channel}' and d.approved_at = a.at)::text`;

type Row = Readonly<Record<Exclude<FigureName, 'documented' | 'auxLines' | 'lastCheckup'>, string>> & {
  readonly withDocument: string;
  readonly lines: string;
  readonly aux: string;
  readonly checkup: { readonly at: string; readonly checks: readonly { readonly name: string; readonly rows: number; readonly wrong: number }[] } | null;
};

/** All figures and the last check-up, as they are now. `standard` are the codes of the chart the company was founded with. */
export async function figuresOf(s: Snapshot, standard: readonly string[]): Promise<{ readonly figures: Figures; readonly checks: LastChecks }> {
  const [row] = await s.query<{ row: Row }>(
    `select jsonb_build_object(
      'posted', (select count(*) from books.document where org_id = books.org() and state in ${BOOKED})::text,
      'byHand', ${byChannel('web')}, 'byImport', ${byChannel('import')}, 'byApi', ${byChannel('api')},
      'vouchers', (select count(*) from books.voucher where org_id = books.org())::text,
      'withDocument', (select count(*) from books.voucher v join books.document d on d.org_id = v.org_id and d.id = v.doc_id where v.org_id = books.org())::text,
      'red', (select count(*) from books.document where org_id = books.org() and reverses is not null)::text,
      'drafts', (select count(*) from books.document where org_id = books.org() and state not in ${BOOKED} and state <> 'void')::text,
      'draftsBooked', (select count(*) from books.document d where d.org_id = books.org() and d.state not in ${BOOKED} and exists (select from books.voucher v where v.org_id = d.org_id and v.doc_id = d.id))::text,
      'selfApproved', (select count(*) from books.document where org_id = books.org() and state in ${BOOKED} and reverses is null and approver_id = maker_id)::text,
      'separated', (select case when (settings->>'separateMakerApprover')::boolean then '已开启' else '未开启' end from books.org_node where id = books.org()),
      'approvalRules', (select count(*) from books.approval_rule where org_id = books.org() and active)::text,
      'ruleChanges', (select count(*) from books.audit_log where org_id = books.org() and action in ('approval-rule.save', 'settings.save'))::text,
      'methods', (select count(distinct coalesce(data->>'costMethod', 'moving-average')) from books.record where org_id = books.org() and type = 'item')::text,
      'methodChanges', (select count(*) from books.document where org_id = books.org() and type = 'cost-method-change' and state in ${BOOKED})::text,
      'claims', (select count(*) from books.claim where org_id = books.org())::text,
      'accounts', (select count(*) from books.record where org_id = books.org() and type = 'account' and active)::text,
      'ownAccounts', (select count(*) from books.record where org_id = books.org() and type = 'account' and not code = any ($1::text[]))::text,
      'lines', (select count(*) from books.voucher_line where org_id = books.org())::text,
      'aux', (select count(*) from books.voucher_line where org_id = books.org() and coalesce(party_id, item_id, department_id, project_id, employee_id, wallet_id) is not null)::text,
      'closed', (select count(*) from books.period where org_id = books.org() and state = 'closed')::text,
      'audit', (select count(*) from books.audit_log where org_id = books.org())::text,
      'proved', (select count(*) from bus.event_log where org_id = books.org() and payload ? 'proof')::text,
      'people', (select count(distinct user_id) from books.audit_log where org_id = books.org())::text,
      'checkup', (select jsonb_build_object('at', started_at, 'checks', checks) from identity.checkup where company_id = books.org() and state = 'done' order by started_at desc limit 1)) as row`,
    [standard],
  );
  const { withDocument, lines, aux, checkup, ...plain } = (row as { row: Row }).row;
  const wrong = checkup?.checks.filter((c) => c.wrong > 0).length ?? 0;
  return {
    figures: {
      ...plain,
      documented: share(withDocument, plain.vouchers),
      auxLines: share(aux, lines),
      lastCheckup: checkup ? `${checkup.at.slice(0, 10)} ${wrong === 0 ? '账簿一致' : `${wrong} 项不符`}` : '还没有体检过',
    },
    checks: new Map((checkup?.checks ?? []).map((c) => [c.name, { rows: c.rows, wrong: c.wrong }])),
  };
}
