import * as domain from '@bellwether/domain';
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { MUTATIONS } from './mutations.ts';
import { SCHEMA } from './schema.ts';

const schema = buildSchema(SCHEMA);

describe('the API', () => {
  test('has a mutation for every command and no other, each with its words and an outcome', () => {
    const fields = schema.getMutationType()?.getFields() ?? {};
    expect(Object.keys(fields).map((name) => MUTATIONS.get(name))).toEqual([
      ...domain.COMMANDS.keys(),
    ]);
    for (const { name, description, type } of Object.values(fields)) {
      expect(`${name}: ${type.toString()}`).toBe(`${name}: Outcome!`);
      expect(description?.length, name).toBeGreaterThan(0);
    }
  });

  test('says of every field of an input what it is', () => {
    const silent = Object.values(schema.getTypeMap())
      .filter(isInputObjectType)
      .flatMap((input) => Object.values(input.getFields()).map((field) => ({ input, field })))
      .filter(({ field }) => (field.description ?? '') === '')
      .map(({ input, field }) => `${input.name}.${field.name}`);
    // The name of a record says it all.
    expect(silent).toEqual([
      'SetRiskLimitsInput.limits',
      'SetCommissionsInput.commissions',
      'ListInstrumentInput.option',
      'ListInstrumentInput.future',
      'SetVenueFeesInput.fees',
    ]);
  });

  test('has the domain’s own words', () => {
    const words = (name: string): readonly string[] => {
      const type = schema.getType(name);
      return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    };
    expect(words('Side')).toEqual([...domain.SIDES]);
    expect(words('OrderType')).toEqual([...domain.ORDER_TYPES]);
    expect(words('TimeInForce')).toEqual([...domain.TIMES_IN_FORCE]);
    expect(words('SelfTradeMode')).toEqual([...domain.SELF_TRADE_MODES]);
    expect(words('HaltReason')).toEqual([...domain.HALT_REASONS]);
    expect(words('Capacity')).toEqual([...domain.CAPACITIES]);
    expect(words('PositionEffect')).toEqual([...domain.POSITION_EFFECTS]);
  });

  test('answers a mutation with one type for each status', () => {
    const statuses = schema.getType('OutcomeStatus');
    const names = isEnumType(statuses)
      ? statuses.getValues().map(({ value }) => value as string)
      : [];
    for (const status of names)
      expect(isObjectType(schema.getType(`${status[0]}${status.slice(1).toLowerCase()}`))).toBe(
        true,
      );
    expect(names).toHaveLength(7);
  });
});
