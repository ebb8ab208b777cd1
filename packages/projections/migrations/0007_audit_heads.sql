CREATE TABLE "read_models"."audit_heads" (
	"version" integer NOT NULL,
	"journal" text NOT NULL,
	"sequence" bigint NOT NULL,
	"hash" text NOT NULL,
	"position" bigint NOT NULL,
	"at" bigint NOT NULL,
	"signature" text NOT NULL,
	"signed_by" text NOT NULL,
	CONSTRAINT "audit_heads_version_journal_sequence_pk" PRIMARY KEY("version","journal","sequence")
);
