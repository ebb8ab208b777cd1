CREATE TABLE "read_models"."audit_anchors" (
	"number" integer PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"line" text NOT NULL,
	"sha256" text NOT NULL
);
