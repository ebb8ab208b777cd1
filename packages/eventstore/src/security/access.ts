import type { CallUser } from '../transport/call.ts';

/** What can be done to a stream. */
export type StreamAction = 'read' | 'write' | 'delete' | 'readMetadata' | 'writeMetadata';

/** Decides who may do what. Every check throws a GrpcError (access-denied) or returns. */
export interface Access {
  stream(user: CallUser | undefined, stream: string, action: StreamAction): void;
  readAll(user: CallUser | undefined): void;
  /** Whether events of a stream, or of a metadata stream, may be shown: for what links lead to. Never throws. */
  mayRead(user: CallUser | undefined, stream: string): boolean;
  /** Managing persistent subscriptions and projections. */
  operations(user: CallUser | undefined): void;
  /** Seeing statistics: any user who is known. */
  statistics(user: CallUser | undefined): void;
}

/** Insecure mode: everything is allowed, as with the real server's `--insecure`. */
export const openAccess: Access = {
  stream() {},
  readAll() {},
  mayRead: () => true,
  operations() {},
  statistics() {},
};
