import type { CommandPort, Engine, EngineEvent } from '../../src/index.ts';
import type { Command } from '../reference/command.ts';
import { eventFields } from '../fuzz/run-commands.ts';

/** Hands a command to an engine's door. */
export const submit = (port: CommandPort, c: Command): boolean => {
  switch (c.do) {
    case 'newOrder':
      return port.newOrder(c.with);
    case 'cancel':
      return port.cancel(c.with);
    case 'replace':
      return port.replace(c.with);
    case 'addSymbol':
      return port.addSymbol(c.with);
    case 'removeSymbol':
      return port.removeSymbol(c.with);
    case 'setPhase':
      return port.setPhase(c.with);
    case 'uncross':
      return port.uncross(c.with);
    case 'setBands':
      return port.setBands(c.with);
    case 'externalQuote':
      return port.externalQuote(c.with);
    case 'print':
      return port.print(c.with);
    case 'expire':
      return port.expire(c.with);
    case 'cancelAll':
      return port.cancelAll(c.with);
  }
};

/** Submits all commands, polling whenever there is no room, and returns every event. */
export const runThrough = async (
  engine: Engine,
  commands: readonly Command[],
): Promise<number[][]> => {
  const events: number[][] = [];
  const take = (e: EngineEvent): void => {
    events.push(eventFields(e));
  };
  for (const command of commands) {
    while (!submit(engine, command)) {
      if (engine.poll(take) === 0) await engine.ready();
    }
  }
  await engine.drain(take);
  return events;
};
