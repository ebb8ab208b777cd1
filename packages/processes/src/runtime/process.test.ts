import { DEVELOPMENT_PRINCIPALS, parseDate, Principals, type Command } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { processesOf } from '../processes.ts';
import { checkProcesses, defineProcess } from './process.ts';
import { reactionTo, UndeclaredCommandError } from './reaction.ts';

const sessionDate = parseDate('2026-11-20');
const resume: Command = { type: 'ResumeMarket', data: { sessionDate } };
const resumed = { type: 'MarketResumed', data: { sessionDate, at: 1n } } as const;
const common = { description: 'Of a test', sends: ['ResumeMarket'] as const };
const ours = new Principals(DEVELOPMENT_PRINCIPALS).of('processes', undefined);

describe('a declaration that contradicts itself is refused by name', () => {
  test('one without anything to react to', () => {
    expect(() => defineProcess({ ...common, name: 'idle' })).toThrow(
      'process idle reacts to nothing',
    );
  });

  test.each(['', 'With Spaces', 'a.b', '9lives'])('the name “%s”', (name) => {
    expect(() => defineProcess({ ...common, name, at: () => [] })).toThrow(`process ${name}:`);
  });

  test('one that sends what is no command', () => {
    const sends = ['PrintMoney' as 'ResumeMarket'];
    expect(() => defineProcess({ ...common, name: 'mint', sends, at: () => [] })).toThrow(
      'process mint sends PrintMoney',
    );
  });

  test('one that remembers what only a journal has', () => {
    const memory = {
      open: () => 0,
      takes: { TradeExecuted: () => undefined },
      answered: () => undefined,
    };
    expect(() => defineProcess({ ...common, name: 'elephant', memory, at: () => [] })).toThrow(
      'process elephant remembers TradeExecuted',
    );
  });

  test('two of one name', () => {
    const twin = defineProcess({ ...common, name: 'twin', at: () => [] });
    expect(() => checkProcesses([twin, twin], ours)).toThrow('there are two processes twin');
  });

  test('one that sends what its principal may not', () => {
    const payer = defineProcess({ ...common, name: 'payer', sends: ['DepositCash'], at: () => [] });
    expect(() => checkProcesses([payer], ours)).toThrow(
      'process payer sends DepositCash, which processes may not',
    );
    expect(() => checkProcesses([payer], undefined)).toThrow('which its principal may not');
  });
});

test('those of an installation may do what they do, and their principal nothing else', () => {
  checkProcesses(processesOf('CALENDAR'), ours);
  expect(ours).toEqual({ name: 'processes', roles: ['process'], accounts: [] });
});

test('a calendar comes after one that is listed before it', () => {
  const at = () => [];
  const [one, two] = [
    defineProcess({ ...common, name: 'one', at }),
    defineProcess({ ...common, name: 'two', after: 'one', at }),
  ];
  checkProcesses([one, two], ours);
  expect(() => checkProcesses([two, one], ours)).toThrow('two comes after one');
});

describe('what a process wants sent', () => {
  const process = defineProcess({
    ...common,
    name: 'twice',
    on: { MarketResumed: () => [{ command: resume }, { command: resume }] },
  });

  test('has ids that follow from the fact and the place, the same each time', () => {
    const [first, second] = reactionTo(process, recordedAs(resumed, 7n));
    expect(reactionTo(process, recordedAs(resumed, 7n))).toEqual([first, second]);
    const later = reactionTo(process, recordedAs(resumed, 8n));
    expect(new Set([first, second, ...later].map((due) => due?.id)).size).toBe(4);
  });

  test('belongs to what its fact followed from', () => {
    const { commandId } = recordedAs(resumed);
    const [due] = reactionTo(process, recordedAs(resumed));
    expect(due?.correlationId).toBe(recordedAs(resumed).correlationId);
    const first = { ...recordedAs(resumed), correlationId: undefined };
    expect(reactionTo(process, first)[0]?.correlationId).toBe(commandId);
  });

  test('has to be among what it says that it sends: otherwise it does not compile, and is not sent', () => {
    const liar = defineProcess({
      ...common,
      name: 'liar',
      on: {
        // @ts-expect-error: it says that it sends ResumeMarket
        MarketResumed: () => [{ command: { type: 'ScheduleSession', data: { sessionDate } } }],
      },
    });
    expect(() => reactionTo(liar, recordedAs(resumed))).toThrow(UndeclaredCommandError);
  });
});
