// The serial numbers of an arriving line that says none: all that are still on their way, when the quantity says it can only be all of them. Pure.
import type { SourceRef } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Micro } from '#kernel/quantity';
import { PIECE, serialsText } from '#kernel/serials';
import { onTheWay } from './arrivals.ts';

type Line = { readonly source: SourceRef | null; readonly item: string; readonly baseQty: Micro | null; readonly serials: string | null };

/** Fills empty lines that take everything their source line still has on the way; another line on the same source leaves the choice to the person. */
export function piecesOnTheWay<L extends Line>(lines: readonly L[], warehouse: string, facts: Facts): readonly L[] {
  const onSource = new Map<string, number>();
  for (const { source } of lines) if (source) onSource.set(`${source.doc}/${source.line}`, (onSource.get(`${source.doc}/${source.line}`) ?? 0) + 1);
  return lines.map((line) => {
    const { source } = line;
    if (!source || line.serials !== null || !facts.items[line.item]?.tracksSerials || onSource.get(`${source.doc}/${source.line}`) !== 1) return line;
    const left = onTheWay(source, { item: line.item, warehouse }, facts);
    return BigInt(left.length) * PIECE === line.baseQty ? { ...line, serials: serialsText(left) } : line;
  });
}
