import { startProduct } from "#lib/testing/product.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { buildScene } from "#scripts/screenshots/scene.ts";

/** Starts one product with a day of history for the journeys that do not need their own; they get to it by `E2E_*`. */
export default async function globalSetup() {
  const receiver = await startReceiver();
  const product = await startProduct();
  process.env.E2E_URL = product.url;
  process.env.E2E_EMAIL = product.admin.email;
  process.env.E2E_PASSWORD = product.admin.password;
  process.env.E2E_DATA_DIR = product.dataDir;
  process.env.E2E_SCENE = JSON.stringify(await buildScene(product, receiver));
  return async () => {
    await product.stop();
    await receiver.close();
  };
}
