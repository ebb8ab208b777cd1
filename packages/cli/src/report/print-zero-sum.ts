import { JournalReader, PartitionReplica } from '@bellwether/commands';
import { formatDecimal } from '@bellwether/domain';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { runningAddresses } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { mark, report, table } from '../output/report.ts';
import { ZeroSum, type ZeroSumLine } from './zero-sum.ts';

/** Cash and shares over all accounts against what came in and went out. @throws CommandFailure where they differ. */
export async function zeroSum(options: InstallationOptions): Promise<void> {
  const settings = settingsOf(options);
  const eventStore = connectEventStore(runningAddresses(settings).eventStoreCli);
  try {
    const sum = new ZeroSum();
    for (let partition = 0; partition < settings.partitions; partition++) {
      const replica = new PartitionReplica(eventStore, partition);
      await replica.catchUp();
      for await (const { entries, revision } of new JournalReader(eventStore, partition).read()) {
        // The market goes on: what came after the replica's head is not in its state.
        if (revision > replica.head.revision) break;
        for (const entry of entries) sum.add(entry);
      }
      sum.hold(replica.state);
    }
    const lines = sum.lines();
    report(lines, options.json === true, show);
    if (lines.some(({ difference }) => difference !== 0n))
      throw new CommandFailure('cash or shares have appeared or vanished');
  } finally {
    await disposeEventStore(eventStore);
  }
}

function show(lines: readonly ZeroSumLine[]): string {
  const rows = lines.map(({ what, broughtIn, held, underWay, elsewhere, difference }) => {
    const text = (value: bigint): string => (what === 'USD' ? formatDecimal(value) : `${value}`);
    return [
      mark(difference === 0n),
      what,
      text(broughtIn),
      text(held),
      text(underWay),
      text(elsewhere),
      text(difference),
    ];
  });
  return table([
    ['', 'what', 'brought in', 'held', 'under way', 'fees and venues', 'difference'],
    ...rows,
  ]);
}
