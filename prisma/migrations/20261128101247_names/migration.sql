-- Names are told apart by their keys (lib/names.ts). Of names that are one by now the oldest keeps the key; the others have none
-- and stay usable until they are renamed.
ALTER TABLE log_sources ADD COLUMN label_key text;
UPDATE log_sources SET label_key = given.key
FROM (SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY created_at, id) AS place
      FROM (SELECT id, created_at, btrim(regexp_replace(lower(normalize(label, NFKC)), '\s+', ' ', 'g')) AS key FROM log_sources) named) given
WHERE given.id = log_sources.id AND given.place = 1;
CREATE UNIQUE INDEX log_sources_label_key_key ON log_sources (label_key);

ALTER TABLE destinations ADD COLUMN display_name_key text;
UPDATE destinations SET display_name_key = given.key
FROM (SELECT id, key, row_number() OVER (PARTITION BY key ORDER BY created_at, id) AS place
      FROM (SELECT id, created_at, btrim(regexp_replace(lower(normalize(display_name, NFKC)), '\s+', ' ', 'g')) AS key FROM destinations) named) given
WHERE given.id = destinations.id AND given.place = 1;
CREATE UNIQUE INDEX destinations_display_name_key_key ON destinations (display_name_key);
