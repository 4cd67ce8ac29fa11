/** Preloaded into every child: when the supervisor is gone (even by `kill -9`) the child ends as if asked to. */
const graceMs = 10_000;

process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), graceMs).unref();
});
process.channel?.unref();
