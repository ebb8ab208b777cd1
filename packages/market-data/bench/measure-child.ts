// Measures one subject in a process of its own, so that no other has shaped its code.
import type { Run, Subject } from './subject.ts';
import { dbnMbo, dbnMbp1, iexTops } from './subjects/binary.ts';
import { frameDecode, frameEncode } from './subjects/frame.ts';
import { itch } from './subjects/itch.ts';
import { csv, parquet } from './subjects/tables.ts';
import { alpaca, coinbase } from './subjects/websocket.ts';

const SUBJECTS: Readonly<Record<string, () => Subject>> = {
  itch,
  frameEncode,
  frameDecode,
  dbnMbo,
  dbnMbp1,
  iexTops,
  csv,
  parquet,
  coinbase,
  alpaca,
};

export interface Measured {
  readonly unit: string;
  readonly bytes: number;
  readonly perCpuSecond: number;
  readonly floor: { readonly what: string; readonly perCpuSecond: number };
  readonly peer?: { readonly what: string; readonly perCpuSecond: number };
}

const [name = '', rounds = '5'] = process.argv.slice(2);
if (name === 'list') {
  console.log(JSON.stringify(Object.keys(SUBJECTS)));
} else {
  const subject = SUBJECTS[name]!();
  const result: Measured = {
    unit: subject.unit,
    bytes: subject.bytes,
    perCpuSecond: await rateOf(subject.run),
    floor: { what: subject.floor.what, perCpuSecond: await rateOf(subject.floor.run) },
    ...(subject.peer && {
      peer: { what: subject.peer.what, perCpuSecond: await rateOf(subject.peer.run) },
    }),
  };
  console.log(JSON.stringify(result));
}

/** The median of the rounds behind the first, which compiles; of this process's own processor time. */
async function rateOf(run: Run): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round <= Number(rounds); round++) {
    globalThis.gc?.();
    const before = process.cpuUsage();
    const count = await run();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rates.push((count * 1e6) / (user + system));
  }
  const middle = rates.toSorted((a, b) => a - b)[rates.length >> 1]!;
  return Number(middle.toPrecision(3));
}
