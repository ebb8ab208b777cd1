import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { syntheticDay } from './synthetic-day.ts';
import { zip } from './zip.ts';

/** Files that `import lobster` refuses before it sends a command, and what the answer says. */
export function refusedImports(
  directory: string,
): readonly (readonly [what: string, args: readonly string[], reason: RegExp])[] {
  const [day, other, unpaired, empty] = ['day', 'other', 'unpaired', 'empty'].map((name) =>
    join(directory, `${name}.zip`),
  ) as [string, string, string, string];
  return [
    ['a file that is not there', ['/nowhere.zip', '--symbol', 'X'], /ENOENT/],
    ['a symbol that is none', [day, '--symbol', 'lower case'], /capital letters/],
    ['a limit of nothing', [day, '--symbol', 'X', '--limit', '0'], /above zero/],
    ['a day that the file has not', [day, '--symbol', 'X', '--day', '2001-01-01'], /2001-01-01/],
    ['another file under the same symbol', [other, '--symbol', 'KILL'], /not by this file/],
    ['a message file of another stock', [unpaired, '--symbol', 'X', '--limit', '10'], /belong/],
    ['a file without rows', [empty, '--symbol', 'X'], /no rows/],
  ];
}

/** Writes the files of `refusedImports` but the day itself. */
export function writeRefusedImports(directory: string): void {
  const write = (name: string, bytes: Buffer): void => writeFileSync(join(directory, name), bytes);
  write('other.zip', syntheticDay(50, 8));
  const [messages, books] = ['X_2020-01-02_message_5.csv', 'X_2020-01-02_orderbook_5.csv'] as const;
  const none = '9999999999,0,-9999999999,0';
  const book = ['20000,5,19900,5', none, none, none, none].join(',');
  write(
    'unpaired.zip',
    zip({
      [messages]: Array(40).fill('34200.1,1,7,100,1000000,1').join('\n'),
      [books]: Array(40).fill(book).join('\n'),
    }),
  );
  write('empty.zip', zip({ [messages]: '', [books]: '' }));
}
