import { execFileSync, spawnSync } from 'node:child_process';
import { COMMANDS } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES } from '@bellwether/projections/contract';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addMessageCommands } from '../messages/commands.ts';
import { addCompletionCommand } from './commands.ts';
import { completionScript, SHELLS } from './script.ts';
import { wordsOf } from './words.ts';

const program = new Command('bellwether').option('--data <directory>').option('--json');
program.command('projections').command('list').option('--limit <count>');
addMessageCommands(program);
addCompletionCommand(program);
const words = wordsOf(program);
const script = completionScript('bash', words);

/** What bash offers for the last of the words typed so far, for each of the lines. */
function offered(...lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const asked = lines.map((typed) => {
    const line = ['bellwether', ...typed].map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${line}); COMP_CWORD=${typed.length}; _bellwether
      printf '%s ' "\${COMPREPLY[@]}"; echo`;
  });
  const out = execFileSync('bash', ['-c', `${script}\n${asked.join('\n')}`], { encoding: 'utf8' });
  return out
    .split('\n')
    .slice(0, lines.length)
    .map((line) => line.split(' ').filter((word) => word !== ''));
}

describe('bash completes', () => {
  test('the commands of the program and their options', () => {
    expect(
      offered(
        [''],
        ['se'],
        ['projections', ''],
        ['projections', 'list', '--'],
        ['completion', 'b'],
      ),
    ).toEqual([
      ['projections', 'send', 'ask', 'completion', '--data', '--json'],
      ['send'],
      ['list'],
      ['--limit'],
      ['bash'],
    ]);
  });

  test('the name of every command and every question', () => {
    const [commands, questions, place] = offered(['send', ''], ['ask', ''], ['send', 'Place']);
    const names = (words: readonly string[] = []): readonly string[] =>
      words.filter((word) => !word.startsWith('-'));
    expect(names(commands)).toEqual([...COMMANDS.keys()]);
    expect(names(questions)).toEqual(Object.keys({ ...QUERIES, ...MARKET_QUESTIONS }));
    expect(place).toEqual(['PlaceOrder', 'PlaceLegalHold']);
  });

  test('the fields of each, also behind other options', () => {
    expect(
      offered(
        ['send', 'DepositCash', '--field', 'a'],
        ['--data', 'x', 'send', 'DepositCash', '--du'],
        ['ask', 'order.list', '--field', 's'],
      ),
    ).toEqual([['accountId=', 'amount='], ['--durable'], ['status=']]);
  });

  test('nothing behind what it does not know', () => {
    expect(offered(['send', 'PlaceOrder', 'xyz'])).toEqual([[]]);
  });
});

const hasZsh = spawnSync('zsh', ['--version']).status === 0;

describe('the script of', () => {
  test.each(SHELLS)('%s has every word in it', (shell) => {
    const text = completionScript(shell, words);
    for (const [path, all] of words)
      expect(text).toContain(`'${path}') offered='${all.join(' ')}'`);
  });

  // zsh is not on every machine, and nothing else reads its syntax.
  test.skipIf(!hasZsh)('zsh is read by zsh', () => {
    const checked = spawnSync('zsh', ['-n'], { input: completionScript('zsh', words) });
    expect(checked.stderr.toString()).toBe('');
    expect(checked.status).toBe(0);
  });
});
