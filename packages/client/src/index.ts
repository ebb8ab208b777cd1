export * from './client.ts';
export type { CallOptions } from './command-methods.ts';
export {
  partitionOf,
  type Accepted,
  type Conflict,
  type Duplicate,
  type Invalid,
  type OrderReport,
  type Outcome,
  type Overloaded,
  type Rejected,
  type SendMode,
  type Unknown,
} from '@bellwether/domain';
