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
	"fees" numeric(38, 0) NOT NULL,
	"opened_at" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."audit_log_v1" (
	"trade_date" date NOT NULL,
	"journal" text NOT NULL,
	"sequence" bigint NOT NULL,
	"stream" text NOT NULL,
	"position" bigint NOT NULL,
	"batch_index" integer NOT NULL,
	"type" text NOT NULL,
	"at" bigint NOT NULL,
	"command_id" uuid NOT NULL,
	"principal" text NOT NULL,
	"account_id" text,
	"instrument_id" text,
	"order_id" uuid,
	"data" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_log_v1_journal_sequence_trade_date_pk" PRIMARY KEY("journal","sequence","trade_date")
) PARTITION BY RANGE ("trade_date");
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
	"projection" text NOT NULL,
	"version" integer NOT NULL,
	"build" integer NOT NULL,
	"state" text NOT NULL,
	"position" bigint NOT NULL,
	"epoch" bigint NOT NULL,
	"live" boolean NOT NULL,
	"parked_revision" bigint DEFAULT 0 NOT NULL,
	"facts" bigint DEFAULT 0 NOT NULL,
	"fact_at" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."command_outcomes_v1" (
	"command_id" uuid PRIMARY KEY NOT NULL,
	"principal" text NOT NULL,
	"status" text NOT NULL,
	"fact" text NOT NULL,
	"code" text,
	"message" text,
	"account_id" text,
	"instrument_id" text,
	"order_id" uuid,
	"facts" integer NOT NULL,
	"received_at" bigint NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."dead_letters" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"build" text NOT NULL,
	"key" text NOT NULL,
	"position" bigint NOT NULL,
	"batch_index" integer NOT NULL,
	"entry_index" integer NOT NULL,
	"stream" text NOT NULL,
	"at" bigint NOT NULL,
	"command_id" uuid NOT NULL,
	"principal" text NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"error" text NOT NULL,
	"state" text DEFAULT 'parked' NOT NULL,
	"parked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."instruments_v1" (
	"instrument_id" text PRIMARY KEY NOT NULL,
	"symbol" text NOT NULL,
	"tick_size" bigint NOT NULL,
	"max_order_quantity" bigint NOT NULL,
	"reference_price" bigint NOT NULL,
	"terms" jsonb NOT NULL,
	"phase" text,
	"lower_band" bigint NOT NULL,
	"upper_band" bigint NOT NULL,
	"restriction" text,
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
	"stop_price" bigint,
	"display_quantity" bigint,
	"expires_on" text,
	"client_order_id" text,
	"leaves" bigint NOT NULL,
	"shown" bigint NOT NULL,
	"executed" bigint NOT NULL,
	"notional" numeric(38, 0) NOT NULL,
	"fees" numeric(38, 0) NOT NULL,
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
	"lots" jsonb NOT NULL,
	"realised_fifo" numeric(38, 0) NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "read_models"."trades_v1" (
	"trade_date" date NOT NULL,
	"trade_id" text NOT NULL,
	"instrument_id" text NOT NULL,
	"price" bigint NOT NULL,
	"quantity" bigint NOT NULL,
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
	CONSTRAINT "trades_v1_trade_id_trade_date_pk" PRIMARY KEY("trade_id","trade_date")
) PARTITION BY RANGE ("trade_date");
--> statement-breakpoint
CREATE INDEX "audit_log_v1_order" ON "read_models"."audit_log_v1" USING btree ("order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "audit_log_v1_place" ON "read_models"."audit_log_v1" USING btree ("position","batch_index");--> statement-breakpoint
CREATE INDEX "command_outcomes_v1_account" ON "read_models"."command_outcomes_v1" USING btree ("account_id","received_at" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_fact" ON "read_models"."dead_letters" USING btree ("build","key","position","batch_index");--> statement-breakpoint
CREATE INDEX "dead_letters_state" ON "read_models"."dead_letters" USING btree ("build","state");--> statement-breakpoint
CREATE INDEX "instruments_v1_symbol" ON "read_models"."instruments_v1" USING btree ("symbol");--> statement-breakpoint
CREATE INDEX "orders_v1_account" ON "read_models"."orders_v1" USING btree ("account_id","received_at" DESC NULLS LAST,"order_id");--> statement-breakpoint
CREATE INDEX "orders_v1_book" ON "read_models"."orders_v1" USING btree ("instrument_id","side","limit_price") WHERE shown > 0;--> statement-breakpoint
CREATE INDEX "positions_v1_account" ON "read_models"."positions_v1" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "trades_v1_instrument" ON "read_models"."trades_v1" USING btree ("instrument_id","position" DESC NULLS LAST,"batch_index" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_buyer" ON "read_models"."trades_v1" USING btree ("buy_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_seller" ON "read_models"."trades_v1" USING btree ("sell_account_id","position" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "trades_v1_buy_order" ON "read_models"."trades_v1" USING btree ("buy_order_id");--> statement-breakpoint
CREATE INDEX "trades_v1_sell_order" ON "read_models"."trades_v1" USING btree ("sell_order_id");--> statement-breakpoint
-- Partitions are months of the trade date, made when the first row of a month comes. Whoever writes rows may make them,
-- though the tables belong to the owner of the schema.
CREATE FUNCTION "read_models"."ensure_month"(parent text, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, read_models AS $$
DECLARE
	first date := date_trunc('month', day);
	child text := parent || '_' || to_char(day, 'YYYYMM');
BEGIN
	IF to_regclass(format('read_models.%I', child)) IS NOT NULL THEN RETURN; END IF;
	EXECUTE format(
		'CREATE TABLE IF NOT EXISTS read_models.%I PARTITION OF read_models.%I FOR VALUES FROM (%L) TO (%L)',
		child, parent, first, (first + interval '1 month')::date
	);
END $$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "read_models"."ensure_month" FROM PUBLIC;
