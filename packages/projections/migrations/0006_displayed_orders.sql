CREATE TABLE "read_models"."orders_v2" (
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
CREATE INDEX "orders_v2_account" ON "read_models"."orders_v2" USING btree ("account_id","received_at" DESC NULLS LAST,"order_id");--> statement-breakpoint
CREATE INDEX "orders_v2_book" ON "read_models"."orders_v2" USING btree ("instrument_id","side","limit_price") WHERE shown > 0;