-- What waits to be published is kept.
ALTER TABLE "read_models"."change_feed" ADD COLUMN "changes" text;--> statement-breakpoint
UPDATE "read_models"."change_feed" SET "changes" = jsonb_build_array(jsonb_build_object('subject', "subject", 'messageId', "message_id", 'payload', "payload"))::text;--> statement-breakpoint
ALTER TABLE "read_models"."change_feed" ALTER COLUMN "changes" SET NOT NULL;--> statement-breakpoint
-- Bundles are read once and deleted: compressing them costs more than it saves.
ALTER TABLE "read_models"."change_feed" ALTER COLUMN "changes" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "read_models"."change_feed" DROP COLUMN "subject";--> statement-breakpoint
ALTER TABLE "read_models"."change_feed" DROP COLUMN "message_id";--> statement-breakpoint
ALTER TABLE "read_models"."change_feed" DROP COLUMN "payload";
