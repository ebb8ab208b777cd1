import { readFileSync } from 'node:fs';
import type { Firm } from '@bellwether/domain';

/** Lines of files, without empty ones. */
export function linesOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  );
}

/** Name of the n-th file of a day; the group is our order management. */
export function catFileName({ crd, imid }: Firm, day: string, n: number): string {
  return `${crd}_${imid}_${day}_OMS_OrderEvents_${`${n}`.padStart(6, '0')}.json`;
}

/** Divides lines among files that are no longer than so many bytes, a line's end counted. */
export function inFiles(lines: readonly string[], maxBytes: number): readonly string[] {
  const files: string[] = [];
  let [text, bytes] = ['', 0];
  for (const line of lines) {
    const length = Buffer.byteLength(line) + 1;
    if (text !== '' && bytes + length > maxBytes) {
      files.push(text);
      [text, bytes] = ['', 0];
    }
    text += `${line}\n`;
    bytes += length;
  }
  return text === '' ? files : [...files, text];
}
