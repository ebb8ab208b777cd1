import type { UserLimits } from '../options.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly readonly: boolean;
  readonly limits: UserLimits;
}
