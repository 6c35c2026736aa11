// Promise: the yardstick of the bench: the same lines as a plain form with every input alive, as pages are usually written.
import { useState, type ReactNode } from 'react';
import { columns, derive, type Line } from './shop';

export function NaiveForm({ first }: { readonly first: readonly Line[] }): ReactNode {
  const [rows, setRows] = useState(first);
  const set = (r: number, key: string, value: string): void => setRows((now) => now.map((row, i) => (i === r ? derive({ ...row, [key]: value }, key) : row)));
  return (
    <table>
      <tbody>
        {rows.map((row, r) => (
          <tr key={row._key}>
            {columns.map((column) => {
              const value = column.text?.(row) ?? (column.key === 'product' ? (row.product?.code ?? '') : String(row[column.key as keyof Line] ?? ''));
              return (
                <td key={column.key}>
                  <input aria-label={`${column.title} ${r}`} value={value} onChange={(event) => set(r, column.key, event.target.value)} />
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
