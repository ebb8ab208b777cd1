import type { InstallationOptions } from '../command-line/options.ts';
import { answerTo } from './answer-to.ts';

/**
 * All rows of a question that answers in pages, one after another.
 * @throws CommandFailure as `answerTo` does.
 */
export async function allRows<Row>(
  name: string,
  input: object,
  options: InstallationOptions,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const asked = cursor === undefined ? input : { ...input, cursor };
    const page = (await answerTo(name, asked, options)) as {
      readonly rows: readonly Row[];
      readonly next?: string;
    };
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}
