// What a message costs to keep and to show: the engine's window with its row set, beside the frames of @grafana/data.
//
//   node --expose-gc bench/window.mjs PEERS BUILD MESSAGES RUNS
//
// PEERS: a folder with @grafana/data in node_modules; BUILD: where the engine is built to. Prints one line of JSON.
//
// Every side is given the same messages, already parsed, in batches as a browser gets them, and has to hold the newest
// `size` of them, ready to be drawn, after each batch. StreamingDataFrame takes columns: once they are given to it ready
// made, as its own server sends them, and once made of the messages. CircularDataFrame takes objects, as the engine does. The engine makes of each batch what is posted
// to the page: new rows with their origins, and how many leave.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [peers, build, messagesArgument, runsArgument] = process.argv.slice(2);
const MESSAGES = Number(messagesArgument);
const RUNS = Number(runsArgument);
const SIZES = [1_000, 10_000];
const BATCHES = [1, 20]; // a slow stream's; and what 2,000 messages a second are at 100 frames a second
const FIELDS = ["time", "price", "volume", "change"];

const { StreamingDataFrame, CircularDataFrame, FieldType } = createRequire(join(resolve(peers), "x.cjs"))("@grafana/data");
const { Graph, MessageWindow, RowSet } = await engine();

const MAKERS = {
  lowstream(size) {
    const clock = { now: () => 0, random: () => 0, later: () => () => {}, soon: () => {} };
    const window = new MessageWindow(new Graph(() => {}), clock, size);
    window.bind({ size, keyed: false, maxAgeMs: 0 });
    const source = { queries: ["q"], mode: "append", key: "", where: [], order_by: "", span_seconds: 0 };
    const rows = new RowSet(source, size, { clock, window: () => window, now: () => 0, onDirty: () => {} });
    let offset = 0;
    return {
      take(batch) {
        for (const data of batch.objects) window.push({ offset: ++offset, at: data.time, data });
        rows.pull();
        return rows.take();
      },
      length: () => rows.shown().length,
      newest: () => rows.shown().at(-1).data.time,
    };
  },
  streaming_data_frame: (size) => streaming(size, (batch) => batch.columns),
  streaming_data_frame_of_messages: (size) =>
    streaming(size, ({ objects }) => FIELDS.map((name) => objects.map((object) => object[name]))),
  circular_data_frame(size) {
    const frame = new CircularDataFrame({ append: "tail", capacity: size });
    for (const name of FIELDS) frame.addField({ name, type: name === "time" ? FieldType.time : FieldType.number });
    return {
      take(batch) {
        for (const data of batch.objects) frame.add(data);
      },
      length: () => frame.length,
      newest: () => frame.get(frame.length - 1).time,
    };
  },
};

function streaming(size, columnsOf) {
  const fields = FIELDS.map((name) => ({ name, type: name === "time" ? FieldType.time : FieldType.number }));
  const frame = StreamingDataFrame.fromDataFrameJSON(
    { schema: { fields }, data: { values: FIELDS.map(() => []) } },
    { maxLength: size },
  );
  return {
    take: (batch) => frame.push({ data: { values: columnsOf(batch) } }),
    length: () => frame.length,
    newest: () => frame.fields[0].values.at(-1),
  };
}

async function engine() {
  const statics = resolve(import.meta.dirname, "../static");
  const vite = await import(pathToFileURL(createRequire(join(statics, "x.cjs")).resolve("vite")).href);
  await vite.build({
    configFile: false,
    root: statics,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: resolve(build),
      emptyOutDir: true,
      target: "es2022",
      rolldownOptions: { input: ["graph", "window", "rows"].map((name) => join(statics, `src/engine/${name}.ts`)) },
    },
  });
  const load = (name) => import(pathToFileURL(join(resolve(build), `${name}.js`)).href);
  return { ...(await load("graph")), ...(await load("window")), ...(await load("rows")) };
}

/** Batches made beforehand, so that only taking them is measured. Each object is another one, as parsed JSON is. */
function batchesOf(size, from, count) {
  const batches = [];
  for (let at = from; at < from + count; at += size) {
    const objects = Array.from({ length: size }, (_, i) => {
      const time = 1_700_000_000_000 + at + i;
      return { time, price: 100 + ((at + i) % 997) / 10, volume: (at + i) % 31, change: -0.5 };
    });
    batches.push({ objects, columns: FIELDS.map((name) => objects.map((object) => object[name])) });
  }
  return batches;
}

/** ns of CPU a message, with the collection of garbage; what else runs on the machine doesn't count. */
function measure(side, batches, count) {
  globalThis.gc(); // what others left behind is none of this one's business
  const began = process.cpuUsage();
  for (const batch of batches) side.take(batch);
  const { user, system } = process.cpuUsage(began);
  return ((user + system) * 1_000) / count;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const results = [];
for (const size of SIZES) {
  for (const batch of BATCHES) {
    const sides = Object.entries(MAKERS).map(([name, make]) => ({ name, side: make(size), runs: [] }));
    let from = 0;
    const fill = batchesOf(batch, from, 2 * size);
    from += 2 * size;
    for (const { side } of sides) measure(side, fill, 2 * size); // full, and its code compiled
    for (let run = 0; run <= RUNS; run += 1) {
      const batches = batchesOf(batch, from, MESSAGES);
      from += MESSAGES;
      for (const { side, runs } of sides) {
        const cost = measure(side, batches, MESSAGES);
        if (run > 0) runs.push(cost); // the first one warms up
      }
    }
    for (const { name, side } of sides) {
      const newest = 1_700_000_000_000 + from - 1;
      if (side.length() !== size || side.newest() !== newest) {
        throw new Error(`${name} holds ${side.length()} rows up to ${side.newest()}, not ${size} up to ${newest}`);
      }
    }
    const costs = Object.fromEntries(sides.map(({ name, runs }) => [name, Math.round(median(runs))]));
    const runs = Object.fromEntries(sides.map((each) => [each.name, each.runs.map(Math.round)]));
    results.push({ window: size, batch, ns_per_message: costs, runs_ns_per_message: runs });
  }
}
const { version } = createRequire(join(resolve(peers), "x.cjs"))("@grafana/data/package.json");
console.log(JSON.stringify({ results, versions: { "@grafana/data": version, node: process.version } }));
