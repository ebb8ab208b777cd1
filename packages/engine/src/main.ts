// node main.ts verify-lobster <zip> [--json] | verify-itch <file.csv | binary file> [--json]
// Ends with 0 when the production book reproduces the recording, with 1 when it does not, with 2 when it cannot be read.
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  ItchFormatError,
  LobsterFormatError,
  readItch,
  readItchCsv,
  readLobster,
  verifyItch,
  verifyLobster,
  type ItchReport,
  type LobsterReport,
} from './verify/index.ts';

const USAGE =
  'usage: verify-lobster <zip> [--json] | verify-itch <file.csv or binary file> [--json]';

const verify = (command: string | undefined, path: string): Promise<LobsterReport | ItchReport> => {
  if (command === 'verify-lobster') return verifyLobster(readLobster(path));
  const bytes = createReadStream(path);
  return verifyItch(path.endsWith('.csv') ? readItchCsv(bytes) : readItch(bytes));
};

/** Lists shortened to their length, for people. */
const summary = (report: LobsterReport | ItchReport): string =>
  Object.entries(report)
    .map(
      ([name, value]) => `${name}: ${Array.isArray(value) ? value.length : JSON.stringify(value)}`,
    )
    .join('\n');

const isClean = (report: LobsterReport | ItchReport): boolean =>
  report.mismatches.length === 0 &&
  (!('takerMismatches' in report) || report.takerMismatches.length === 0);

const isUnreadable = (error: unknown): error is Error =>
  error instanceof LobsterFormatError ||
  error instanceof ItchFormatError ||
  (error instanceof Error && 'syscall' in error);

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowPositionals: true,
});
const [command, path] = positionals;
if (values.help) console.log(USAGE);
else if (path === undefined || (command !== 'verify-lobster' && command !== 'verify-itch')) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    const report = await verify(command, path);
    console.log(values.json ? JSON.stringify(report) : summary(report));
    process.exitCode = isClean(report) ? 0 : 1;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
