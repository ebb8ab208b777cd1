import { compileRegex } from './regex.ts';

/** Chooses events of `$all` by stream name or by type; an absent test accepts everything. */
export interface EventFilter {
  readonly stream?: (name: string) => boolean;
  readonly type?: (type: string) => boolean;
}

/** What a client asked for: prefixes, or a regular expression. */
export interface FilterExpression {
  readonly regex: string;
  readonly prefixes: readonly string[];
}

/** How a read of `$all` is filtered. */
export interface FilterOptions {
  readonly on: 'stream' | 'type';
  readonly expression: FilterExpression;
  /** Most events to consider before a checkpoint is due, with `checkpointIntervalMultiplier`. */
  readonly window: number;
  readonly checkpointIntervalMultiplier: number;
}

/** Where a read begins: a revision, or for `$all` a log position. */
export type ReadStart = number | 'start' | 'end';

/** Names that were tested are remembered, up to this many. */
const REMEMBERED_MAX = 4096;

function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      result = test(text);
      if (known.size >= REMEMBERED_MAX) known.clear();
      known.set(text, result);
    }
    return result;
  };
}

/** Compiles an expression. Prefixes are compared ordinally. @throws InvalidFilterError */
export function compileExpression(expression: FilterExpression): (text: string) => boolean {
  const { prefixes, regex } = expression;
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  return remembering(compileRegex(regex));
}
