/** A tab of the explorer. */
export interface ExampleTab {
  readonly title: string;
  readonly query: string;
}

/** What a newcomer can run at once against the demo market. */
export const EXAMPLE_TABS: readonly ExampleTab[] = [
  {
    title: 'Market',
    query: `query Market {
  instruments(first: 20) {
    instruments { id symbol status lastPrice volume trades }
    next
  }
  latestPrice(symbol: "ACME") { price quantity at stale }
  topOfBook(instrumentId: "ACME") { bid { price quantity } ask { price quantity } }
  trades(instrumentId: "ACME", first: 10) {
    trades { id price quantity aggressor at }
  }
}`,
  },
  {
    title: 'Account',
    query: `query Account {
  account(id: "demo") {
    cash reserved available settled unsettled
    positions {
      positions { instrumentId quantity reserved cost realised }
      next
    }
    orders(first: 10) {
      orders { id side type quantity limitPrice executed leaves status reason }
      next
    }
  }
}`,
  },
  {
    title: 'Place an order',
    query: `mutation PlaceOrder {
  placeOrder(
    input: {
      accountId: "demo", instrumentId: "ACME"
      side: BUY, quantity: "10"
      type: LIMIT, limitPrice: "99.50", timeInForce: GTC
    }
  ) {
    status id position code message
    ... on Accepted { order { executed leaves } }
  }
}`,
  },
  {
    title: 'Trades, live',
    query: `subscription Trades {
  tradeChanges(instrumentId: "ACME") {
    kind position
    trades { id price quantity aggressor at }
  }
}`,
  },
  {
    title: 'My orders, live',
    query: `subscription Orders {
  orderChanges(accountId: "demo") {
    kind position
    orders { id side quantity executed leaves status averagePrice }
  }
}`,
  },
  {
    title: 'Portfolio, live',
    query: `subscription Portfolio {
  portfolioChanges(accountId: "demo") {
    kind position
    portfolio {
      equity cash claims marketValue unrealised realised dayProfit buyingPower
      positions { symbol quantity cost mark markSource stale marketValue unrealised dayProfit }
    }
  }
}`,
  },
  {
    title: 'Fees',
    query: `query Fees {
  chargedFees(accountId: "demo") { days { day commission section31 taf venue orf } }
  venueFees { fees { venue product taker maker auction } }
}`,
  },
  {
    title: 'Rebalancing',
    query: `query Rebalancing {
  rebalancingDryRun(accountId: "demo") {
    refusal instruments equity cash buffer
    trades { symbol held mark weight targetWeight drift reason side quantity limitPrice estimatedGain }
  }
  rebalancingPlans(accountId: "demo", first: 5) {
    plans { planId status driftBefore driftAfter leftValue }
  }
}`,
  },
  {
    title: 'Price alerts, live',
    query: `subscription Alerts {
  priceAlertChanges(accountId: "demo") {
    kind position
    alerts { instrumentId condition moveBasisPoints status armed fired lastPrice lastFiredAt }
  }
}`,
  },
  {
    title: 'The book, live',
    query: `subscription Book {
  depthChanges(instrumentId: "ACME", levels: 5) {
    kind sequence checksum
    bids { price quantity orders }
    asks { price quantity orders }
  }
}`,
  },
];
