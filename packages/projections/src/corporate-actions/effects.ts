import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { corporateActionEffects, type CorporateActionEffectRow } from './table.ts';

interface OfAccount {
  readonly actionId: string;
  readonly accountId: string;
  readonly instrumentId: string;
}
interface OfOrder extends Omit<OfAccount, 'actionId'> {
  readonly corporateActionId?: string;
  readonly orderId: string;
}
type Told = Pick<CorporateActionEffectRow, 'effect' | 'quantityBefore' | 'quantity'> &
  Partial<CorporateActionEffectRow>;

const idOf = ({ actionId, accountId }: OfAccount): string => `${actionId}/${accountId}`;
/** A split may reach several positions of an account: that in the shares, and those in options on them. */
const idInInstrument = (data: OfAccount): string => `${idOf(data)}/${data.instrumentId}`;

function begun(data: OfAccount, id: string, told: Told, context: FactContext) {
  const { actionId, accountId, instrumentId } = data;
  const { position, index: batchIndex } = context;
  return {
    id,
    actionId,
    accountId,
    instrumentId,
    orderId: null,
    newShares: null,
    oldShares: null,
    otherInstrumentId: null,
    received: 0n,
    cashInLieu: 0n,
    value: 0n,
    costBasisPoints: null,
    limitPrice: null,
    stopPrice: null,
    cash: 0n,
    returnOfCapital: 0n,
    settled: true,
    settledPosition: 0n,
    settledOn: null,
    ...told,
    recordedPosition: position,
    batchIndex,
    position,
  };
}

/** What an action does to an account. */
function toAccount<Data extends OfAccount>(
  tell: (data: Data) => Told,
  nameOf: (data: OfAccount) => string = idOf,
): Reaction<CorporateActionEffectRow, Data> {
  return {
    creates: true,
    keys: (data) => [nameOf(data)],
    evolve: (_, data, context, key) => begun(data, key, tell(data), context),
  };
}

/** What an action does to an order; most changes of orders have other causes. */
function toOrder<Data extends OfOrder>(
  tell: (data: Data) => Told,
): Reaction<CorporateActionEffectRow, Data> {
  return {
    creates: true,
    keys: ({ corporateActionId, orderId }) =>
      corporateActionId === undefined ? [] : [`${corporateActionId}/${orderId}`],
    evolve: (_, data, context, key) => {
      const { corporateActionId: actionId = '', orderId } = data;
      return begun({ ...data, actionId }, key, { ...tell(data), orderId }, context);
    },
  };
}

/** What corporate actions did, account by account and order by order. */
export const corporateActionEffectsProjection: Projection =
  defineProjection<CorporateActionEffectRow>({
    name: 'corporate_action_effects',
    version: 2,
    tables: { postgres: corporateActionEffects },
    key: 'id',
    on: {
      PositionAdjusted: toAccount(
        ({ quantityBefore, quantity, newShares, oldShares, cash }) => ({
          effect: 'POSITION',
          quantityBefore,
          quantity,
          newShares,
          oldShares,
          cash,
        }),
        idInInstrument,
      ),
      PositionExchanged: toAccount(({ newShares = null, oldShares = null, ...data }) => ({
        effect: 'EXCHANGE',
        quantityBefore: data.quantityBefore,
        quantity: data.quantity,
        cash: data.cash,
        newShares,
        oldShares,
        otherInstrumentId: data.otherInstrumentId ?? null,
        received: data.received,
        cashInLieu: data.cashInLieu,
        value: data.value,
        costBasisPoints: data.costBasisPoints,
      })),
      DividendAccrued: toAccount(({ quantity, amount: cash, returnOfCapital }) => ({
        effect: 'DIVIDEND',
        quantityBefore: quantity,
        quantity,
        cash,
        returnOfCapital,
        settled: false,
      })),
      DividendPaid: {
        keys: (data) => [idOf(data)],
        evolve: (row, _, { at, position }) =>
          row && {
            ...row,
            settled: true,
            settledPosition: position,
            settledOn: tradeDateOf(at),
            position,
          },
      },
      OrderReplaced: toOrder(({ previousLeaves, leaves, limitPrice, stopPrice = null }) => ({
        effect: 'ORDER_CHANGED',
        quantityBefore: previousLeaves,
        quantity: leaves,
        limitPrice,
        stopPrice,
      })),
      OrderCancelled: toOrder(({ quantity }) => ({
        effect: 'ORDER_ENDED',
        quantityBefore: quantity,
        quantity: 0n,
      })),
    },
  });
