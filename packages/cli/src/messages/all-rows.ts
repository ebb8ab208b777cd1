import { allRowsBy, type AskedPage } from '@bellwether/platform/nats';
import type { InstallationOptions } from '../command-line/options.ts';
import { answerTo } from './answer-to.ts';

/**
 * All rows of a question that answers in pages, one after another.
 * @throws CommandFailure as `answerTo` does.
 */
export function allRows<Row>(
  name: string,
  input: object,
  options: InstallationOptions,
): Promise<readonly Row[]> {
  const ask = async (asked: string, of: object) =>
    (await answerTo(asked, of, options)) as AskedPage<Row>;
  return allRowsBy(ask, name, input);
}
