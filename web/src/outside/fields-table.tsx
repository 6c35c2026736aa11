// The fields of a message, as a table: path, meaning, type, and whether it must be there.
import type { ReactNode } from 'react';
import { words } from './words';

export type FieldRow = { readonly path: string; readonly zh: string; readonly type: string; readonly required: boolean };

export function FieldsTable({ fields }: { readonly fields: readonly FieldRow[] }): ReactNode {
  return (
    <>
      <h3>{words.fields}</h3>
      <div className="hc-outside-scroll" tabIndex={0} role="region" aria-label={words.fields}>
        <table className="hc-outside-table">
          <thead>
            <tr>
              <th scope="col">{words.field}</th>
              <th scope="col">{words.meaning}</th>
              <th scope="col">{words.type}</th>
              <th scope="col">{words.required}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((f) => (
              <tr key={f.path}>
                <td>
                  <code>{f.path}</code>
                </td>
                <td>{f.zh}</td>
                <td>{f.type}</td>
                <td>{f.required ? '✓' : ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
