// API tokens of the person: made once, shown once, revoked at any time.
import { Button, Form, Input, Modal, Popconfirm, Select, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { post, remove } from '../api/client';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { Failure, Waiting } from '../ui/bits';
import { say } from '../ui/say';
import { useAct, useOffice } from './use-office';

type Token = {
  readonly id: string;
  readonly name: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly used_at: string | null;
  readonly revoked_at: string | null;
};

export function Tokens(): ReactNode {
  const tokens = useOffice<readonly Token[]>('/api/tokens');
  const act = useAct();
  const [making, setMaking] = useState(false);
  if (tokens.isError) return <Failure error={tokens.error} retry={() => void tokens.refetch()} />;
  if (!tokens.data) return <Waiting />;
  return (
    <>
      <div className="hc-office-bar">
        <span className="hc-note">{t('tokensNote')}</span>
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('newToken')}
        </Button>
      </div>
      <Table<Token>
        size="middle"
        rowKey="id"
        dataSource={[...tokens.data]}
        pagination={false}
        {...(tokens.data.length > 0 ? { scroll: { x: 640 } } : {})}
        locale={{ emptyText: t('tokensEmpty') }}
        columns={[
          { title: t('name'), dataIndex: 'name' },
          { title: t('createdAt'), dataIndex: 'created_at', render: stamp },
          { title: t('usedAt'), dataIndex: 'used_at', render: (at: string | null) => stamp(at) || '—' },
          { title: t('expiresAt'), dataIndex: 'expires_at', render: (at: string | null) => stamp(at) || t('never') },
          {
            title: '',
            key: 'end',
            align: 'right',
            render: (_, x) =>
              x.revoked_at ? (
                <Tag>{t('revoked')}</Tag>
              ) : (
                <Popconfirm title={t('revokeAsk')} okText={t('revoke')} cancelText={t('cancel')} onConfirm={() => void act(() => remove(`/api/tokens/${x.id}`), t('revoked'))}>
                  <Button type="link" danger>
                    {t('revoke')}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
      {making && <TokenBox onClose={() => setMaking(false)} />}
    </>
  );
}

/** Over plain http the clipboard is closed to pages: the text can still be marked by hand. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t('copiedText'));
  } catch {
    const range = document.createRange();
    const box = document.querySelector('.hc-secret');
    if (box) range.selectNodeContents(box);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    say(t('copyByHand'), 'info');
  }
}

/** A device needs no more than to send its events. */
type Asked = { name: string; use: 'all' | 'send'; days: number };

function TokenBox({ onClose }: { readonly onClose: () => void }): ReactNode {
  const act = useAct();
  const [form] = Form.useForm<Asked>();
  const [made, setMade] = useState<string | null>(null);
  const save = async (v: Asked): Promise<void> => {
    await act(async () => {
      const answer = await post<{ secret: string }>('/api/tokens', { name: v.name, rights: v.use === 'send' ? ['outside.send'] : null, days: v.days || null });
      setMade(answer.secret);
    }, t('tokenMade'));
  };
  return (
    <Modal
      open
      title={t('newToken')}
      onCancel={onClose}
      onOk={() => (made ? onClose() : form.submit())}
      okText={t(made ? 'close' : 'create')}
      cancelText={t('cancel')}
      cancelButtonProps={made ? { style: { display: 'none' } } : {}}
    >
      {made ? (
        <>
          <p className="hc-note">{t('tokenOnce')}</p>
          <code className="hc-secret">{made}</code>
          <Button type="link" style={{ padding: 0 }} onClick={() => void copy(made)}>
            {t('copyText')}
          </Button>
        </>
      ) : (
        <Form form={form} layout="vertical" initialValues={{ days: 365, use: 'all' }} onFinish={(v) => void save(v)}>
          <Form.Item name="name" label={t('tokenFor')} rules={[{ required: true, message: t('fillThis') }]}>
            <Input autoFocus />
          </Form.Item>
          <Form.Item name="use" label={t('tokenUse')}>
            <Select
              options={[
                { value: 'all', label: t('tokenAll') },
                { value: 'send', label: t('right.outside.send') },
              ]}
            />
          </Form.Item>
          <Form.Item name="days" label={t('expiresAt')}>
            <Select
              options={[
                { value: 30, label: t('daysN', { n: 30 }) },
                { value: 365, label: t('daysN', { n: 365 }) },
                { value: 0, label: t('never') },
              ]}
            />
          </Form.Item>
        </Form>
      )}
    </Modal>
  );
}
