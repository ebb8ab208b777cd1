import type { InstallationOptions } from '../command-line/options.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { send } from '../messages/send.ts';
import { report, table } from '../output/report.ts';

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly accountId: string | null;
  readonly instrumentId: string | null;
  readonly fromDay: string | null;
  readonly toDay: string | null;
  readonly retentionClass: string | null;
  readonly reader: string | null;
  readonly until: string;
  readonly status: string;
  readonly reason: string;
}

interface Due {
  readonly retentionClass: string;
  readonly records: string;
  readonly oldest: string | null;
  readonly past: string;
  readonly held: string;
  readonly due: string;
}

type Scope = InstallationOptions & {
  readonly account?: string;
  readonly instrument?: string;
  readonly from?: string;
  readonly to?: string;
};

const HOUR_MS = 3_600_000;

/** Prints the register. @throws CommandFailure */
export async function listRegister(options: InstallationOptions): Promise<void> {
  const rows = await allRows<Entry>('records.register', {}, options);
  report(rows, options.json === true, (all) =>
    all.length === 0
      ? 'no holds, disposals or rooms'
      : table([
          ['kind', 'name', 'status', 'what', 'who', 'reason'],
          ...all.map((row) => [
            row.kind.toLowerCase(),
            row.name,
            row.status.toLowerCase(),
            scopeText(row),
            row.reader === null
              ? ''
              : `${row.reader} until ${new Date(Number(BigInt(row.until) / 1_000_000n)).toISOString()}`,
            row.reason,
          ]),
        ]),
  );
}

function scopeText({ accountId, instrumentId, fromDay, toDay, retentionClass }: Entry): string {
  const days = fromDay === null && toDay === null ? null : `${fromDay ?? ''}..${toDay ?? ''}`;
  const parts = [retentionClass?.toLowerCase(), accountId, instrumentId, days];
  return parts.filter((part) => part !== null && part !== undefined).join(' ') || 'everything';
}

/** Prints what is due. @throws CommandFailure */
export async function showRetention(
  options: InstallationOptions & { readonly day?: string },
): Promise<void> {
  const { day } = options;
  const rows = (await answerTo('records.retention', { day }, options)) as readonly Due[];
  report(rows, options.json === true, (all) =>
    table([
      ['class', 'records', 'oldest', 'past their period', 'held', 'due'],
      ...all.map((row) => [
        row.retentionClass.toLowerCase(),
        row.records,
        row.oldest ?? '',
        row.past,
        row.held,
        row.due,
      ]),
    ]),
  );
}

interface Read {
  readonly at: string;
  readonly who: string;
  readonly account: string;
  readonly question: string;
}

/** Prints who has looked. @throws CommandFailure */
export async function listReads(options: Scope): Promise<void> {
  const input = { accountId: options.account, first: 1_000 };
  const rows = (await answerTo('records.reads', input, options)) as readonly Read[];
  report(rows, options.json === true, (all) =>
    all.length === 0
      ? 'nobody has looked'
      : table([
          ['time (UTC)', 'who', 'account', 'question'],
          ...all.map(({ at, who, account, question }) => [at, who, account, question]),
        ]),
  );
}

/** Sends a command to the register, as people have typed it. @throws CommandFailure where it is refused, or waits. */
export async function change(type: string, words: object, options: Scope): Promise<void> {
  const { account: accountId, instrument: instrumentId, from, to, ...rest } = options;
  const { hours, ...named } = words as { readonly hours?: string };
  if (hours !== undefined && !/^[1-9]\d{0,3}$/.test(hours))
    throw new CommandFailure('give whole hours, at most 9999');
  const until =
    hours === undefined
      ? {}
      : { until: `${BigInt(Date.now() + Number(hours) * HOUR_MS) * 1_000_000n}` };
  const data = { register: 'HOUSE', ...named, ...until, accountId, instrumentId, from, to };
  await send(type, { ...rest, document: JSON.stringify(data) });
}
