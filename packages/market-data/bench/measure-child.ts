// Measures one subject in a process of its own, so that no other has shaped its code.
import { rateOf } from './rate.ts';
import type { Subject } from './subject.ts';
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
    perCpuSecond: await rateOf(subject.run, Number(rounds)),
    floor: {
      what: subject.floor.what,
      perCpuSecond: await rateOf(subject.floor.run, Number(rounds)),
    },
    ...(subject.peer && {
      peer: {
        what: subject.peer.what,
        perCpuSecond: await rateOf(subject.peer.run, Number(rounds)),
      },
    }),
  };
  console.log(JSON.stringify(result));
}
