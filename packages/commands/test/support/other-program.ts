import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGE = join(import.meta.dirname, '../..');

/**
 * The write side as another release of it: the same sources in another place, one of them changed.
 * @param file below `src`.
 * @returns URL of its `index.ts`.
 */
export function otherProgram(
  directory: string,
  file: string,
  change: (text: string) => string,
): string {
  const root = mkdtempSync(join(directory, 'program-'));
  cpSync(join(PACKAGE, 'src'), join(root, 'src'), { recursive: true });
  cpSync(join(PACKAGE, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(PACKAGE, 'node_modules'), join(root, 'node_modules'));
  const path = join(root, 'src', file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return pathToFileURL(join(root, 'src/index.ts')).href;
}
