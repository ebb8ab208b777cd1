import { readFileSync, statSync } from 'node:fs';
import { StatementError } from './xml.ts';

/** A statement of a day has some hundreds of bytes for each holding. */
const BYTES_MAX = 256 * 1024 * 1024;

/** The bytes of a file that others have made. @throws StatementError where it is too large; errors of the file. */
export function readStatement(file: string): Buffer {
  if (statSync(file).size > BYTES_MAX)
    throw new StatementError(`${file} has more than ${BYTES_MAX} bytes`);
  return readFileSync(file);
}
