/** How far a service has come in learning what it must know before it can work. */
export interface RecoveryProgress {
  /** Facts known so far, those of a snapshot included. It never falls, and a starter waits as long as it grows. */
  readonly facts: number;
  /** Facts that there were when the recovery began. */
  readonly of: number;
  /** Mean since the recovery began to read; 0 before. */
  readonly factsPerSecond: number;
  /** Time left at this rate; absent while there is no rate. */
  readonly etaSeconds?: number;
}
