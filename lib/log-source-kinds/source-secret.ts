/** The secret of a source that is made here: `tt_s_` and 256 random bits. Runs in the browser too. */
export function newSourceSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const encoded = btoa(String.fromCharCode(...bytes));
  return `tt_s_${encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}
