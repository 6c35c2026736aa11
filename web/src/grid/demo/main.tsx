// Promise: a page that shows the grid alone; ?lines=200&theme=dark&readonly=1 choose what it shows. Not part of the product.
import { StrictMode, useState, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { EntryGrid, type EntryGridHandle, type GridError } from '../index';
import { columns, derive, line, lookup, served, type Line } from './shop';
import './demo.css';

const wishes = new URLSearchParams(location.search);
const count = Number(wishes.get('lines') ?? 12);
document.documentElement.dataset['theme'] = wishes.get('theme') ?? 'light';

interface Probe {
  rows: readonly Line[];
  submitted: number;
  served: typeof served;
  fail: (errors: readonly GridError[]) => void;
  put: (rows: readonly Line[]) => void;
  widths: unknown;
  grid: EntryGridHandle | null;
}
declare global {
  interface Window {
    probe: Probe;
  }
}

const newRow = (): Partial<Line> => ({ warehouse: 'main', discount: '100' });
const first = Array.from({ length: count }, (_, i) => line(i));
window.probe = { rows: first, submitted: 0, served, fail: () => {}, put: () => {}, widths: null, grid: null };

function Page(): ReactNode {
  const [rows, setRows] = useState<readonly Line[]>(first);
  const [errors, setErrors] = useState<readonly GridError[]>([]);
  window.probe.rows = rows;
  window.probe.fail = setErrors;
  window.probe.put = setRows;
  return (
    <div className="paper">
      <h1>销售出库单</h1>
      <div className="rest">
        <EntryGrid
          ref={(grid) => {
            window.probe.grid = grid;
          }}
          label="销售出库单明细"
          columns={columns}
          rows={rows}
          onChange={setRows}
          derive={derive}
          newRow={newRow}
          lookup={lookup}
          errors={errors}
          readOnly={wishes.has('readonly')}
          today="2026-11-22"
          fill
          onSubmit={() => {
            window.probe.submitted++;
          }}
          onWidths={(widths) => {
            window.probe.widths = widths;
          }}
        />
      </div>
      <nav>
        <a href="#next">下一个控件</a>
      </nav>
    </div>
  );
}

const root = createRoot(document.getElementById('app') as HTMLElement);
root.render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
