import { readFileSync } from 'node:fs';
import { DEMONSTRATION_FIRM, FirmError, parseFirm, type Firm } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';

/** Options that every report takes. */
export interface FirmOptions extends InstallationOptions {
  /** File of the firm's parameters, JSON. */
  readonly firm?: string;
  /** As of which commit position; absent: as of now. */
  readonly position?: string;
}

/** Reads who reports. @throws CommandFailure where the file is not as declared. */
export function firmOf({ firm }: FirmOptions): Firm {
  if (firm === undefined) return DEMONSTRATION_FIRM;
  try {
    return parseFirm(JSON.parse(readFileSync(firm, 'utf8')));
  } catch (error) {
    if (!(error instanceof FirmError || error instanceof SyntaxError)) throw error;
    throw new CommandFailure(`${firm}: ${error.message}`, { cause: error });
  }
}
