import type { Command } from '../reference/command.ts';
import { CommandGenerator, type Profile } from './generator.ts';
import { ReferenceEngine } from '../reference/reference-engine.ts';
import { CAPACITY } from './pair.ts';

/** A market with everything in it. */
export const LIVELY: Profile = {
  name: 'lively',
  middle: 1000,
  spread: 12,
  roundLot: 3,
  priceIncrement: 1,
  administration: 6,
  special: 35,
};

export const SYMBOLS = 2;

/** A seeded list of commands that opens two symbols and then does whatever a market may do. */
export const generateCommands = (
  seed: number,
  count: number,
  profile: Profile = LIVELY,
): Command[] => {
  const reference = new ReferenceEngine(CAPACITY.orders);
  const generator = new CommandGenerator(seed, profile, reference, SYMBOLS);
  const commands = generator.opening();
  for (const command of commands) reference.execute(command);
  for (let i = 0; i < count; i++) {
    const command = generator.next();
    reference.execute(command);
    commands.push(command);
  }
  return commands;
};
