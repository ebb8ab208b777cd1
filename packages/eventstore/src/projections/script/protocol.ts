/** What the server asks of the script worker. Every request is answered by one reply with the same id. */
export type ScriptRequest =
  | {
      readonly kind: 'create';
      readonly id: number;
      readonly script: number;
      readonly query: string;
      readonly config: string;
      readonly limits: ScriptLimits;
    }
  | {
      readonly kind: 'process';
      readonly id: number;
      readonly script: number;
      readonly events: readonly string[];
    }
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly script: number;
      readonly name: '__state' | '__result' | '__snapshot' | '__restore' | '__partitions';
      readonly argument: string;
    }
  | { readonly kind: 'dispose'; readonly id: number; readonly script: number };

export interface ScriptLimits {
  /** Most processor time that one call into the script may take, ms. */
  readonly callMs: number;
  /** Most memory that a script's context may hold, bytes. */
  readonly memoryBytes: number;
}

export interface ScriptReply {
  readonly id: number;
  /** One text for `create` and `call`; for `process` one for each event: '' or a JSON array of emissions. */
  readonly value: readonly string[];
  readonly error: string | undefined;
}
