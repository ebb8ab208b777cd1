// node main.ts verify-lobster <zip> [--day <date>] [--json] | verify-itch <file> [--json]
// Ends with 0 when the production book reproduces the recording, with 1 when it does not, with 2 when it cannot be read.
import { parseArgs } from 'node:util';
import {
  findingLines,
  ItchFormatError,
  LobsterFormatError,
  openItch,
  readLobster,
  verifyItch,
  verifyLobster,
  type Findings,
  type ItchReport,
  type LobsterReport,
} from './verify/index.ts';

const USAGE = `usage: verify-lobster <zip> [--day <date>] [--json]
       verify-itch <file: binary, SoupBinTCP or text, plain or gzip> [--json]`;
/** Findings of a kind that are told to people. */
const TOLD = 20;

const verify = async (
  command: string | undefined,
  path: string,
  day: string | undefined,
): Promise<LobsterReport | ItchReport> =>
  command === 'verify-lobster'
    ? verifyLobster(readLobster(path, { day }))
    : verifyItch(await openItch(path));

/** For people: numbers, and the first rows or messages that are not what they should be. */
const summary = (report: LobsterReport | ItchReport): string =>
  Object.entries(report)
    .flatMap(([name, value]: [string, unknown]) => {
      if (!isFindings(value)) return [`${name}: ${JSON.stringify(value)}`];
      const lines = findingLines(value, TOLD, showFinding).map((line) => `  ${line}`);
      return [`${name}: ${value.total}`, ...lines];
    })
    .join('\n');

const isFindings = (value: unknown): value is Findings<Finding> =>
  typeof value === 'object' && value !== null && 'listed' in value;

/** A row or message by its number, from 0, or with what is wrong with it. */
type Finding = number | { readonly row?: number; readonly message?: number; readonly what: string };

const showFinding = (finding: Finding): string => {
  if (typeof finding === 'number') return `${finding}`;
  const { row, message, what } = finding;
  return row === undefined ? `message ${message}: ${what}` : `row ${row}: ${what}`;
};

const isClean = (report: LobsterReport | ItchReport): boolean =>
  report.mismatches.total === 0 &&
  (!('takerMismatches' in report) || report.takerMismatches.total === 0);

const isUnreadable = (error: unknown): error is Error =>
  error instanceof LobsterFormatError ||
  error instanceof ItchFormatError ||
  (error instanceof Error && 'syscall' in error);

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    day: { type: 'string' },
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
    const report = await verify(command, path, values.day);
    console.log(values.json ? JSON.stringify(report) : summary(report));
    process.exitCode = isClean(report) ? 0 : 1;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
