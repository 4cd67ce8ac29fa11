/**
 * The server's own tables, in schema `inngest`. Every statement may run again on a database that has them already.
 * JSON is kept as canonical text (keys sorted), because that is the form that is signed and sent: nothing is parsed or
 * written again on the way from the table to the app.
 */
export const tables = `
create schema if not exists inngest;

-- An app's functions as it registered them. Those it no longer has are kept, because their runs may still go on.
create table if not exists inngest.functions (
  id text primary key,
  app text not null,
  config text not null,
  created_at timestamptz not null default now(),
  archived_at timestamptz
);

create table if not exists inngest.events (
  internal_id text primary key,
  id text not null,
  name text not null,
  ts bigint not null,
  body text not null,
  received_at timestamptz not null default now()
);
create index if not exists events_received_at on inngest.events (received_at);
create index if not exists events_id on inngest.events (id);

create table if not exists inngest.runs (
  id text primary key,
  function_id text not null,
  event_ids text[] not null,
  is_batch boolean not null default false,
  status text not null default 'Running',
  version int not null default -1,
  limit_keys text[] not null default '{}',
  singleton_key text,
  invoked_by text,
  cron text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  output text
);
create index if not exists runs_running on inngest.runs (function_id) where status = 'Running';
create index if not exists runs_ended_at on inngest.runs (ended_at) where ended_at is not null;
create index if not exists runs_event_ids on inngest.runs using gin (event_ids);

create table if not exists inngest.steps (
  run_id text not null references inngest.runs on delete cascade,
  id text not null,
  position bigint generated always as identity,
  entry text not null,
  primary key (run_id, id)
);

-- What a run does next: a call of the app, or the end of a sleep or wait. One row for each branch of the run.
create table if not exists inngest.branches (
  id bigint generated always as identity primary key,
  run_id text not null references inngest.runs on delete cascade,
  kind text not null default 'call',
  step_id text not null default 'step',
  job_id text not null,
  attempt int not null default 0,
  generation int not null default 0,
  lost_calls int not null default 0,
  is_group boolean not null default false,
  is_race boolean not null default false,
  due_at timestamptz not null,
  rank bigint not null default 0,
  request text,
  parked_on text
);
create index if not exists branches_run_id on inngest.branches (run_id);
create index if not exists branches_parked on inngest.branches (parked_on, rank, id) where parked_on is not null;

-- What an event, an invoked run or a signal may end before its time.
create table if not exists inngest.waits (
  branch_id bigint primary key references inngest.branches on delete cascade,
  run_id text not null,
  step_id text not null,
  event_name text,
  expression text,
  signal text unique
);
create index if not exists waits_event_name on inngest.waits (event_name) where event_name is not null;
create index if not exists waits_step on inngest.waits (run_id, step_id);

create table if not exists inngest.idempotency_keys (
  function_id text not null,
  key text not null,
  expires_at timestamptz not null,
  primary key (function_id, key)
);
create index if not exists idempotency_keys_expires_at on inngest.idempotency_keys (expires_at);

-- Theoretical arrival times of the generic cell rate algorithm, for throttle and rateLimit.
create table if not exists inngest.rates (
  function_id text not null,
  kind text not null,
  key text not null,
  arrival_ms double precision not null,
  primary key (function_id, kind, key)
);

-- Events that are gathered before a run starts: the last one of a debounce, all of a batch.
create table if not exists inngest.gatherings (
  function_id text not null,
  kind text not null,
  key text not null,
  opened_at timestamptz not null,
  due_at timestamptz not null,
  event_ids text[] not null,
  primary key (function_id, kind, key)
);

create table if not exists inngest.schedule_fires (
  function_id text not null,
  cron text not null,
  fire_at timestamptz not null,
  primary key (function_id, cron, fire_at)
);
`;
