/** Preloaded before what imports the product: writes the database client if that is not there yet. */
import { generateClient, isClientGenerated } from "./generate.ts";

if (!isClientGenerated()) generateClient();
