// Files for the tests of imports.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-import-'));
let files = 0;

/** Writes a file and gives its path; every call makes another one. */
export function fileOf(content: string | Uint8Array, name = 'file.csv'): string {
  const path = join(dir, `${(files += 1)}-${name}`);
  writeFileSync(path, content);
  return path;
}
