import type { Outcome, ReceivedCommand, Rejection } from '@bellwether/domain';

/** Sender of what the platform does by itself; no NATS user has this name. */
export const SYSTEM = 'system';

/** A command as the partition takes it in. */
export interface TradingRequest {
  readonly command: ReceivedCommand;
  /** Hash of type and data. */
  readonly fingerprint: bigint;
  /** The NATS user that sent it. */
  readonly principal: string;
  /** When it came in, ns since 1970 UTC. */
  readonly receivedAt: bigint;
  /** Called once, when the outcome may be told: after its facts are durable. */
  readonly answer: (outcome: Outcome) => void;
}

/** Answers a command whose refusal is no fact. */
export function answerRejected(request: TradingRequest, rejection: Rejection): undefined {
  request.answer({ status: 'rejected', id: request.command.id, ...rejection });
}
