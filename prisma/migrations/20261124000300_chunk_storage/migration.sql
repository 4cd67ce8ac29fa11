-- Bodies live for moments and mostly come compressed: PostgreSQL need not try to compress each chunk again.
ALTER TABLE "log_batch_chunks" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
