// People: who may come in, with which roles, where in the organisation.
import { Button, Form, Input, Modal, Select, Switch, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { post, put } from '../api/client';
import { useMeta } from '../app/meta';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { Failure, Waiting } from '../ui/bits';
import { useAct, useOffice } from './use-office';

type Grant = { readonly role: string; readonly roleName?: string; readonly node: string; readonly nodeName?: string };
type Person = {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly phone: string | null;
  readonly active: boolean;
  readonly last_seen: string | null;
  readonly grants: readonly Grant[];
};
type Role = { readonly code: string; readonly name: string };
type Place = { readonly id: string; readonly kind: string; readonly name: string };
type Entry = { login: string; name: string; phone?: string; password?: string; active: boolean; roles: string[]; node: string };

export function People(): ReactNode {
  const people = useOffice<readonly Person[]>('/api/people');
  const roles = useOffice<readonly Role[]>('/api/roles');
  const nodes = useOffice<readonly Place[]>('/api/nodes');
  const [open, setOpen] = useState<Person | 'new' | null>(null);
  if (people.isError) return <Failure error={people.error} retry={() => void people.refetch()} />;
  if (!people.data) return <Waiting />;
  return (
    <>
      <div className="hc-office-bar">
        <span className="hc-note">{t('peopleNote', { n: people.data.length })}</span>
        <Button type="primary" onClick={() => setOpen('new')}>
          {t('newPerson')}
        </Button>
      </div>
      <Table<Person>
        size="middle"
        rowKey="id"
        dataSource={[...people.data]}
        pagination={false}
        scroll={{ x: 760 }}
        onRow={(p) => ({ onClick: () => setOpen(p), style: { cursor: 'pointer' } })}
        columns={[
          {
            title: t('personName'),
            dataIndex: 'name',
            render: (name: string, p) => (
              <Button type="link" style={{ padding: 0 }} onClick={() => setOpen(p)}>
                {name}
              </Button>
            ),
          },
          { title: t('login'), dataIndex: 'login' },
          { title: t('phone'), dataIndex: 'phone' },
          {
            title: t('roles'),
            dataIndex: 'grants',
            render: (grants: readonly Grant[]) =>
              grants.map((g) => (
                <Tag key={g.role + g.node}>
                  {g.roleName ?? g.role}
                  {g.nodeName ? ` · ${g.nodeName}` : ''}
                </Tag>
              )),
          },
          { title: t('lastSeen'), dataIndex: 'last_seen', render: (at: string | null) => stamp(at) || '—' },
          { title: t('state'), dataIndex: 'active', render: (active: boolean) => <Tag color={active ? 'success' : 'default'}>{t(active ? 'activeOnly' : 'disabled')}</Tag> },
        ]}
      />
      {open && <PersonBox person={open === 'new' ? null : open} roles={roles.data ?? []} nodes={nodes.data ?? []} onClose={() => setOpen(null)} />}
    </>
  );
}

function PersonBox({
  person,
  roles,
  nodes,
  onClose,
}: {
  readonly person: Person | null;
  readonly roles: readonly Role[];
  readonly nodes: readonly Place[];
  readonly onClose: () => void;
}): ReactNode {
  const meta = useMeta();
  const act = useAct();
  const [form] = Form.useForm<Entry>();
  const [busy, setBusy] = useState(false);
  const save = async (v: Entry): Promise<void> => {
    setBusy(true);
    const grants = v.roles.map((role) => ({ role, node: v.node }));
    const shared = { name: v.name, phone: v.phone ?? null, grants };
    const ok = await act(
      () =>
        person
          ? put(`/api/people/${person.id}`, { ...shared, active: v.active, ...(v.password ? { password: v.password } : {}) })
          : post('/api/people', { ...shared, login: v.login, password: v.password }),
      t('saved', { what: v.name }),
      (errors) => form.setFields(errors.map((e) => ({ name: e.path as keyof Entry, errors: [e.message] }))),
    );
    setBusy(false);
    if (ok) onClose();
  };
  const need = [{ required: true, message: t('fillThis') }];
  const first: Partial<Entry> = person
    ? {
        login: person.login,
        name: person.name,
        phone: person.phone ?? '',
        active: person.active,
        roles: person.grants.map((g) => g.role),
        node: person.grants[0]?.node ?? meta.org.id,
      }
    : { active: true, roles: [], node: meta.org.id };
  return (
    <Modal open title={person ? person.name : t('newPerson')} onCancel={onClose} onOk={() => form.submit()} confirmLoading={busy} okText={t('save')} cancelText={t('cancel')}>
      <Form<Entry>
        form={form}
        layout="vertical"
        initialValues={first}
        onFinish={(v) => void save(v)}
        requiredMark={(label, { required }) => (
          <>
            {label}
            {required && <i style={{ color: 'var(--hc-bad)', marginLeft: 3 }}>*</i>}
          </>
        )}
      >
        <Form.Item name="name" label={t('personName')} rules={need}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="login" label={t('login')} rules={person ? [] : need} extra={person ? undefined : t('loginHint')}>
          <Input disabled={person !== null} autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label={t('phone')}>
          <Input />
        </Form.Item>
        <Form.Item name="roles" label={t('roles')} rules={need}>
          <Select mode="multiple" optionFilterProp="label" options={roles.map((r) => ({ value: r.code, label: r.name }))} />
        </Form.Item>
        <Form.Item name="node" label={t('placeOfWork')} extra={t('placeHint')} rules={need}>
          <Select
            options={nodes.map((n) => ({ value: n.id, label: `${n.name}（${t(n.kind === 'group' ? 'node.group' : n.kind === 'company' ? 'node.company' : 'node.site')}）` }))}
          />
        </Form.Item>
        <Form.Item name="password" label={person ? t('resetPassword') : t('firstPasswordLabel')} rules={person ? [] : need} extra={t('passwordHint')}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {person && (
          <Form.Item name="active" label={t('active')} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
