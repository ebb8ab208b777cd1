import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { makePipe } from './system-calls.ts';

/**
 * A named pipe into which the engine writes a result (`INTO OUTFILE`), in any format, as the document it would write
 * into a file, and no faster than it is read. The engine's own streaming answers one document per block.
 */
export class ResultPipe {
  readonly path: string;

  constructor(path: string) {
    makePipe(path);
    this.path = path;
  }

  /**
   * Opens the pipe for one result. It ends when `end` was called and everything written before has been read. Until then
   * the writing end is held open here too: the engine may open, close and open it again, and would wait for ever for a
   * reader that took the first close for the end.
   */
  open(): { readonly source: Readable; readonly end: () => void } {
    const reader = openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(this.path, constants.O_WRONLY | constants.O_NONBLOCK);
    const source = new Socket({ fd: reader, readable: true, writable: false });
    return { source, end: () => closeSync(writer) };
  }
}
