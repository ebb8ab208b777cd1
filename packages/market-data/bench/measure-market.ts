// Measures one part in a process of its own, so that no other has shaped its code.
import { rateOf } from './rate.ts';
import { MARKET_SUBJECTS, floor } from './subjects/market.ts';

export interface Measured {
  readonly unit: string;
  readonly perCpuSecond: number;
  readonly floor: { readonly what: string; readonly perCpuSecond: number };
}

const [name = '', rounds = '5'] = process.argv.slice(2);
const { unit, run } = MARKET_SUBJECTS[name]!;
const measured: Measured = {
  unit,
  perCpuSecond: await rateOf(run, Number(rounds)),
  floor: {
    what: 'three stores into columns by instrument for each update',
    perCpuSecond: await rateOf(floor, Number(rounds)),
  },
};
console.log(JSON.stringify(measured));
