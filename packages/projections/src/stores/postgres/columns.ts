import { bigint, date, numeric, text, uuid } from 'drizzle-orm/pg-core';

// The columns that read models share. Money and prices are 1/10 000 USD, times are ns since 1970 UTC: integers all.

/** 64-bit integer. */
export const int8 = () => bigint({ mode: 'bigint' }).notNull();

/** An integer that may outgrow 64 bits: sums of price × quantity. */
export const sum = () => numeric({ mode: 'bigint', precision: 38, scale: 0 }).notNull();

export const name = () => text().notNull();
export const id = () => uuid().notNull();

/** The field of a table that has a partition for each of its months. */
export const MONTHLY = 'tradeDate';

/** A day on New York's calendar, `2026-11-20`. */
export const day = () => date({ mode: 'string' }).notNull();
