/** Why a venue's session has ended. */
const VENUE_FAILURES = {
  NO_CONNECTION: 'The venue could not be reached, or took no session.',
  DISCONNECTED: 'The venue has ended the session.',
  SILENT: 'The venue has said nothing for too long.',
  DAMAGED: 'A message of the venue is not as its documentation has it.',
  REFUSED: 'The venue does not take the credentials or the subscription.',
  IN_CLEAR: 'Credentials would travel unencrypted: only wss:// has them, and this machine.',
  NO_CREDENTIALS: 'The file of credentials is not there, or has another form.',
} as const;

export type VenueFailure = keyof typeof VENUE_FAILURES;

const LASTING: ReadonlySet<VenueFailure> = new Set(['REFUSED', 'IN_CLEAR', 'NO_CREDENTIALS']);

/** A venue's session has ended. Its message has no word of what credentials are. */
export class VenueError extends Error {
  override readonly name = 'VenueError';
  readonly code: VenueFailure;
  constructor(code: VenueFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether another session may go well: what is refused stays refused, and credentials stay what they are. */
  get mayPass(): boolean {
    return !LASTING.has(this.code);
  }
}
