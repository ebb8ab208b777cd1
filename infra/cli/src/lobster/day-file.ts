import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readLobster } from '@bellwether/engine/verify';

/** SHA-256 of the file: commands are named after it, so that the same file never counts twice. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Number of rows, all of them sound. @throws LobsterFormatError */
export async function countRows(path: string): Promise<number> {
  let rows = 0;
  for await (const _ of readLobster(path)) rows += 1;
  return rows;
}
