import { pino, type Logger } from 'pino';

export type { Logger };

/** Values under these names never reach a log line. */
const SECRETS = [
  'password',
  'secret',
  'token',
  'authorization',
  '*.password',
  '*.secret',
  '*.token',
  '*.authorization',
];

/** A JSON logger on stdout. One line per decision worth knowing, never one per order. */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({ name: service, level, redact: { paths: SECRETS, censor: '[redacted]' } });
}
