// Verification of the production book against recorded markets, and the readers for their files.
export { joinRows, readLobster } from './lobster/read-lobster.ts';
export type { LobsterOptions } from './lobster/read-lobster.ts';
export { LobsterFormatError, LobsterType } from './lobster/row.ts';
export type { LobsterLevel, LobsterMessage, LobsterRow } from './lobster/row.ts';
export { verifyLobster } from './lobster/verify-lobster.ts';
export type { LobsterMismatch, LobsterReport } from './lobster/verify-lobster.ts';
export { FINDINGS_LISTED, FindingList, findingLines } from './findings.ts';
export type { Findings } from './findings.ts';
export { ITCH_LENGTHS, readItch } from './itch/read-itch.ts';
export { openItch } from './itch/open-itch.ts';
export { ITCH_CSV_HEADER, readItchCsv } from './itch/read-itch-csv.ts';
export { ItchFormatError } from './itch/messages.ts';
export type { ItchMessage } from './itch/messages.ts';
export { verifyItch } from './itch/verify-itch.ts';
export type { ItchMismatch, ItchOptions, ItchReport } from './itch/verify-itch.ts';
