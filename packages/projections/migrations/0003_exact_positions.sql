-- Builds of earlier versions go with their views, months and checkpoints: the projector fills the new tables from the log.
DO $$
DECLARE
	table_name text;
BEGIN
	FOR table_name IN
		SELECT replace(replace(name, '@', '_v'), '.', '_') FROM read_models.checkpoints
		WHERE projection IN ('accounts', 'positions', 'trades')
	LOOP
		EXECUTE format('DROP TABLE IF EXISTS read_models.%I CASCADE', table_name);
	END LOOP;
	DROP TABLE IF EXISTS read_models.accounts_v1, read_models.positions_v1, read_models.trades_v1 CASCADE;
	DELETE FROM read_models.dead_letters WHERE split_part(build, '@', 1) IN ('accounts', 'positions', 'trades');
	DELETE FROM read_models.checkpoints WHERE projection IN ('accounts', 'positions', 'trades');
END $$;
--> statement-breakpoint
CREATE TABLE "read_models"."accounts_v2" (
	"account_id" text PRIMARY KEY NOT NULL,
	"cash" numeric(38, 0) NOT NULL,
	"reserved" numeric(38, 0) NOT NULL,
	"proceeds" jsonb NOT NULL,
	"arriving" numeric(38, 0) NOT NULL,
	"leaving" numeric(38, 0) NOT NULL,
	"deposited" numeric(38, 0) NOT NULL,
	"withdrawn" numeric(38, 0) NOT NULL,
	"fees" numeric(38, 0) NOT NULL,
	"opened_at" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."market_sessions_v1" (
	"session_date" text PRIMARY KEY NOT NULL,
	"opens_at" bigint NOT NULL,
	"closes_at" bigint NOT NULL,
	"early_close" boolean NOT NULL,
	"phase" text NOT NULL,
	"begun" boolean NOT NULL,
	"kill_switch" boolean NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."positions_v2" (
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
CREATE TABLE "read_models"."trades_v2" (
	"trade_date" date NOT NULL,
	"trade_id" text NOT NULL,
	"instrument_id" text NOT NULL,
	"price" bigint NOT NULL,
	"quantity" bigint NOT NULL,
	"principal" numeric(38, 0) NOT NULL,
	"buy_fees" numeric(38, 0) NOT NULL,
	"sell_fees" numeric(38, 0) NOT NULL,
	"settlement_date" date,
	"aggressor" text NOT NULL,
	"buy_order_id" uuid,
	"buy_account_id" text,
	"sell_order_id" uuid,
	"sell_account_id" text,
	"venue" text,
	"auction" boolean NOT NULL,
	"busted" boolean NOT NULL,
	"executed_at" bigint NOT NULL,
	"position" bigint NOT NULL,
	"batch_index" integer NOT NULL,
	CONSTRAINT "trades_v2_trade_id_trade_date_pk" PRIMARY KEY("trade_id","trade_date")
) PARTITION BY RANGE ("trade_date");
--> statement-breakpoint
CREATE INDEX "positions_v2_account" ON "read_models"."positions_v2" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "trades_v2_instrument" ON "read_models"."trades_v2" USING btree ("instrument_id","position" DESC NULLS LAST,"batch_index" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v2_buyer" ON "read_models"."trades_v2" USING btree ("buy_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v2_seller" ON "read_models"."trades_v2" USING btree ("sell_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v2_buy_order" ON "read_models"."trades_v2" USING btree ("buy_order_id");--> statement-breakpoint
CREATE INDEX "trades_v2_sell_order" ON "read_models"."trades_v2" USING btree ("sell_order_id");