// Roles: what a role may do, as a table of documents and records against actions, plus the special rights.
import { Button, Checkbox, Form, Input, Modal, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { post } from '../api/client';
import type { Meta } from '../api/types';
import { useMeta } from '../app/meta';
import { t, type Word } from '../i18n';
import { Failure, Waiting } from '../ui/bits';
import { useAct, useOffice } from './use-office';

type Role = { readonly code: string; readonly name: string; readonly rights: readonly string[]; readonly builtin: boolean };
const ACTIONS = ['view', 'edit', 'approve', 'reverse', 'close', 'export'] as const;
/** What is neither document nor record. */
const APART = ['planning', 'rule'] as const;
const SPECIAL = [
  'field.price',
  'field.cost',
  'stock.view',
  'ledger.view',
  'period.close',
  'period.reopen',
  'people.manage',
  'settings.manage',
  'audit.view',
  'verify.run',
  'books.backdate',
  'bus.manage',
  'outside.manage',
  'outside.send',
] as const;

export function Roles(): ReactNode {
  const roles = useOffice<readonly Role[]>('/api/roles');
  const [open, setOpen] = useState<Role | 'new' | null>(null);
  if (roles.isError) return <Failure error={roles.error} retry={() => void roles.refetch()} />;
  if (!roles.data) return <Waiting />;
  return (
    <>
      <div className="hc-office-bar">
        <span className="hc-note">{t('rolesNote')}</span>
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('newRole')}
        </Button>
      </div>
      <Table<Role>
        size="middle"
        rowKey="code"
        dataSource={[...roles.data]}
        pagination={false}
        scroll={{ x: 640 }}
        onRow={(r) => ({ onClick: () => setOpen(r), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: t('name'),
            dataIndex: 'name',
            render: (name: string, r) => (
              <>
                <Button type="link" style={{ padding: 0 }} onClick={() => setOpen(r)}>
                  {name}
                </Button>
                {r.builtin && <Tag style={{ marginLeft: 8 }}>{t('builtin')}</Tag>}
              </>
            ),
          },
          { title: t('code'), dataIndex: 'code' },
          { title: t('rights'), dataIndex: 'rights', render: (rights: readonly string[]) => (rights.includes('*') ? t('allRights') : t('nRights', { n: rights.length })) },
        ]}
      />
      {open && <RoleBox role={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

const holds = (rights: ReadonlySet<string>, subject: string, action: string): boolean =>
  rights.has('*') || rights.has(`${subject}.${action}`) || rights.has(`${subject}.*`) || rights.has(`*.${action}`);

/** What rights are given on, and which. */
const subjectsOf = (meta: Meta): readonly { readonly type: string; readonly zh: string; readonly actions: readonly string[] }[] => [
  ...meta.documents.map((d) => ({ type: d.type, zh: d.zh, actions: ACTIONS })),
  ...APART.map((type) => ({ type, zh: t(`subject.${type}`), actions: ['view', 'edit', 'approve'] })),
  ...meta.records.map((r) => ({ type: r.type, zh: r.zh, actions: ['view', 'edit', 'export'] })),
];

function RoleBox({ role, onClose }: { readonly role: Role | null; readonly onClose: () => void }): ReactNode {
  const act = useAct();
  const [form] = Form.useForm<{ name: string; code: string }>();
  const [rights, setRights] = useState<ReadonlySet<string>>(new Set(role?.rights ?? []));
  const locked = role?.builtin === true;
  const subjects = subjectsOf(useMeta());
  const set = (subject: string, action: string, on: boolean): void =>
    setRights((before) => {
      const next = new Set(before);
      if (next.delete('*')) for (const s of subjects) for (const a of s.actions) next.add(`${s.type}.${a}`);
      if (next.delete(`${subject}.*`)) for (const a of ACTIONS) next.add(`${subject}.${a}`);
      if (next.delete(`*.${action}`)) for (const s of subjects) next.add(`${s.type}.${action}`);
      if (on) next.add(`${subject}.${action}`);
      else next.delete(`${subject}.${action}`);
      return next;
    });
  const save = async (v: { name: string; code: string }): Promise<void> => {
    if (await act(() => post('/api/roles', { ...v, rights: [...rights] }), t('saved', { what: v.name }))) onClose();
  };
  return (
    <Modal
      open
      width={820}
      title={role ? role.name : t('newRole')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('save')}
      cancelText={t(locked ? 'close' : 'cancel')}
      okButtonProps={locked ? { style: { display: 'none' } } : {}}
    >
      <Form form={form} layout="inline" initialValues={{ name: role?.name ?? '', code: role?.code ?? '' }} onFinish={(v) => void save(v)} style={{ marginBottom: 12 }}>
        <Form.Item name="name" label={t('name')} rules={[{ required: true, message: t('fillThis') }]}>
          <Input disabled={locked} />
        </Form.Item>
        <Form.Item
          name="code"
          label={t('code')}
          extra={role ? undefined : t('roleCodeHint')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{1,38}$/, message: t('roleCodeHint') }]}
        >
          <Input disabled={role !== null} />
        </Form.Item>
      </Form>
      <div className="hc-rights-scroll" tabIndex={0} role="region" aria-label={t('rights')}>
        <table className="hc-rights">
          <thead>
            <tr>
              <th scope="col">{t('subject')}</th>
              {ACTIONS.map((a) => (
                <th key={a} scope="col">
                  {t(`action.${a}` as Word)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {subjects.map((s) => (
              <tr key={s.type}>
                <th scope="row">{s.zh}</th>
                {ACTIONS.map((a) => (
                  <td key={a}>
                    {s.actions.includes(a) && (
                      <Checkbox
                        aria-label={`${s.zh} ${t(`action.${a}` as Word)}`}
                        disabled={locked}
                        checked={holds(rights, s.type, a)}
                        onChange={(event) => set(s.type, a, event.target.checked)}
                      />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3 style={{ margin: '14px 0 6px' }}>{t('specialRights')}</h3>
      <div className="hc-special">
        {SPECIAL.map((r) => (
          <Checkbox
            key={r}
            disabled={locked}
            checked={rights.has('*') || rights.has(r)}
            onChange={(event) =>
              setRights((before) => {
                const next = new Set(before);
                if (event.target.checked) next.add(r);
                else next.delete(r);
                return next;
              })
            }
          >
            {t(`right.${r}` as Word)}
          </Checkbox>
        ))}
      </div>
    </Modal>
  );
}
