import { InvalidArgumentError, type Command } from 'commander';

/** Adds what every report takes: who reports, and as of what. */
export function withFirm(command: Command): Command {
  return command
    .option('--firm <file>', 'who reports, and what no fact says (JSON; default: a demonstration)')
    .option('--position <position>', 'as of which log position (default: now)', parsePosition);
}

function parsePosition(text: string): string {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('give a log position');
  return text;
}
