import { VenueError } from '../live/venue-error.ts';

/** Why a source does not go on. */
export interface SourceFailure {
  /** Of the reader, of the market or of what follows: NO_FILE, NO_ACCESS, UNREADABLE, ANOTHER_KIND, INTERNAL,
   * or of a venue’s session: `VenueFailure`. */
  readonly code: string;
  readonly message: string;
  /** Whether the same may go well later: a file may come, a disk may answer again. Bytes stay as they are. */
  readonly mayPass: boolean;
}

/** What a file is to blame for before its first update. */
const OPENING: Readonly<Record<string, string>> = {
  UNKNOWN_FORMAT: 'it looks like no feed that is read here: name its format',
  NO_DATE: 'neither the file nor its name says of which day it is: give its date',
  NO_NUMBERS: 'its events bear no numbers of the venue: two lines of it cannot be told together',
  COLUMNS: 'its columns have no usual names, or its times are written in no known way',
};

/** Errors whose messages have no word of what was read. */
const TOLD: ReadonlySet<string> = new Set([
  'DirectoryFullError',
  'MarketError',
  'UnknownCalendarYearError',
]);

/**
 * What a source is told to have failed of, to all who may read the market: neither the path nor a word of what stands there,
 * which may be any file that the service can read. The log has the error whole.
 */
export function failureOf(thrown: unknown): SourceFailure {
  const error = thrown as NodeJS.ErrnoException & { readonly position?: unknown };
  const { name, code = 'INTERNAL' } = error;
  const failed = (message: string, mayPass = false): SourceFailure => ({ code, message, mayPass });
  if (error instanceof VenueError) return failed(error.message, error.mayPass);
  if (name === 'FeedError') return failed(OPENING[code] ?? 'it cannot be opened as a feed');
  if (name === 'FormatError' || name === 'LobsterFormatError') {
    const where =
      typeof error.position === 'number' ? ` behind ${error.position} bytes or rows` : '';
    return failed(`it is damaged${where}`);
  }
  if (TOLD.has(name)) return failed(error.message);
  if (error instanceof RangeError) return { ...failed(error.message), code: 'ANOTHER_KIND' };
  if (error.syscall === undefined)
    return { ...failed('the log of the service has what it is'), code: 'INTERNAL' };
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
    return { ...failed(`there is no such file (${code})`, true), code: 'NO_FILE' };
  if (code === 'EACCES' || code === 'EPERM')
    return { ...failed(`the service may not read it (${code})`, true), code: 'NO_ACCESS' };
  return { ...failed(`it cannot be read (${code})`, true), code: 'UNREADABLE' };
}
