// 凭证列表: every voucher of a span of periods, with who made and approved it.
import { personName } from '#identity';
import { defineView } from '#kernel/view';
import { VOUCHER_NO, yuan } from '../figures.ts';

export const voucherList = defineView({
  name: 'voucher-list',
  zh: '凭证列表',
  right: 'ledger.view',
  parameters: [
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
    { key: 'account', zh: '科目编码', kind: 'text' },
    { key: 'words', zh: '摘要包含', kind: 'text' },
  ],
  columns: [
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'voucher', zh: '凭证号', kind: 'link', width: 90, href: '/vouchers/{voucherId}' },
    { key: 'summary', zh: '摘要', kind: 'text', width: 260 },
    { key: 'total', zh: '金额', kind: 'money', sum: true },
    { key: 'attachments', zh: '附件', kind: 'int', width: 56 },
    { key: 'number', zh: '单据', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'maker', zh: '制单', kind: 'text', width: 90 },
    { key: 'approver', zh: '审核', kind: 'text', width: 90 },
    { key: 'red', zh: '红字', kind: 'text', width: 56 },
  ],
  sql: `
    select v.day::text as day, ${VOUCHER_NO} as voucher, v.id as "voucherId", v.summary, ${yuan('(select sum(l.debit) from books.voucher_line l where l.org_id = books.org() and l.voucher_id = v.id)')} as total, v.attachments,
      d.number, d.type as "docType", d.id as "docId", ${personName('v.maker_id')} as maker, ${personName('v.approver_id')} as approver, case when v.reverses is null then '' else '红字' end as red
    from books.voucher v join books.document d on d.org_id = books.org() and d.id = v.doc_id
    where v.org_id = books.org() and v.period between $1::int and $2::int
      and ($3::text is null or exists (select from books.voucher_line l where l.org_id = books.org() and l.voucher_id = v.id and left(l.account, length($3::text)) = $3::text))
      and ($4::text is null or position($4::text in v.summary) > 0)
    order by v.period, v.word, v.serial limit $5 offset $6`,
  empty: '这段期间没有凭证。审核单据后，凭证自动出现在这里。',
});
