import { createHash } from 'node:crypto';
import recorded from './fold.json' with { type: 'json' };

/** What a fold is, as recorded for its version: `fold.test.ts` holds the running code against it. */
export interface RecordedFold {
  /** `FOLD_VERSION` of the domain. */
  readonly version: number;
  /** What a snapshot holds: every path in it, with its type. */
  readonly shape: readonly string[];
  /** What a recorded journal folds to: hashes of the state and of the index of commands. */
  readonly meaning: { readonly state: string; readonly commands: string };
}

/**
 * What decides whether a snapshot means here what it meant where it was written: version, shape and meaning of the fold. A
 * change of the program that leaves these alone leaves snapshots good.
 */
export function foldFingerprint(fold: RecordedFold = recorded): string {
  const { version, shape, meaning } = fold;
  const text = JSON.stringify([version, shape, meaning.state, meaning.commands]);
  return `${version}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
