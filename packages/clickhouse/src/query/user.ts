import type { UserLimits } from '../options.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly readonly: boolean;
  /** The only database that it may create and write, reading nothing; undefined: any, and it may read. */
  readonly writesInto?: string | undefined;
  readonly limits: UserLimits;
}
