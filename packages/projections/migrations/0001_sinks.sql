CREATE TABLE "read_models"."sinks" (
	"name" text PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"position" bigint NOT NULL,
	"begun" bigint,
	"generation" text
);
