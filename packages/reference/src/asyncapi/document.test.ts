import specs from '@asyncapi/specs';
import { type Outcome, COMMANDS } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES } from '@bellwether/projections/contract';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { asyncApi } from './document.ts';

interface Document {
  readonly channels: Readonly<Record<string, { readonly address: string | null }>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties: Record<string, object> }>>;
  };
}

// As its readers have it: JSON.
const document = JSON.parse(JSON.stringify(asyncApi())) as Document;

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);

/** What the document says of something that is sent; none: it fits. */
function misfits(name: string, value: unknown): readonly string[] {
  const { components } = document;
  const validate = ajv.compile({ $ref: `#/components/schemas/${name}`, components });
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the AsyncAPI document', () => {
  // It has the schema of JSON Schema itself in it, which ajv would know twice.
  const spec = new Ajv({ strict: false, meta: false, validateSchema: false });
  formats.default(spec);
  const isValid = spec.compile(specs.schemas['3.0.0'] as object);

  test('is valid by the schema of AsyncAPI 3.0', () => {
    isValid(document);
    expect(isValid.errors).toBeNull();
  });

  test.each([
    [
      'a channel without parameters that its operation names',
      { operations: { x: { action: 'eat' } } },
    ],
    ['no version', { info: { title: 'x' } }],
  ])('would not be with %s', (_what, change) => {
    expect(isValid({ ...document, ...change })).toBe(false);
  });

  test('refers to nothing that it does not have', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    const broken = refs.filter(
      ([, path = '']) =>
        path
          .split('/')
          .reduce<unknown>(
            (at, part) => (at as Record<string, unknown> | undefined)?.[part],
            document,
          ) === undefined,
    );
    expect(refs.length).toBeGreaterThan(100);
    expect(broken.map(([, path]) => path)).toEqual([]);
  });

  test('has a channel for every kind of subject', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    expect(addresses).toEqual(
      expect.arrayContaining([
        'cmd.trading.submit.{partition}.{user}',
        'cmd.durable.account.{id}.{user}',
        'evt.order.updated.{accountId}',
        'evt.trade.executed.{instrumentId}',
        'serving.{partition}',
        ...Object.keys({ ...QUERIES, ...MARKET_QUESTIONS }).map((name) => `qry.${name}.{user}`),
      ]),
    );
  });
});

describe('what it says of commands', () => {
  test.each([...COMMANDS.keys()])(
    '%s is that its example fits, and nothing without its data',
    (type) => {
      const { data } = document.components.schemas[type]!.properties;
      const [example] = (data as { readonly examples: readonly unknown[] }).examples;
      const id = '0192f3a0-7c1e-7aaa-8bbb-000000000001';
      expect(misfits(type, { id, type, version: 1, data: example })).toEqual([]);
      expect(misfits(type, { id, type, version: 1 })).toEqual([
        " must have required property 'data'",
      ]);
    },
  );
});

describe('what it says of outcomes', () => {
  const id = '0192f3a0-7c1e-7aaa-8bbb-000000000001';
  const told = { id, message: 'why' };
  const accepted = { status: 'accepted', id, position: '7' } as const;
  const rejected = { status: 'rejected', code: 'LOSS_LIMIT', ...told } as const;
  const outcomes: readonly Outcome[] = [
    accepted,
    { ...accepted, order: { orderId: id, executed: '1', leaves: '0' } },
    rejected,
    { ...rejected, position: '7', limit: '1', value: '2', remedy: '3' },
    { status: 'rejected', code: 'APPROVAL_REQUIRED', ...told },
    { status: 'duplicate', id, original: rejected },
    { status: 'conflict', code: 'COMMAND_ID_REUSED', ...told },
    { status: 'invalid', code: 'WRONG_PARTITION', partition: 1, ...told },
    { status: 'invalid', code: 'UNKNOWN_COMMAND', message: 'no id' },
    { status: 'overloaded', code: 'OVERLOADED', message: 'later' },
    { status: 'unknown', code: 'TIMEOUT', ...told },
  ];

  test.each(outcomes)('$status fits', (outcome) => {
    expect(misfits(`Outcome.${outcome.status}`, outcome)).toEqual([]);
  });

  test('another status, a code of another kind and fields of another kind do not', () => {
    expect(misfits('Outcome.accepted', { ...accepted, status: 'rejected' })).not.toEqual([]);
    expect(misfits('Outcome.conflict', { ...rejected, status: 'conflict' })).not.toEqual([]);
    expect(misfits('Outcome.accepted', { ...accepted, code: 'LOSS_LIMIT' })).not.toEqual([]);
  });
});
