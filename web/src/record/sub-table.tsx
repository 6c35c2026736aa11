// A list inside a record (其他单位 …): a small table of inputs, one row per entry.
import type { ReactNode } from 'react';
import type { Problem } from '../api/client';
import type { Field, Labels, Values } from '../api/types';
import { Control } from '../app/field-input';
import { useMeta } from '../app/meta';
import { t } from '../i18n';
import { Button, IconButton } from '../ui/button';
import './sub-table.css';
import { labelOf } from '../app/values';

type Props = {
  readonly field: Field;
  readonly rows: readonly Values[];
  readonly labels: Labels;
  readonly problem: Problem | null;
  readonly readOnly: boolean;
  readonly path?: 'data' | 'head';
  readonly onChange: (rows: readonly Values[]) => void;
  readonly onLearn: (labels: Labels) => void;
};

const SubHead = ({ parts }: { readonly parts: NonNullable<Props['field']['of']> }): ReactNode => (
  <thead>
    <tr>
      {parts.map((p) => (
        <th key={p.name} scope="col">
          {p.zh}
          {p.required && <i aria-hidden="true">*</i>}
        </th>
      ))}
      <th scope="col">
        <span className="hc-hidden">{t('delete')}</span>
      </th>
    </tr>
  </thead>
);

export function SubTable({ field, rows, labels, problem, readOnly, path = 'data', onChange, onLearn }: Props): ReactNode {
  const meta = useMeta();
  const parts = field.of ?? [];
  const said = problem?.at(`${path}.${field.name}`);
  const fresh = (): Values => Object.fromEntries(parts.map((p) => [p.name, p.initial ?? null]));
  return (
    <div className="hc-field hc-wide hc-sub">
      <span className="hc-label">{field.zh}</span>
      {rows.length > 0 && (
        <table>
          <SubHead parts={parts} />
          <tbody>
            {rows.map((row, i) => (
              // entries have no identity of their own; their place is what they are
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={i}>
                {parts.map((p) => {
                  const said = problem?.at(`${path}.${field.name}[${i}].${p.name}`);
                  return (
                    <td key={p.name} data-label={p.zh}>
                      <Control
                        field={p}
                        value={row[p.name]}
                        labels={labels}
                        today={meta.today}
                        readOnly={readOnly}
                        wiring={{ 'aria-label': `${p.zh} ${t('rowN', { n: i + 1 })}`, 'aria-invalid': said !== undefined, title: said }}
                        onChange={(v, c) => {
                          if (c) onLearn({ [c.id]: labelOf(c) });
                          onChange(rows.map((r, at) => (at === i ? { ...r, [p.name]: v === '' ? null : v } : r)));
                        }}
                      />
                      {said && <span className="hc-error">{said}</span>}
                    </td>
                  );
                })}
                <td>{!readOnly && <IconButton icon="trash" label={`${t('delete')} ${t('rowN', { n: i + 1 })}`} onClick={() => onChange(rows.filter((_, at) => at !== i))} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!readOnly && rows.length < (field.max ?? 200) && (
        <div>
          <Button kind="quiet" icon="plus" onClick={() => onChange([...rows, fresh()])}>
            {t('addRow', { what: field.zh })}
          </Button>
        </div>
      )}
      {said ? (
        <span className="hc-error" role="alert">
          {said}
        </span>
      ) : (
        field.hint && <span className="hc-hint">{field.hint}</span>
      )}
    </div>
  );
}
