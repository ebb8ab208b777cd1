import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, rounds } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

interface Run {
  readonly runId: string;
  readonly status: string;
  readonly lines: number;
}

interface Line {
  readonly participant: string;
  readonly instrumentId: string;
  readonly settledQuantity: string;
  readonly settledAmount: string;
  readonly marked: string;
}

interface TrialBalance {
  /** By commodity. */
  readonly sums: Readonly<Record<string, string>>;
  readonly balances: readonly { readonly account: string }[];
}

/** Rounds in which everything on the way of a run is killed. */
const KILLS = rounds(1, 17);
/** Between them, ms: what crashes nine times in a row, without running for half a minute in between, is given up. */
const SETTLES_MS = 35_000;

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

/** What trades lead to, on a running platform that settles every minute and whose deliveries fail now and then. */
export function settlementCases(
  cli: () => Cli,
  directory: string,
  pidOf: (name: string) => Promise<number>,
): void {
  describe('settlement from the command line', () => {
    test('a run moves shares and money from one to another, and none of either comes or goes', async () => {
      let run: Run | undefined;
      await eventually(
        'a run with lines is over',
        async () => {
          const runs = await cli().json<readonly Run[]>('settlement', 'runs');
          run = runs.find(({ status, lines }) => status === 'COMPLETED' && lines > 0);
          return run !== undefined;
        },
        90_000,
      );
      const lines = await cli().json<readonly Line[]>('settlement', 'show', run!.runId);
      expect(lines).toHaveLength(run!.lines);
      for (const own of Map.groupBy(lines, ({ instrumentId }) => instrumentId).values()) {
        expect(sum(own.map((line) => BigInt(line.settledQuantity)))).toBe(0n);
        expect(sum(own.map((line) => BigInt(line.settledAmount) + BigInt(line.marked)))).toBe(0n);
      }
      // Venues that orders were executed at are participants, too.
      expect(lines.some(({ participant }) => participant.startsWith('@XDM'))).toBe(true);
    }, 120_000);

    test(
      'a run is carried through though everything on its way is killed',
      async () => {
        for (let round = 0; round < KILLS; round++) {
          if (round > 0) await sleep(SETTLES_MS);
          // Who was killed may be away for longer than a run takes.
          const isUp = async (): Promise<boolean> => (await cli().run('status')).status === 0;
          await eventually('everything is up', isUp, 60_000);
          // The calendar's own may have begun just now.
          const { stdout, stderr } = await cli().run('--json', 'settlement', 'run');
          expect(stdout + stderr).toMatch(/accepted|SETTLEMENT_UNDER_WAY/i);
          const victims = ['processes', 'projections', 'commands'];
          for (const pid of await Promise.all(victims.map(pidOf))) process.kill(pid, 'SIGKILL');
          await eventually(
            'every run is over',
            async () => {
              const asked = await cli().run('--json', 'settlement', 'runs');
              if (asked.status !== 0) return false;
              const runs = JSON.parse(asked.stdout) as readonly Run[];
              return runs.every(({ status }) => status === 'COMPLETED');
            },
            60_000,
          );
        }
      },
      (120_000 + SETTLES_MS) * KILLS,
    );

    test('a custodian outside is told by files, and what its files say is what moves', async () => {
      let runId = '';
      await eventually(
        'a run of its own begins',
        async () => {
          const before = await cli().json<readonly Run[]>('settlement', 'runs');
          const asked = await cli().run('settlement', 'run', '--custodian', 'files');
          if (asked.status !== 0) return false;
          // The newest that was not there: another one can begin only behind it.
          await eventually('it is told', async () => {
            const [newest] = await cli().json<readonly Run[]>('settlement', 'runs');
            runId = newest?.runId ?? '';
            return runId !== '' && runId !== before[0]?.runId;
          });
          return true;
        },
        60_000,
      );
      interface Instruction {
        readonly instructionId: string;
        readonly participant: string;
        readonly instrumentId: string;
        readonly quantity: string;
      }
      const instructions = () =>
        cli().json<readonly Instruction[]>('settlement', 'instructions', runId);
      await eventually('it is netted', async () => (await instructions()).length > 0, 60_000);
      const out = join(directory, 'outbox');
      const written = await cli().json<{ instructions: number }>(
        'settlement',
        'instructions',
        runId,
        '--out',
        out,
      );
      const messages = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
      expect(messages).toHaveLength(written.instructions);
      // The custodian delivers all of the first but a share, and has nothing of the others: its file is of one answer.
      const [first] = messages;
      const id = /<TxId>(.+)<\/TxId>/.exec(first ?? '')?.[1] ?? '';
      const units = BigInt(/<Unit>(\d+)<\/Unit>/.exec(first ?? '')?.[1] ?? '0') - 1n;
      const file = join(directory, 'sese.025.xml');
      const confirmed = (quantity: bigint): void =>
        writeFileSync(
          file,
          `<Document><SctiesSttlmTxConf><TxIdDtls><AcctOwnrTxId>${id}</AcctOwnrTxId></TxIdDtls>
           <QtyAndAcctDtls><SttldQty><Qty><Unit>${quantity}</Unit></Qty></SttldQty></QtyAndAcctDtls>
           </SctiesSttlmTxConf></Document>`,
        );
      confirmed(units + 2n);
      const refused = await cli().run('settlement', 'confirm', file);
      expect([refused.status, refused.stderr]).toEqual([
        1,
        expect.stringContaining('MORE_THAN_INSTRUCTED'),
      ]);
      confirmed(units);
      await cli().json('settlement', 'confirm', file, '--complete');
      await eventually(
        'the run is over',
        async () => {
          const runs = await cli().json<readonly Run[]>('settlement', 'runs');
          return runs.some((run) => run.runId === runId && run.status === 'COMPLETED');
        },
        60_000,
      );
      // Of the same file another time nothing comes.
      await cli().json('settlement', 'confirm', file);
      const told = (await instructions()).find(({ instructionId }) => instructionId === id);
      const lines = await cli().json<readonly Line[]>('settlement', 'show', runId);
      const delivered = lines.filter(({ settledQuantity }) => settledQuantity.startsWith('-'));
      expect(delivered).toMatchObject(
        units === 0n
          ? []
          : [
              {
                participant: told!.participant,
                instrumentId: told!.instrumentId,
                settledQuantity: `${-units}`,
              },
            ],
      );
    }, 180_000);

    test('executed orders become settled', async () => {
      await eventually(
        'an order is settled',
        async () => {
          const input = JSON.stringify({ accountId: 'maker-1', status: ['SETTLED'], first: 1 });
          const asked = ['ask', 'order.list', '--json', input];
          return (await cli().json<{ rows: readonly unknown[] }>(...asked)).rows.length > 0;
        },
        90_000,
      );
    }, 120_000);

    test('the trial balance is nothing in each commodity, and all journals can be written', async () => {
      const { sums, balances } = await cli().json<TrialBalance>('ledger', 'balance');
      expect(Object.keys(sums)).toEqual(expect.arrayContaining(['USD', 'ACME']));
      expect([...new Set(Object.values(sums))]).toEqual(['0']);
      expect(balances.some(({ account }) => account === 'SECURITIES')).toBe(true);
      const out = join(directory, 'ledger.txt');
      const { journals } = await cli().json<{ journals: number }>('ledger', 'export', '--out', out);
      expect(existsSync(out)).toBe(true);
      expect(readFileSync(out, 'utf8').match(/^\d{4}-/gm)).toHaveLength(journals);
    });

    test('a statement that differs in one holding has one break, which people explain and resolve', async () => {
      const day = '2000-01-01';
      // At the end of a day before everything nobody has anything: only what the statement has differs.
      const file = join(directory, 'custody.csv');
      writeFileSync(file, 'Account,Symbol,Qty\ndemo,ACME,7\n');
      const columns = ['--columns', 'owner=Account,commodity=Symbol,amount=Qty'];
      const terms = ['--day', day, '--name', 'CUST-1', ...columns];
      await cli().json('reconcile', 'statement', file, ...terms);
      interface Break {
        readonly breakKind: string;
        readonly status: string;
      }
      const breaks = () => cli().json<readonly Break[]>('reconcile', 'breaks', 'CUST-1');
      await eventually('the break is told', async () => (await breaks()).length === 1);
      expect(await breaks()).toMatchObject([{ breakKind: 'MISSING_OURS', status: 'OPEN' }]);
      await cli().json('reconcile', 'explain', 'CUST-1/1', '--note', 'theirs alone');
      await cli().json('reconcile', 'resolve', 'CUST-1/1', '--note', 'theirs alone');
      await eventually('it is over', async () => (await breaks())[0]?.status === 'RESOLVED');
      // Nobody traded on that day, either: the street's trade is one that we lack.
      const street = join(directory, 'street.csv');
      const header = 'account,instrument,side,settlement,quantity,amount';
      writeFileSync(street, `${header}\ndemo,ACME,SELL,2000-01-06,7,700\n`);
      const compared = ['trades', street, '--day', day, '--dry-run'];
      expect(await cli().json('reconcile', ...compared)).toMatchObject([
        { breakKind: 'MISSING_OURS', owner: 'demo', commodity: 'ACME', theirs: '-7' },
      ]);
    });
  });
}
