import { Random } from '../../bench/random.ts';
import type { Command } from '../reference/command.ts';
import { CommandGenerator, type Profile } from './generator.ts';
import { Pair } from './pair.ts';
import { shrink } from './shrink.ts';

const SYMBOLS = 2;

interface Step {
  readonly command: Command;
  readonly byHandle: boolean;
}

export interface FuzzReport {
  readonly commands: number;
  /** Events of each kind that the run produced. */
  readonly events: Readonly<Record<string, number>>;
}

/** Runs `count` seeded commands through both books. A difference is shrunk and thrown as a list of commands to replay. */
export const fuzz = (seed: number, profile: Profile, count: number): FuzzReport => {
  const pair = new Pair();
  const generator = new CommandGenerator(seed, profile, pair.reference, SYMBOLS);
  const random = new Random(seed ^ 0x5bd1e995);
  const steps: Step[] = generator.opening().map((command) => ({ command, byHandle: false }));
  for (const { command } of steps) pair.step(command, false);
  for (let i = 0; i < count; i++) {
    const step = { command: generator.next(), byHandle: random.below(2) === 0 };
    steps.push(step);
    try {
      pair.step(step.command, step.byHandle);
    } catch (error) {
      throw new Error(report(seed, profile, steps, error as Error), { cause: error });
    }
  }
  return { commands: steps.length, events: Object.fromEntries(pair.seen) };
};

/** The first error of a list of commands, or undefined. */
export const replay = (steps: readonly Step[]): Error | undefined => {
  const pair = new Pair();
  try {
    for (const { command, byHandle } of steps) pair.step(command, byHandle);
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

const report = (seed: number, profile: Profile, steps: Step[], error: Error): string => {
  const fewest = shrink(steps, (some) => replay(some) !== undefined);
  const lines = fewest.map(
    (s) => `  ${s.byHandle ? '*' : ' '} ${s.command.do} ${JSON.stringify(s.command.with)}`,
  );
  const last = replay(fewest)?.message ?? error.message;
  return `seed ${seed}, profile ${profile.name}, command ${steps.length}: ${error.message}\nshrunk to ${fewest.length} commands:\n${lines.join('\n')}\nwhich end in: ${last}`;
};
