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

  /** Opens the reading end; the writer may come later. Ends when the engine has closed its end. */
  open(): Readable {
    const fd = openSync(this.path, constants.O_RDONLY | constants.O_NONBLOCK);
    return new Socket({ fd, readable: true, writable: false });
  }

  /** Says that no writer comes (any more): the reader ends after what is in the pipe. */
  close(): void {
    try {
      closeSync(openSync(this.path, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch (error) {
      // No reader left: it has seen the end already.
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
  }
}
