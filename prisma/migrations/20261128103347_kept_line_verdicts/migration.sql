-- What the schemas attached to a source today would make of the failing lines that are kept of its open error.
CREATE TABLE "kept_line_verdicts" (
    "source_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "judged_by" JSONB NOT NULL,
    "lines" BIGINT NOT NULL,
    "fitting" BIGINT NOT NULL,
    "is_limited" BOOLEAN NOT NULL,
    "through_at" TIMESTAMPTZ(6),
    "through_id" UUID,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "kept_line_verdicts_pkey" PRIMARY KEY ("source_id")
);

ALTER TABLE "kept_line_verdicts" ADD CONSTRAINT "kept_line_verdicts_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "log_sources"("id") ON DELETE CASCADE ON UPDATE CASCADE;
