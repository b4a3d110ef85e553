// Node-RED without its editor: only the flow runs.
module.exports = {
  flowFile: "flows.json",
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.BENCH_PORT),
  httpAdminRoot: false,
  credentialSecret: false,
  logging: { console: { level: "info" } },
};
