-- Views read a text by the rules by which the classifier read it (lib/schemas/rfc3339.ts, time-formats.ts, strftime.ts,
-- lenient-values.ts): in double precision where that does, in the same order of operations, cut where that cuts. Signatures stay.

-- Microseconds since 1970 as an instant; null outside of the years 1 to 9999. By whole hours, so that no product goes over 2^53.
CREATE FUNCTION "lake"."from_micros"(micros DOUBLE PRECISION) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    whole BIGINT;
BEGIN
    IF micros < -62135596800000000 OR micros >= 253402300800000000 THEN RETURN NULL; END IF;
    whole := micros::bigint;
    RETURN TIMESTAMPTZ '1970-01-01 00:00:00+00' + (whole / 3600000000) * INTERVAL '1 hour'
        + (whole % 3600000000) * INTERVAL '1 microsecond';
END $$;

-- Microseconds since 1970 of a civil time in UTC; null for a day that is none. `fraction` is the digits behind the seconds.
CREATE FUNCTION "lake"."civil_micros"(
    year INTEGER, month INTEGER, day INTEGER, hour INTEGER, minute INTEGER, second INTEGER, fraction TEXT
) RETURNS DOUBLE PRECISION
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    days INTEGER;
    whole DOUBLE PRECISION;
    micros INTEGER;
BEGIN
    IF year = 0 OR month NOT BETWEEN 1 AND 12 OR hour > 23 OR minute > 59 OR second > 59 THEN RETURN NULL; END IF;
    days := CASE
        WHEN month = 2 THEN CASE WHEN (year % 4 = 0 AND year % 100 <> 0) OR year % 400 = 0 THEN 29 ELSE 28 END
        WHEN month IN (4, 6, 9, 11) THEN 30
        ELSE 31
    END;
    IF day NOT BETWEEN 1 AND days THEN RETURN NULL; END IF;
    whole := (make_date(year, month, day) - DATE '1970-01-01') * 86400000000::double precision
        + (hour * 3600 + minute * 60 + second) * 1000000::double precision;
    micros := rpad(left(coalesce(fraction, ''), 6), 6, '0')::integer;
    -- So far from 1970 that a double does not hold every microsecond, the last ones of a second are rounded, but not into the next one.
    IF whole + micros >= whole + 1000000 THEN RETURN whole + 999936; END IF;
    RETURN whole + micros;
END $$;

-- RFC 3339 text.
CREATE OR REPLACE FUNCTION "lake"."to_time"(value TEXT) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts TEXT[];
    zone INTEGER := 0;
BEGIN
    IF length(value) > 64 THEN RETURN NULL; END IF;
    parts := regexp_match(value,
        '^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$');
    IF parts IS NULL THEN RETURN NULL; END IF;
    IF parts[8] IS NOT NULL THEN zone := (parts[8] || '1')::integer * (parts[9]::integer * 60 + parts[10]::integer); END IF;
    RETURN lake.from_micros(lake.civil_micros(parts[1]::integer, parts[2]::integer, parts[3]::integer, parts[4]::integer,
        parts[5]::integer, parts[6]::integer, parts[7]) - zone * 60000000::double precision);
END $$;

-- A date, a space and a time in UTC, each part with as many digits as strftime takes. `fraction` says what may stand behind the
-- seconds: 'none', 'point' (a point and one to six digits must), 'optional' (a point or comma and one to nine digits may).
CREATE FUNCTION "lake"."to_spaced_time"(value TEXT, fraction TEXT) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts TEXT[];
BEGIN
    parts := regexp_match(value,
        '^([0-9]{1,4})-([0-9]{1,2})-([0-9]{1,2}) ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})'
        || CASE fraction WHEN 'point' THEN '\.([0-9]{1,6})' WHEN 'optional' THEN '(?:[.,]([0-9]{1,9}))?' ELSE '()' END || '$');
    IF parts IS NULL THEN RETURN NULL; END IF;
    RETURN lake.from_micros(lake.civil_micros(parts[1]::integer, parts[2]::integer, parts[3]::integer, parts[4]::integer,
        parts[5]::integer, parts[6]::integer, parts[7]));
