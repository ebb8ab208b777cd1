-- The view names every column; it is made again after the migrations.
DROP VIEW IF EXISTS "read_models"."positions";--> statement-breakpoint
CREATE INDEX "audit_log_v1_allocated" ON "read_models"."audit_log_v1" USING btree ("account_id","instrument_id") WHERE type = 'SharesAllocated';--> statement-breakpoint
ALTER TABLE "read_models"."positions_v1" DROP COLUMN "lots";--> statement-breakpoint
ALTER TABLE "read_models"."positions_v1" DROP COLUMN "realised_fifo";