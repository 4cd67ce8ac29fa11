-- What is known of a destination comes from what was sent by its present configuration: deliveries and tests.
ALTER TABLE destinations
  ADD COLUMN config_changed_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN last_test json;
UPDATE destinations SET config_changed_at = created_at;

-- How a receiver calls what stands for an alert there, so that later messages change it instead of adding another.
CREATE TABLE delivery_references (
  alert_id uuid NOT NULL,
  destination_id uuid NOT NULL,
  reference text NOT NULL,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT delivery_references_pkey PRIMARY KEY (alert_id, destination_id),
  CONSTRAINT delivery_references_destination_id_fkey FOREIGN KEY (destination_id)
    REFERENCES destinations (id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The latest failure in words stands with the destination: looking it up among all attempts grew with them.
ALTER TABLE destinations ADD COLUMN last_failure_message text;
UPDATE destinations d SET last_failure_message = (
  SELECT a.message FROM delivery_attempts a JOIN deliveries v ON v.id = a.delivery_id
   WHERE v.destination_id = d.id AND NOT a.is_success ORDER BY a.id DESC LIMIT 1)
 WHERE d.consecutive_failures > 0;

-- What was delivered or given up in a day is counted from its end, not by reading all that ever was.
CREATE INDEX deliveries_finished_idx ON deliveries (destination_id, finished_at) WHERE finished_at IS NOT NULL;