END $$;

-- A decimal number as the double nearest to it; 0 when it is too small for one, null when it is too large.
CREATE OR REPLACE FUNCTION "lake"."to_double"(value TEXT) RETURNS DOUBLE PRECISION
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    parts TEXT[];
    exponent NUMERIC;
    magnitude NUMERIC;
    point NUMERIC;
BEGIN
    IF value ~ '^[+-]?[0-9]{1,15}$' THEN RETURN value::double precision; END IF;
    parts := regexp_match(value, '^[+-]?(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?$');
    IF parts IS NULL THEN RETURN NULL; END IF;
    exponent := coalesce(parts[4], '0')::numeric;
    -- Where the first digit that is not 0 stands before or behind the point.
    point := length(ltrim(coalesce(parts[1], ''), '0'));
    IF point = 0 THEN
        IF ltrim(coalesce(parts[2], '') || coalesce(parts[3], ''), '0') = '' THEN RETURN 0; END IF;
        point := length(ltrim(coalesce(parts[2], parts[3]), '0')) - length(coalesce(nullif(parts[2], ''), parts[3]));
    END IF;
    IF point + exponent > 400 THEN RETURN NULL; END IF;
    IF point + exponent < -400 THEN RETURN 0; END IF;
    IF point + exponent BETWEEN -300 AND 300 THEN RETURN value::double precision; END IF;
    magnitude := abs(value::numeric);
    -- Half a step above the greatest double, and half of the smallest: from there on it is rounded to infinity, or to 0.
    IF magnitude >= 2::numeric ^ 1024 - 2::numeric ^ 970 THEN RETURN NULL; END IF;
    IF magnitude <= 2.4703282292062327208e-324 THEN RETURN 0; END IF;
    RETURN value::double precision;
END $$;

CREATE OR REPLACE FUNCTION "lake"."to_boolean"(value TEXT) RETURNS BOOLEAN
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE
        WHEN value IN ('true', 'True', 'TRUE', 't', 'T', '1') THEN TRUE
        WHEN value IN ('false', 'False', 'FALSE', 'f', 'F', '0') THEN FALSE
        WHEN value ~ '^-?[0-9]' THEN CASE lake.to_double(value) WHEN 1 THEN TRUE WHEN 0 THEN FALSE END
    END;
END $$;

-- A Unix time: seconds (`per_second` is 1), also with a fraction, to the nearest microsecond; or whole units of which `per_second`
-- make a second, cut to microseconds.
CREATE OR REPLACE FUNCTION "lake"."to_unix_time"(value TEXT, per_second NUMERIC) RETURNS TIMESTAMPTZ
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    seconds DOUBLE PRECISION;
    units NUMERIC;
    step NUMERIC;
BEGIN
    IF per_second = 1 THEN
        seconds := lake.to_double(value);
        IF seconds IS NULL OR abs(seconds) > 1e12 THEN RETURN NULL; END IF;
        RETURN lake.from_micros(floor(seconds * 1e6::double precision + 0.5::double precision));
    END IF;
    IF value !~ '^[+-]?[0-9]{1,40}$' THEN RETURN NULL; END IF;
    IF per_second = 1000 THEN RETURN lake.from_micros(value::double precision * 1000); END IF;
    IF per_second = 1000000 THEN RETURN lake.from_micros(value::double precision); END IF;
    units := value::numeric;
    step := div(per_second, 1000000);
    RETURN lake.from_micros((div(units, step) - CASE WHEN units < 0 AND units % step <> 0 THEN 1 ELSE 0 END)::double precision);
END $$;

-- A JSON value; null for the literal null, which counts as absent.
CREATE FUNCTION "lake"."to_json_value"(value JSON) RETURNS JSON
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN CASE WHEN value::text <> 'null' THEN value END;
END $$;
