export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Takes one line of a structured log. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void;
