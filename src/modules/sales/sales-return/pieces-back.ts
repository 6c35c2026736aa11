// The serial numbers of a returned line that says none: those of its source line, when it can only be all that are left of it. Pure.
import type { Facts } from '#kernel/facts';
import type { SourceRef } from '#kernel/document';
import type { Micro } from '#kernel/quantity';
import { PIECE, serialsText } from '#kernel/serials';

type Line = { readonly source: SourceRef | null; readonly item: string; readonly baseQty: Micro | null; readonly serials: string | null };

/** Fills empty lines whose quantity is exactly what the source line has left; another line on the same source leaves the choice to the person. */
export function piecesAsSold<L extends Line>(lines: readonly L[], facts: Facts): readonly L[] {
  const onSource = new Map<string, number>();
  for (const { source } of lines) if (source) onSource.set(`${source.doc}/${source.line}`, (onSource.get(`${source.doc}/${source.line}`) ?? 0) + 1);
  return lines.map((line) => {
    const { source } = line;
    if (!source || line.serials !== null || !facts.items[line.item]?.tracksSerials || onSource.get(`${source.doc}/${source.line}`) !== 1) return line;
    const left = (facts.sources[source.doc]?.movedLots[source.line] ?? []).filter((m) => m.no !== null && -(m.qty + m.backQty) >= PIECE);
    return BigInt(left.length) * PIECE === line.baseQty ? { ...line, serials: serialsText(left.map((m) => m.no ?? '')) } : line;
  });
}
