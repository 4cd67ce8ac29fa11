import { startProduct } from "#lib/testing/product.ts";

/** Starts one product for all journeys; they get to it by `E2E_URL`. */
export default async function globalSetup() {
  const product = await startProduct();
  process.env.E2E_URL = product.url;
  process.env.E2E_TOKEN = product.token;
  process.env.E2E_EMAIL = product.admin.email;
  process.env.E2E_PASSWORD = product.admin.password;
  return () => product.stop();
}
