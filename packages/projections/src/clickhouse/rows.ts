import {
  COLD_FACTS,
  formatDecimal,
  HOT_FACTS,
  jsonCodec,
  jsonSchemaOf,
  type JsonCodec,
} from '@bellwether/domain';
import type { Fact, RecordedFact } from '../runtime/recorded-fact.ts';

const codecs: ReadonlyMap<string, JsonCodec<Fact['data']>> = new Map(
  [...COLD_FACTS.values(), ...HOT_FACTS.values()].map((definition) => [
    definition.type,
    jsonCodec<Fact['data']>(jsonSchemaOf(definition)),
  ]),
);

/** A fact as a row of `facts`: its JSON, and the ids that questions filter by. */
export function factRow({
  fact,
  position,
  index,
  at,
  commandId,
  principal,
}: RecordedFact): Record<string, unknown> {
  const data = fact.data as { accountId?: string; instrumentId?: string; orderId?: string };
  return {
    position: `${position}`,
    batch_index: index,
    type: fact.type,
    at: dateTime(at),
    command_id: commandId,
    principal,
    account_id: data.accountId ?? '',
    instrument_id: data.instrumentId ?? '',
    order_id: data.orderId ?? '',
    data: JSON.stringify(codecs.get(fact.type)?.toJson(fact.data)),
  };
}

/** A trade as a row of `trades`; undefined for any other fact. */
export function tradeRow({
  fact,
  position,
  index,
  at,
}: RecordedFact): Record<string, unknown> | undefined {
  if (fact.type !== 'TradeExecuted') return undefined;
  const { data } = fact;
  return {
    position: `${position}`,
    batch_index: index,
    trade_id: data.tradeId,
    instrument_id: data.instrumentId,
    at: dateTime(at),
    price: formatDecimal(data.price),
    quantity: `${data.quantity}`,
    aggressor: data.aggressor,
    buy_order_id: data.buyOrderId,
    buy_account_id: data.buyAccountId,
    sell_order_id: data.sellOrderId,
    sell_account_id: data.sellAccountId,
  };
}

/** Seconds with nine decimals, which DateTime64(9) reads without loss. */
function dateTime(ns: bigint): string {
  return `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`;
}
