// Printing a list: paper shows what is loaded, so the rest is fetched first, as far as anybody would print.
import './list-print.css';

type Pages = { readonly hasNextPage: boolean; readonly fetchNextPage: () => Promise<Pages> };

const PRINTED_PAGES = 20;

export async function printAll(query: Pages): Promise<void> {
  let last = query;
  for (let page = 1; last.hasNextPage && page < PRINTED_PAGES; page += 1) last = await query.fetchNextPage();
  requestAnimationFrame(() => window.print());
}
