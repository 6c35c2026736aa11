// Promise: reads and writes the text that Excel and WPS put on the clipboard; write then read gives the same table back.

export function writeTsv(table: readonly (readonly string[])[]): string {
  return table.map((line) => `${line.map(quote).join('\t')}\r\n`).join('');
}

function quote(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function readTsv(text: string): string[][] {
  const table: string[][] = [];
  let line: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at);
    line.push(cell.text);
    at = cell.end;
    const mark = text[at];
    if (mark === '\t') {
      at++;
      continue;
    }
    table.push(line);
    line = [];
    at += mark === '\r' && text[at + 1] === '\n' ? 2 : 1;
    if (at === text.length) break; // Excel ends its text with a line break
  }
  return table;
}

function bare(text: string, from: number): { text: string; end: number } {
  let end = from;
  while (end < text.length && !'\t\r\n'.includes(text[end] as string)) end++;
  return { text: text.slice(from, end), end };
}

/** A cell in quotes; a stray quote that never closes is taken as plain text. */
function quoted(text: string, from: number): { text: string; end: number } {
  let out = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') {
      out += text[at];
      continue;
    }
    if (text[at + 1] === '"') {
      out += '"';
      at++;
      continue;
    }
    const next = text[at + 1];
    return next === undefined || '\t\r\n'.includes(next) ? { text: out, end: at + 1 } : bare(text, from);
  }
  return bare(text, from);
}
