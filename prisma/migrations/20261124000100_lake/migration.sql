-- The lake: schemas, the tables that every installation has, and the functions behind the typed columns of views.
-- Tables of log types, day partitions and views are made at run time by lib/lake. Needs PostgreSQL 15, no extension, no superuser.

CREATE SCHEMA "lake";
CREATE SCHEMA "panther_logs";
CREATE SCHEMA "panther_monitor";

-- Which log types have a table, and which schema revision its view shows.
CREATE TABLE "lake"."log_tables" (
    "log_type" TEXT NOT NULL,
    "table_name" TEXT NOT NULL,
    "view_revision" INTEGER NOT NULL DEFAULT 0,
    "view_definition" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "log_tables_pkey" PRIMARY KEY ("log_type")
);
CREATE UNIQUE INDEX "log_tables_table_name_key" ON "lake"."log_tables"("table_name");

-- Every record that became no event, with the reason. One partition a day of p_parse_time, kept in schema "lake".
CREATE TABLE "panther_monitor"."classification_failures" (
    "p_parse_time" TIMESTAMPTZ(6) NOT NULL,
    "p_row_id" UUID NOT NULL,
    "p_source_id" UUID NOT NULL,
    "line_number" BIGINT NOT NULL,
    "byte_offset" BIGINT NOT NULL,
    "payload_bytes" BIGINT NOT NULL,
    "p_source_label" TEXT NOT NULL,
    "p_log_type" TEXT,
    "request_id" TEXT,
    "object_key" TEXT,
    "state" TEXT NOT NULL DEFAULT 'failing',
    "error" JSON NOT NULL,
    "schema_revisions" JSON NOT NULL,
    "payload" TEXT NOT NULL,
    "payload_raw" BYTEA,
    CONSTRAINT "classification_failures_state_check" CHECK ("state" IN ('failing', 'reclassified', 'dismissed'))
) PARTITION BY RANGE ("p_parse_time");
CREATE INDEX "classification_failures_source_idx"
    ON "panther_monitor"."classification_failures"("p_source_id", "p_parse_time" DESC, "p_row_id" DESC);

-- One row a fetch of an object, whatever came of it.
CREATE TABLE "panther_monitor"."data_audit" (
    "p_parse_time" TIMESTAMPTZ(6) NOT NULL,
    "p_row_id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "p_source_id" UUID NOT NULL,
    "p_source_label" TEXT NOT NULL,
    "bucket" TEXT NOT NULL,
    "object_key" TEXT NOT NULL,
    "object_version" TEXT,
    "object_bytes" BIGINT,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "line_count" BIGINT NOT NULL DEFAULT 0,
    "event_count" BIGINT NOT NULL DEFAULT 0,
    "failure_count" BIGINT NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "request_id" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    CONSTRAINT "data_audit_status_check" CHECK ("status" IN ('succeeded', 'failed'))
) PARTITION BY RANGE ("p_parse_time");
CREATE INDEX "data_audit_source_idx"
    ON "panther_monitor"."data_audit"("p_source_id", "p_parse_time" DESC, "p_row_id" DESC);
CREATE INDEX "data_audit_object_idx" ON "panther_monitor"."data_audit"("bucket", "object_key");

-- Readings of a text as a type. They never fail: what does not fit is null. In PL/pgSQL and not in SQL, so that the planner does not
-- inline them and read the argument out of the event once for each time it is mentioned.
CREATE FUNCTION "lake"."to_bigint"(value TEXT) RETURNS BIGINT
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF value !~ '^[+-]?[0-9]{1,40}$' THEN RETURN NULL; END IF;
    IF length(value) > 18 AND (value::numeric NOT BETWEEN -9223372036854775808 AND 9223372036854775807) THEN RETURN NULL; END IF;
    RETURN value::bigint;
END $$;

CREATE FUNCTION "lake"."to_double"(value TEXT) RETURNS DOUBLE PRECISION
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts TEXT[];
    magnitude NUMERIC;
BEGIN
    parts := regexp_match(value, '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE]([+-]?[0-9]{1,4}))?$');
    IF parts IS NULL OR length(value) > 400 THEN RETURN NULL; END IF;
    IF length(value) <= 15 AND parts[3] IS NULL THEN RETURN value::double precision; END IF;
    magnitude := abs(value::numeric);
    IF magnitude >= 1.797e308 THEN RETURN NULL; END IF;
    IF magnitude < 1e-300 THEN RETURN 0; END IF;
    RETURN value::double precision;
END $$;

CREATE FUNCTION "lake"."to_boolean"(value TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN value IN ('true', 'True', 'TRUE', 't', 'T', '1') THEN TRUE
        WHEN value IN ('false', 'False', 'FALSE', 'f', 'F', '0') THEN FALSE
    END;
END $$;

-- RFC 3339 text.
CREATE FUNCTION "lake"."to_time"(value TEXT) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    year INTEGER;
    month INTEGER;
    days INTEGER;
BEGIN
    IF value !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,20})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'
    THEN RETURN NULL; END IF;
    year := substr(value, 1, 4)::integer;
    month := substr(value, 6, 2)::integer;
    days := CASE
        WHEN month = 2 THEN CASE WHEN (year % 4 = 0 AND year % 100 <> 0) OR year % 400 = 0 THEN 29 ELSE 28 END
        WHEN month IN (4, 6, 9, 11) THEN 30
        ELSE 31
    END;
    IF year = 0 OR substr(value, 9, 2)::integer > days THEN RETURN NULL; END IF;
    RETURN value::timestamptz;
END $$;

-- A Unix time in units of which `per_second` make a second.
CREATE FUNCTION "lake"."to_unix_time"(value TEXT, per_second NUMERIC) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    seconds NUMERIC;
BEGIN
    IF value !~ '^[+-]?([0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})([eE][+]?[0-9]{1,2})?$' THEN RETURN NULL; END IF;
    seconds := value::numeric / per_second;
    IF seconds NOT BETWEEN -62135596800 AND 253402300799 THEN RETURN NULL; END IF;
    RETURN TIMESTAMPTZ '1970-01-01 00:00:00+00' + trunc(seconds * 1000000)::bigint * INTERVAL '1 microsecond';
END $$;
