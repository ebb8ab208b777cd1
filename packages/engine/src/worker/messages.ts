import type { MessagePort } from 'node:worker_threads';
import type { Request } from '../core/requests.ts';
import type { SnapshotError } from '../snapshot/errors.ts';
import type { WaitStrategyName } from '../ring/wait-strategy.ts';

/** What the engine thread is started with. */
export interface WorkerInput {
  readonly inbound: SharedArrayBuffer;
  readonly outbound: SharedArrayBuffer;
  readonly port: MessagePort;
  readonly orders: number;
  readonly symbols: number;
  readonly wait: WaitStrategyName;
  readonly warmUpCommands: number;
  readonly stallTimeoutMs: number;
  readonly core: number | undefined;
  readonly priority: number | undefined;
  readonly snapshot: Uint8Array | undefined;
}

export interface RequestMessage {
  readonly id: number;
  readonly request: Request;
}

/** The thread is ready for commands. */
export interface StartedMessage {
  readonly started: true;
}

/** A SnapshotError on its way between threads, where the class of an error does not survive. */
export interface SnapshotRefusal {
  readonly code: SnapshotError['code'];
  readonly message: string;
}

/** The thread could not start from the snapshot. */
export interface NotStartedMessage {
  readonly refused: SnapshotRefusal;
}

export type ResponseMessage =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly refused: SnapshotRefusal };
