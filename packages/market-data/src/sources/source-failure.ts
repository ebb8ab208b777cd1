import { FeedError } from '../feeds/feed-error.ts';

/** Why a source does not go on. */
export interface SourceFailure {
  /** Of the reader, of the market or of what follows: NO_FILE, NO_ACCESS, UNREADABLE, INTERNAL. */
  readonly code: string;
  readonly message: string;
  /** Whether the same may go well later: a file may come, a disk may answer again. Bytes stay as they are. */
  readonly mayPass: boolean;
}

/** Errors that say themselves what a source is to blame for. */
const TOLD: ReadonlySet<string> = new Set([
  'FormatError',
  'LobsterFormatError',
  'MarketError',
  'DirectoryFullError',
  'UnknownCalendarYearError',
]);

/** What a source is told to have failed of. Paths stay out of it: who may read the market may not know them. */
export function failureOf(thrown: unknown): SourceFailure {
  const error = thrown as NodeJS.ErrnoException;
  if (error instanceof FeedError || TOLD.has(error.name))
    return { code: error.code ?? 'INTERNAL', message: error.message, mayPass: false };
  if (error instanceof RangeError)
    return { code: 'ANOTHER_KIND', message: error.message, mayPass: false };
  if (error.syscall === undefined || error.code === undefined)
    return { code: 'INTERNAL', message: 'the log of the service has what it is', mayPass: false };
  const { code } = error;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
    return { code: 'NO_FILE', message: `there is no such file (${code})`, mayPass: true };
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'NO_ACCESS', message: `the service may not read it (${code})`, mayPass: true };
  return { code: 'UNREADABLE', message: `it cannot be read (${code})`, mayPass: true };
}
