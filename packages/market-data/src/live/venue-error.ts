/** Why a venue's session has ended; all but two may go better the next time. */
const VENUE_FAILURES = {
  NO_CONNECTION: 'The venue could not be reached, or took no session.',
  DISCONNECTED: 'The venue has ended the session.',
  SILENT: 'The venue has said nothing for too long.',
  DAMAGED: 'A message of the venue is not as its documentation has it.',
  REFUSED: 'The venue does not take the credentials or the subscription.',
  NO_CREDENTIALS: 'The file of credentials is not there, or has another form.',
} as const;

export type VenueFailure = keyof typeof VENUE_FAILURES;

/** A venue's session has ended. Its message has no word of what credentials are. */
export class VenueError extends Error {
  override readonly name = 'VenueError';
  readonly code: VenueFailure;
  constructor(code: VenueFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether another session may go well: what is refused stays refused. */
  get mayPass(): boolean {
    return this.code !== 'REFUSED' && this.code !== 'NO_CREDENTIALS';
  }
}
