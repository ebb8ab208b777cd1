CREATE TABLE "read_models"."clickhouse_books" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"instrument_id" text NOT NULL,
	"side" text NOT NULL,
	"limit_price" bigint NOT NULL,
	"display_quantity" bigint,
	"leaves" bigint NOT NULL,
	"shown" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "read_models"."sinks" ADD COLUMN "books_position" bigint;--> statement-breakpoint
ALTER TABLE "read_models"."sinks" ADD COLUMN "books_version" integer;