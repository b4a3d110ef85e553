// The bare relay of Node's `ws`: per client one upstream connection, messages handed on as they come.
const { WebSocket, WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("listening", () => console.log(JSON.stringify({ port: server.address().port })));
server.on("connection", (client) => {
  const upstream = new WebSocket(process.argv[2], { perMessageDeflate: false });
  upstream.on("message", (data, isBinary) => client.send(data, { binary: isBinary }));
  upstream.on("close", () => client.close());
  client.on("close", () => upstream.close());
});
