// What a line is made of: its accounts, each with the way to its ledger; they add up to the line.
import type { ReactNode } from 'react';
import { isNegative, money, sum } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { A } from '../ui/link';
import { type Drill, useDrill, type Wish } from './statements';
import { words } from './words';

export function DrillDrawer({ wish, line, onClose }: { readonly wish: Wish; readonly line: string; readonly onClose: () => void }): ReactNode {
  const query = useDrill(wish, line);
  return (
    <Dialog open side="right" width={520} title={query.data ? words.behind(query.data.name) : words.drill} onClose={onClose} className="hc-drill">
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Waiting lines={5} />
      ) : query.data.rows.length === 0 ? (
        <p className="hc-note">{words.nothing}</p>
      ) : (
        <Rows drill={query.data} />
      )}
    </Dialog>
  );
}

function Rows({ drill }: { readonly drill: Drill }): ReactNode {
  const figure = (text: string): ReactNode => <span className={isNegative(text) ? 'hc-negative' : ''}>{money(text)}</span>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.account}</th>
          {drill.columns.map((c) => (
            <th key={c.key} scope="col" className="hc-right">
              {c.zh}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {drill.rows.map((r, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an account may stand twice, once for each thing it was paid for
          <tr key={`${r.code}${i}`}>
            <td>
              <A className="hc-link" href={r.href}>
                {r.code} {r.name}
              </A>
            </td>
            {drill.columns.map((c) => (
              <td key={c.key} className="hc-right">
                {figure(r.amounts[c.key] ?? '0')}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>{words.total}</td>
          {drill.columns.map((c) => (
            <td key={c.key} className="hc-right">
              {figure(sum(drill.rows.map((r) => r.amounts[c.key])))}
            </td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
