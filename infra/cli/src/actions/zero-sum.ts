import { JournalReader, PartitionReplica } from '@bellwether/commands';
import { formatDecimal } from '@bellwether/domain';
import { connectEventStore, disposeEventStore } from '@bellwether/platform';
import { runningAddresses } from '../connection.ts';
import { CommandFailure } from '../exit.ts';
import { settingsOf, type InstallationOptions } from '../options.ts';
import { mark, report, table } from '../output/report.ts';
import { ZeroSum, type ZeroSumLine } from '../report/zero-sum.ts';

const PARTITION = 0;

/** Cash and shares over all accounts against what came in and went out. @throws CommandFailure where they differ. */
export async function zeroSum(options: InstallationOptions): Promise<void> {
  const eventStore = connectEventStore(runningAddresses(settingsOf(options)).eventStore);
  try {
    const replica = new PartitionReplica(eventStore, PARTITION);
    await replica.catchUp();
    const sum = new ZeroSum();
    for await (const { entries, revision } of new JournalReader(eventStore, PARTITION).read()) {
      // The market goes on: what came after the replica's head is not in its state.
      if (revision > replica.head.revision) break;
      for (const entry of entries) sum.add(entry);
    }
    const lines = sum.lines(replica.state);
    report(lines, options.json === true, show);
    if (lines.some(({ difference }) => difference !== 0n))
      throw new CommandFailure('cash or shares have appeared or vanished');
  } finally {
    await disposeEventStore(eventStore);
  }
}

function show(lines: readonly ZeroSumLine[]): string {
  const rows = lines.map(({ what, broughtIn, held, elsewhere, difference }) => {
    const text = (value: bigint): string => (what === 'USD' ? formatDecimal(value) : `${value}`);
    return [
      mark(difference === 0n),
      what,
      text(broughtIn),
      text(held),
      text(elsewhere),
      text(difference),
    ];
  });
  return table([['', 'what', 'brought in', 'held', 'fees and venues', 'difference'], ...rows]);
}
