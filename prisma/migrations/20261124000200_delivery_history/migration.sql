-- Who was told stays on record when a destination is deleted: its name is kept with each delivery, and no row goes with it.
ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_destination_id_fkey";
ALTER TABLE "deliveries" ADD COLUMN "destination_name" TEXT NOT NULL DEFAULT '';
UPDATE "deliveries" SET "destination_name" = (SELECT "display_name" FROM "destinations" WHERE "destinations"."id" = "destination_id");
