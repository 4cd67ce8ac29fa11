-- What a custom schema said in each of its revisions, so that a change can be seen and taken back. Of schemas that are there already,
-- the present one is known.
CREATE TABLE "log_schema_revisions" (
    "log_type" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "spec" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_name" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "log_schema_revisions_pkey" PRIMARY KEY ("log_type", "revision")
);

ALTER TABLE "log_schema_revisions" ADD CONSTRAINT "log_schema_revisions_log_type_fkey" FOREIGN KEY ("log_type") REFERENCES "log_schemas"("log_type") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "log_schema_revisions" ("log_type", "revision", "spec", "created_at")
SELECT "log_type", "revision", "spec", "updated_at" FROM "log_schemas";
