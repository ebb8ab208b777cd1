import type { Command } from 'commander';
import { addBestExecutionCommand } from './best-execution/commands.ts';
import { addCatCommands } from './cat/commands.ts';
import { addRule606Commands } from './rule-606/commands.ts';

/** What regulators are told. */
export function addComplianceCommands(program: Command): void {
  const compliance = program
    .command('compliance')
    .description('what regulators and customers are told, made from the log');
  addCatCommands(compliance);
  addRule606Commands(compliance);
  addBestExecutionCommand(compliance);
}
