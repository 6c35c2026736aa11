// 未核销往来: every open item of a party, what payments and 核销单 can be matched against.
import { defineView } from '#kernel/view';
import { yuan } from '../figures.ts';

export const openItems = defineView({
  name: 'open-items',
  zh: '未核销往来',
  right: 'ledger.view',
  parameters: [
    {
      key: 'side',
      zh: '往来',
      kind: 'choice',
      choices: [
        { value: 'receivable', zh: '应收（客户）' },
        { value: 'payable', zh: '应付（供应商）' },
      ],
    },
    { key: 'customer', zh: '客户', kind: 'ref', to: 'customer' },
    { key: 'supplier', zh: '供应商', kind: 'ref', to: 'supplier' },
    { key: 'due', zh: '到期日早于', kind: 'day' },
  ],
  columns: [
    { key: 'party', zh: '往来单位', kind: 'text', width: 200 },
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'number', zh: '单号', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'due', zh: '到期日', kind: 'day', width: 110 },
    { key: 'amount', zh: '金额', kind: 'money', sum: true },
    { key: 'settled', zh: '已核销', kind: 'money', sum: true },
    { key: 'open', zh: '未核销', kind: 'money', sum: true },
    { key: 'currency', zh: '币种', kind: 'text', width: 80 },
    { key: 'foreign', zh: '未核销外币', kind: 'money' },
  ],
  sql: `
    select i.id, i.side, i.account, p.name as party, i.day::text as day, coalesce(i.number, d.number) as number, d.type as "docType", d.id as "docId", i.due::text as due, ${yuan('i.amount')} as amount, ${yuan('i.settled')} as settled, ${yuan('i.amount - i.settled')} as open,
      c.name as currency, ${yuan('i.foreign_amount - i.foreign_settled')} as "foreign"
    from books.open_item i join books.document d on d.org_id = books.org() and d.id = i.doc_id join books.record p on p.org_id = books.org() and p.id = i.party_id left join books.record c on c.org_id = books.org() and c.id = i.currency
    where i.org_id = books.org() and i.amount <> i.settled and i.side in (select unnest(case when $1::text is null then array['receivable', 'payable'] else array[$1::text] end))
      and (coalesce($2::uuid, $3::uuid) is null or i.party_id in ($2::uuid, $3::uuid)) and ($4::date is null or i.due < $4::date)
    order by i.day, d.number limit $5 offset $6`,
  empty: '没有未核销的往来。',
});
