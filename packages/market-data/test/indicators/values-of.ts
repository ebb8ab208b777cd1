import { Bar, IndicatorTable, parseIndicator } from '../../src/index.ts';

/** What a bar of a test has; the rest follows from its close. */
export type TestBar = Partial<
  Pick<Bar, 'kind' | 'start' | 'date' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'turnover'>
>;

/** A daily bar of the n-th day. */
export const barOf = (n: number, fields: TestBar): Bar => {
  const close = fields.close ?? 0;
  const usual = { width: '1d', date: n, start: 0, open: close, high: close, low: close } as const;
  return Object.assign(new Bar(), { volume: 1, turnover: close }, usual, fields);
};

/** An indicator's values, one row for each bar: as many as it has outputs. */
export const valuesOf = (name: string, bars: readonly Bar[]): readonly (readonly number[])[] => {
  const rows: number[][] = [];
  const table = new IndicatorTable(
    [parseIndicator(name)],
    { indicators: ({ values }) => void rows.push([...values]) },
    { width: '1d', instrumentsMax: 1 },
  );
  for (const bar of bars) table.bar(bar);
  return rows;
};

/** Of an indicator of one value, over closes of one day each. */
export const overCloses = (name: string, closes: readonly number[]): readonly number[] =>
  valuesOf(
    name,
    closes.map((close, n) => barOf(n, { close })),
  ).map(([value]) => value!);
