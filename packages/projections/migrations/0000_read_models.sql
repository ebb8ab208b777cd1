CREATE SCHEMA "read_models";
--> statement-breakpoint
CREATE TABLE "read_models"."accounts_v1" (
	"account_id" text PRIMARY KEY NOT NULL,
	"cash" numeric(38, 0) NOT NULL,
	"reserved" numeric(38, 0) NOT NULL,
	"arriving" numeric(38, 0) NOT NULL,
	"leaving" numeric(38, 0) NOT NULL,
	"deposited" numeric(38, 0) NOT NULL,
	"withdrawn" numeric(38, 0) NOT NULL,
	"opened_at" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."change_feed" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"message_id" text NOT NULL,
	"payload" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."checkpoints" (
	"name" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"epoch" bigint NOT NULL,
	"live" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."instruments_v1" (
	"instrument_id" text PRIMARY KEY NOT NULL,
	"symbol" text NOT NULL,
	"tick_size" bigint NOT NULL,
	"max_order_quantity" bigint NOT NULL,
	"reference_price" bigint NOT NULL,
	"status" text NOT NULL,
	"last_price" bigint NOT NULL,
	"last_quantity" bigint NOT NULL,
	"last_trade_at" bigint NOT NULL,
	"volume" bigint NOT NULL,
	"trades" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."orders_v1" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"instrument_id" text NOT NULL,
	"side" text NOT NULL,
	"type" text NOT NULL,
	"time_in_force" text NOT NULL,
	"quantity" bigint NOT NULL,
	"limit_price" bigint NOT NULL,
	"leaves" bigint NOT NULL,
	"executed" bigint NOT NULL,
	"notional" numeric(38, 0) NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"message" text,
	"received_at" bigint NOT NULL,
	"validated_at" bigint NOT NULL,
	"approved_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."positions_v1" (
	"position_id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"instrument_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"reserved" bigint NOT NULL,
	"cost" numeric(38, 0) NOT NULL,
	"realised" numeric(38, 0) NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."trades_v1" (
	"trade_id" text PRIMARY KEY NOT NULL,
	"instrument_id" text NOT NULL,
	"price" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"aggressor" text NOT NULL,
	"buy_order_id" uuid NOT NULL,
	"buy_account_id" text NOT NULL,
	"sell_order_id" uuid NOT NULL,
	"sell_account_id" text NOT NULL,
	"executed_at" bigint NOT NULL,
	"position" bigint NOT NULL,
	"batch_index" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "instruments_v1_symbol" ON "read_models"."instruments_v1" USING btree ("symbol");--> statement-breakpoint
CREATE INDEX "orders_v1_account" ON "read_models"."orders_v1" USING btree ("account_id","received_at" DESC NULLS LAST,"order_id");--> statement-breakpoint
CREATE INDEX "orders_v1_instrument" ON "read_models"."orders_v1" USING btree ("instrument_id","received_at" DESC NULLS LAST,"order_id");--> statement-breakpoint
CREATE INDEX "positions_v1_account" ON "read_models"."positions_v1" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "trades_v1_instrument" ON "read_models"."trades_v1" USING btree ("instrument_id","position" DESC NULLS LAST,"batch_index" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_buyer" ON "read_models"."trades_v1" USING btree ("buy_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_seller" ON "read_models"."trades_v1" USING btree ("sell_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_buy_order" ON "read_models"."trades_v1" USING btree ("buy_order_id");--> statement-breakpoint
CREATE INDEX "trades_v1_sell_order" ON "read_models"."trades_v1" USING btree ("sell_order_id");