import {
  ACCOUNT_RESTRICTIONS,
  ACCOUNT_TYPES,
  ACTION_KINDS,
  ASSET_CLASSES,
  BOOK_SIDES,
  CALL_KINDS,
  CAPACITIES,
  COMMANDS,
  DAY_TRADING_RULES,
  FRACTIONS,
  HALT_REASONS,
  INSTRUMENT_RESTRICTIONS,
  jsonSchemaOf,
  LULD_TIERS,
  OPTION_RIGHTS,
  OPTION_STYLES,
  OTHERS,
  PLAN_LOT_METHODS,
  PLAN_ORDER_ENDS,
  ORDER_TYPES,
  PHASES,
  POSITION_EFFECTS,
  SELF_TRADE_MODES,
  SETTLEMENTS,
  SIDES,
  TICK_TABLES,
  TIMES_IN_FORCE,
  UNDERLYING_KINDS,
  type Command,
  type Definition,
  type FieldKind,
  type JsonSchema,
} from '@bellwether/domain';

/** Lists of words that several fields share, and their names in the API. Any other list is named after its field. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  AccountRestriction: ACCOUNT_RESTRICTIONS,
  AccountType: ACCOUNT_TYPES,
  AssetClass: ASSET_CLASSES,
  BookSide: BOOK_SIDES,
  Capacity: CAPACITIES,
  CorporateActionKind: ACTION_KINDS,
  DayTradingRule: DAY_TRADING_RULES,
  FractionTreatment: FRACTIONS,
  HaltReason: HALT_REASONS,
  InstrumentRestriction: INSTRUMENT_RESTRICTIONS,
  LuldTier: LULD_TIERS,
  MarginCallKind: CALL_KINDS,
  OptionRight: OPTION_RIGHTS,
  OptionStyle: OPTION_STYLES,
  OtherShares: OTHERS,
  PlanLotMethod: PLAN_LOT_METHODS,
  PlanOrderEnd: PLAN_ORDER_ENDS,
  OrderType: ORDER_TYPES,
  Phase: PHASES,
  PositionEffect: POSITION_EFFECTS,
  RestingTimeInForce: ['DAY', 'GTC', 'GTD'],
  SelfTradeMode: SELF_TRADE_MODES,
  Settlement: SETTLEMENTS,
  Side: SIDES,
  TickTable: TICK_TABLES,
  TimeInForce: TIMES_IN_FORCE,
  UnderlyingKind: UNDERLYING_KINDS,
};

/** Kinds of fields and their scalars. */
const SCALARS: Readonly<Record<FieldKind, string>> = {
  decimal: 'Decimal',
  integer64: 'Quantity',
  date: 'Day',
  uuid: 'ID',
};

/** Mutations and the commands they send: one for each command that a client may send. */
export const MUTATIONS: ReadonlyMap<string, Command['type']> = new Map(
  [...COMMANDS.keys()].map((type) => [
    type.charAt(0).toLowerCase() + type.slice(1),
    type as Command['type'],
  ]),
);

/** A command has a field that the API has no type for. */
class UnmappedFieldError extends Error {
  override readonly name = 'UnmappedFieldError';
  readonly code = 'UNMAPPED_FIELD';
}

/**
 * The part of the API's schema that changes things, written from the domain's commands: their fields, words and
 * descriptions stand in one place.
 * @param described enumerations that are declared by hand, with a description of each value.
 * @throws UnmappedFieldError for a command that cannot be expressed.
 */
export function mutationSchema(described: string): string {
  const inputs = new Map<string, string>();
  const words = new Map(Object.entries(SHARED));
  const fields = [...MUTATIONS].map(([name, type]) => {
    const definition = COMMANDS.get(type) as Definition;
    const input = `${type}Input`;
    inputs.set(input, inputType(input, jsonSchemaOf(definition), { inputs, words }));
    return `${doc(definition.description)}  ${name}(input: ${input}!, ${COMMAND_ID}): Outcome!`;
  });
  const enums = [...words]
    .filter(([name]) => !new RegExp(`^enum ${name} \\{`, 'm').test(described))
    .map(([name, values]) => `enum ${name} {\n  ${values.join('\n  ')}\n}`);
  return [`extend type Mutation {\n${fields.join('\n')}\n}`, ...inputs.values(), ...enums].join(
    '\n\n',
  );
}

const COMMAND_ID =
  '"A UUIDv7 of your own: sent again with the same one, it happens once." commandId: ID';

/** What the fields of inputs have needed so far. */
interface Types {
  /** Input types by name. */
  readonly inputs: Map<string, string>;
  /** The words of enumerations by name. */
  readonly words: Map<string, readonly string[]>;
}

/** Writes an input type; records inside it become input types of their own. */
function inputType(name: string, schema: JsonSchema, types: Types): string {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([field, value]) => {
    const mark = required.has(field) ? '!' : '';
    const said = value.description ?? value.items?.description ?? '';
    return `${doc(said)}  ${field}: ${typeOf(field, value, types)}${mark}`;
  });
  return `input ${name} {\n${fields.join('\n')}\n}`;
}

function typeOf(field: string, schema: JsonSchema, types: Types): string {
  if (schema.enum !== undefined) return enumOf(field, schema.enum, types);
  const kind = schema['x-kind'];
  return kind === undefined ? plainTypeOf(field, schema, types) : SCALARS[kind];
}

function plainTypeOf(field: string, schema: JsonSchema, types: Types): string {
  switch (schema.type) {
    case 'string':
      return field.endsWith('Id') ? 'ID' : 'String';
    case 'integer':
      return 'Int';
    case 'boolean':
      return 'Boolean';
    case 'array':
      return `[${typeOf(field, schema.items as JsonSchema, types)}!]`;
    case 'object': {
      const name = `${nameAfter(field)}Input`;
      const written = inputType(name, schema, types);
      if ((types.inputs.get(name) ?? written) !== written)
        throw new UnmappedFieldError(`${field}: another record has this name`);
      types.inputs.set(name, written);
      return name;
    }
    default:
      throw new UnmappedFieldError(`${field}: nothing in the API is a ${schema.type}`);
  }
}

function enumOf(field: string, values: readonly string[], { words }: Types): string {
  const same = (known: readonly string[]): boolean =>
    known.length === values.length && known.every((value, index) => value === values[index]);
  const [shared] = [...words].find(([, known]) => same(known)) ?? [];
  if (shared !== undefined) return shared;
  const name = nameAfter(field);
  if (words.has(name)) throw new UnmappedFieldError(`${field}: ${values.join(' | ')}`);
  words.set(name, values);
  return name;
}

function nameAfter(field: string): string {
  return `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

function doc(words: string): string {
  return words === '' ? '' : `  ${JSON.stringify(words)}\n`;
}
