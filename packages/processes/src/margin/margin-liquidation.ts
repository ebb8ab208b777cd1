import type { CommandId } from '@bellwether/domain';
import { defineProcess, type ProcessManager } from '../runtime/process.ts';

/**
 * Carries out what overdue margin calls have ordered: open orders are cancelled, and positions closed at the market, each under
 * the id that the fact has given it. What is not executed at once is for the next assessment.
 */
export const marginLiquidation: ProcessManager = defineProcess({
  name: 'margin-liquidation',
  description: 'Sends the orders that close positions for overdue margin calls',
  sends: ['PlaceOrder', 'CancelOrder'],
  on: {
    MarginLiquidationOrdered: ({ accountId, cancels, orders }) => [
      ...cancels.map(({ orderId, instrumentId }) => ({
        command: { type: 'CancelOrder', data: { accountId, instrumentId, orderId } } as const,
      })),
      ...orders.map(({ orderId, instrumentId, side, quantity }) => ({
        id: orderId as string as CommandId,
        command: {
          type: 'PlaceOrder',
          data: { accountId, instrumentId, side, type: 'MARKET', timeInForce: 'IOC', quantity },
        } as const,
      })),
    ],
  },
});
