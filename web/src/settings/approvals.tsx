// Approval rules by amount and role.
import { Button, Form, Input, Modal, Select, Switch, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { documentOf, useMeta } from '../app/meta';
import { t } from '../i18n';
import { amountOf, money, readDecimal } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { useAct, useOffice } from './use-office';

type Rule = { readonly id: string; readonly type: string; readonly from: string; readonly roles: readonly string[]; readonly active: boolean };
type Answer = { readonly rules: readonly Rule[] };
const fenToYuan = (fen: string): string => amountOf(fen, '0.01');
const yuanToFen = (yuan: string): string => {
  const d = readDecimal(amountOf(yuan, '1'));
  return d ? String(d.n) : '0';
};

export function Approvals(): ReactNode {
  const meta = useMeta();
  const query = useOffice<Answer>('/api/settings');
  const roles = useOffice<readonly { code: string; name: string }[]>('/api/roles');
  const [open, setOpen] = useState<Rule | 'new' | null>(null);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting />;
  const name = (role: string): string => roles.data?.find((r) => r.code === role)?.name ?? role;
  return (
    <>
      <div className="hc-office-bar">
        <span className="hc-note">{t('approvalsNote')}</span>
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('newRule')}
        </Button>
      </div>
      <Table<Rule>
        size="middle"
        rowKey="id"
        dataSource={[...query.data.rules]}
        pagination={false}
        {...(query.data.rules.length > 0 ? { scroll: { x: 600 } } : {})}
        locale={{ emptyText: t('approvalsEmpty') }}
        onRow={(r) => ({ onClick: () => setOpen(r), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: t('documents'),
            dataIndex: 'type',
            render: (type: string, r) => (
              <Button type="link" style={{ padding: 0 }} onClick={() => setOpen(r)}>
                {documentOf(meta, type)?.zh ?? type}
              </Button>
            ),
          },
          { title: t('fromAmount'), dataIndex: 'from', align: 'right', render: (fen: string) => `¥${money(fenToYuan(fen))}` },
          {
            title: t('approvers'),
            dataIndex: 'roles',
            render: (list: readonly string[]) =>
              list.map((r, i) => (
                <span key={r}>
                  {i > 0 && ' → '}
                  <Tag style={{ margin: 0 }}>{name(r)}</Tag>
                </span>
              )),
          },
          { title: t('state'), dataIndex: 'active', render: (on: boolean) => <Tag color={on ? 'success' : 'default'}>{t(on ? 'activeOnly' : 'disabled')}</Tag> },
        ]}
      />
      {open && <RuleBox rule={open === 'new' ? null : open} roles={roles.data ?? []} onClose={() => setOpen(null)} />}
    </>
  );
}

function RuleBox({ rule, roles, onClose }: { readonly rule: Rule | null; readonly roles: readonly { code: string; name: string }[]; readonly onClose: () => void }): ReactNode {
  const meta = useMeta();
  const act = useAct();
  const [form] = Form.useForm<{ type: string; from: string; roles: string[]; active: boolean }>();
  const need = [{ required: true, message: t('fillThis') }];
  const save = async (v: { type: string; from: string; roles: string[]; active: boolean }): Promise<void> => {
    if (
      await act(
        () => post('/api/approval-rules', { ...(rule ? { id: rule.id } : {}), type: v.type, from: yuanToFen(v.from), roles: v.roles, active: v.active }),
        t('settingsSaved'),
      )
    )
      onClose();
  };
  return (
    <Modal open title={rule ? t('editRule') : t('newRule')} onCancel={onClose} onOk={() => form.submit()} okText={t('save')} cancelText={t('cancel')}>
      <Form form={form} layout="vertical" initialValues={rule ? { ...rule, from: fenToYuan(rule.from) } : { from: '0', active: true, roles: [] }} onFinish={(v) => void save(v)}>
        <Form.Item name="type" label={t('documents')} rules={need}>
          <Select showSearch optionFilterProp="label" options={meta.documents.map((d) => ({ value: d.type, label: d.zh }))} />
        </Form.Item>
        <Form.Item name="from" label={t('fromAmount')} rules={[{ required: true, pattern: /^\d{1,12}(\.\d{1,2})?$/, message: t('amountForm') }]}>
          <Input prefix="¥" inputMode="decimal" />
        </Form.Item>
        <Form.Item name="roles" label={t('approvers')} extra={t('approversHint')} rules={need}>
          <Select mode="multiple" options={roles.map((r) => ({ value: r.name, label: r.name }))} />
        </Form.Item>
        <Form.Item name="active" label={t('active')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}
