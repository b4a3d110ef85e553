/** Pausing: what is shown stands still and can be stepped through; everything else goes on, and nothing is lost. */
import { expect, test } from "vitest";
import { Store } from "../../src/player/store";
import { codeOf, documentOf, js, queryOf, Rig, settle, stateOf, transformerOf, widgetOf } from "./harness";

type Play = { do: "pause" | "resume" } | { do: "step"; by: number } | { do: "seek"; at: number };

class Player {
  readonly store = new Store();
  #taken = 0;

  constructor(readonly rig: Rig) {}

  /** What the page shows after the next frame. */
  async values(widget: string): Promise<Readonly<Record<string, unknown>>> {
    await this.rig.clock.advance(17);
    const props = this.rig.of("props");
    for (const message of props.slice(this.#taken)) this.store.apply(message);
    this.#taken = props.length;
    return this.store.live(widget).peek().values;
  }

  play(message: Play): void {
    this.rig.engine.receive({ type: "playback", ...message });
  }

  get state() {
    const { type: _, ...state } = this.rig.of("playback").at(-1)!;
    return state;
  }
}

async function playerOf(queries = ["q"]): Promise<Player> {
  const events = [js("success", "total.setValue(total.value + 1); window.last = event.data")];
  const rig = new Rig(
    documentOf({
      queries: queries.map((name) => queryOf(name, { events })),
      states: [stateOf("total", 0), stateOf("note", "-")],
      widgets: [
        widgetOf("t", "table", { data: "{{ q.messages }}" }),
        widgetOf("all", "table", {
          source: { queries, mode: "append", key: "", where: [], order_by: "", span_seconds: 0 },
        }),
        widgetOf("x", "text", {
          content:
            "{{ q.data }} {{ q.messages.length }} {{ q.lastMessageAt }} total {{ total.value }} {{ note.value }} {{ playback.paused }}",
        }),
        widgetOf("g", "text", { content: "{{ window.last }}" }),
        widgetOf("tell", "button", {}, [js("click", "note.setValue(note.value + 'n')")]),
        widgetOf("look", "button", {}, [js("click", "note.setValue([q.messages.length, total.value].join('/'))")]),
      ],
    }),
  );
  await rig.connect();
  for (const name of queries) await rig.join(name);
  return new Player(rig);
}

const click = (player: Player, widget: string) =>
  player.rig.engine.receive({ type: "event", widget, event: "click", data: null });

test("while paused the page stands still, handlers run on, and resuming shows all of it at once", async () => {
  const player = await playerOf();
  await player.rig.message("q", 1, "a", "b");
  expect((await player.values("x")).content).toBe("b 2 1001 total 2 - false");
  player.play({ do: "pause" });
  expect(player.state).toEqual({ paused: true, at: 1_001, from: 1_000, to: 1_001, newer: 0 });
  await player.rig.message("q", 3, "c", "d", "e");
  expect((await player.values("x")).content).toBe("b 2 1001 total 2 - true");
  expect((await player.values("t")).data).toEqual(["a", "b"]);
  expect((await player.values("g")).content).toBe("b");
  await player.rig.clock.advance(300);
  expect(player.state.newer).toBe(3);
  click(player, "look"); // app code in a handler sees what there is
  expect((await player.values("x")).content).toBe("b 2 1001 total 2 5/5 true");

  player.play({ do: "resume" });
  expect((await player.values("x")).content).toBe("e 5 1002 total 5 5/5 false");
  expect((await player.values("t")).data).toEqual(["a", "b", "c", "d", "e"]);
  expect((await player.values("g")).content).toBe("e");
  expect(player.state).toEqual({ paused: false, at: null, from: null, to: null, newer: 0 });
  await player.rig.message("q", 6, "f");
  expect((await player.values("t")).data).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(player.rig.reports()).toEqual([]);
});

test("what the viewer does shows while paused", async () => {
  const player = await playerOf();
  await player.rig.message("q", 1, "a");
  player.play({ do: "pause" });
  await player.rig.message("q", 2, "b");
  click(player, "tell");
  expect((await player.values("x")).content).toBe("a 1 1000 total 1 -n true");
});

test("steps go by messages of all queries in order of time, and stop at both ends", async () => {
  const player = await playerOf(["q", "r"]);
  await player.rig.message("q", 1, "q0", "q1"); // at 1000, 1001
  await player.rig.message("r", 1, "r0", "r1"); // likewise
  await player.values("all");
  player.play({ do: "step", by: -1 }); // pauses
  expect((await player.values("all")).data).toEqual(["q0", "r0", "q1"]);
  player.play({ do: "step", by: -1 });
  expect((await player.values("all")).data).toEqual(["q0", "r0"]);
  expect((await player.values("t")).data).toEqual(["q0"]);
  expect((await player.values("x")).content).toMatch(/^q0 1 1000 /);
  player.play({ do: "step", by: -10 });
  expect((await player.values("all")).data).toEqual(["q0"]);
  expect(player.state.at).toBe(1_000);
  player.play({ do: "step", by: 99 });
  expect((await player.values("all")).data).toEqual(["q0", "r0", "q1", "r1"]);
  player.play({ do: "seek", at: 1_000.5 });
  expect((await player.values("all")).data).toEqual(["q0", "r0"]);
});

test("a cleared window and a reconnect change nothing in what is frozen", async () => {
  const player = await playerOf();
  await player.rig.message("q", 1, "a", "b");
  await player.values("t");
  player.play({ do: "pause" });
  player.rig.peer.send({ type: "cleared", stream: "q#1", epoch: "e1", to: 2 });
  await settle();
  expect((await player.values("t")).data).toEqual(["a", "b"]);
  player.play({ do: "step", by: -1 });
  expect((await player.values("t")).data).toEqual(["a"]);
  player.play({ do: "resume" });
  expect((await player.values("t")).data).toEqual([]);
});

test("app code pauses, steps and reads where it stands; a binding may only read", async () => {
  const player = await playerOf();
  await player.rig.message("q", 1, "a", "b", "c");
  await player.values("t");
  player.rig.run(
    "playback.pause(); playback.stepBack(2); playback.stepForward(); console.log(playback.paused, playback.at)",
  );
  expect((await player.values("t")).data).toEqual(["a", "b"]);
  player.rig.run("0"); // an edit of the document resumes
  expect((await player.values("t")).data).toEqual(["a", "b", "c"]);
  player.rig.edit({ widgets: [widgetOf("w", "text", { content: "{{ playback.pause() }}" })] });
  await player.values("w");
  expect(player.rig.error("w", "content")).toMatch(/a binding can't call playback\.pause/);
  expect(player.rig.reports()).toEqual(["runner · click · handler 1:1 true 1001"]);
});

test("a stream handler that pauses the app stops what is shown at its own message's turn", async () => {
  const events = [js("success", "n.setValue(event.data); if (event.data === 2) playback.pause()")];
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events })],
      states: [stateOf("n", 0)],
      widgets: [widgetOf("x", "text", { content: "{{ n.value }} {{ playback.paused }}" })],
    }),
  );
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, 1, 2, 3);
  await rig.clock.advance(17);
  expect(rig.prop("x", "content")).toBe("2 true");
  rig.engine.receive({ type: "playback", do: "resume" });
  await rig.clock.advance(17);
  expect(rig.prop("x", "content")).toBe("3 false");
});

test("what a stream handler does after an await is held back too, the viewer's own awaiting handler shows", async () => {
  const wait = "await new Promise((done) => { window.go = done });";
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events: [js("success", `${wait} n.setValue(event.data)`)] })],
      states: [stateOf("n", "-")],
      widgets: [
        widgetOf("x", "text", { content: "{{ n.value }}" }),
        widgetOf("mine", "button", {}, [js("click", `${wait} n.setValue('mine')`)]),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  rig.engine.receive({ type: "playback", do: "pause" });
  await rig.message("q", 1, "theirs");
  (globalThis as unknown as { go: () => void }).go();
  await rig.clock.advance(17);
  expect(rig.prop("x", "content")).toBe("-");
  rig.engine.receive({ type: "event", widget: "mine", event: "click", data: null });
  (globalThis as unknown as { go: () => void }).go();
  await rig.clock.advance(17);
  expect(rig.prop("x", "content")).toBe("mine");
});

test("a span of time ends at the moment that is shown", async () => {
  const source = { queries: ["q"], mode: "append", key: "", where: [], order_by: "", span_seconds: 10 };
  const rig = new Rig(documentOf({ queries: [queryOf("q")], widgets: [widgetOf("t", "table", { source })] }));
  const player = new Player(rig);
  await rig.connect();
  await rig.join("q");
  const base = rig.clock.time;
  const batch = { epoch: "e1", from: 1, to: 3, at: base - 15_000, dt: [0, 8_000, 15_000], data: ["a", "b", "c"] };
  rig.peer.send({ type: "messages", stream: "q#1", batches: [batch] });
  await settle();
  expect((await player.values("t")).data).toEqual(["b", "c"]);
  player.play({ do: "step", by: -1 });
  expect((await player.values("t")).data).toEqual(["a", "b"]);
  await rig.clock.advance(20_000);
  expect((await player.values("t")).data).toEqual(["a", "b"]); // time stands still
  player.play({ do: "resume" });
  expect((await player.values("t")).data).toEqual([]);
});

test("what the viewer sets to the value a stream has set meanwhile shows, and goes on to show", async () => {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events: [js("success", "s.setValue(event.data)")] })],
      states: [stateOf("s", 1)],
      widgets: [
        widgetOf("x", "text", { content: "{{ s.value }}" }),
        widgetOf("five", "button", {}, [js("click", "s.setValue(5)")]),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  const player = new Player(rig);
  player.play({ do: "pause" });
  await rig.message("q", 1, 5);
  expect((await player.values("x")).content).toBe(1);
  click(player, "five");
  expect((await player.values("x")).content).toBe(5);
  player.play({ do: "resume" });
  expect((await player.values("x")).content).toBe(5);
});

test("a JavaScript query that the viewer starts shows while paused, one that a stream starts when it resumes", async () => {
  const events = [js("success", "s.setValue(event.data)")];
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events: [js("success", "code.run({ n: event.data })")] })],
      javascript_queries: [codeOf("code", "await null; return args.n", { events })],
      states: [stateOf("s", 1)],
      widgets: [
        widgetOf("x", "text", { content: "{{ s.value }} {{ code.data }}" }),
        widgetOf("go", "button", {}, [js("click", "code.run({ n: 7 })")]),
      ],
    }),
  );
  await rig.connect();
  await rig.join("q");
  const player = new Player(rig);
  player.play({ do: "pause" });
  await rig.message("q", 1, 5);
  expect((await player.values("x")).content).toBe("1 ");
  click(player, "go");
  await settle();
  expect((await player.values("x")).content).toBe("7 7");
  await rig.message("q", 2, 6);
  expect((await player.values("x")).content).toBe("7 7");
  player.play({ do: "resume" });
  expect((await player.values("x")).content).toBe("6 6");
});

test("a transformer that reads a window tells handlers of the newest message, and bindings of the one shown", async () => {
  const rig = new Rig(
    documentOf({
      queries: [queryOf("q", { events: [js("success", "window.seen = [count.value, q.messages.length]")] })],
      transformers: [transformerOf("count", "return q.messages.length")],
      widgets: [widgetOf("x", "text", { content: "{{ count.value }}" })],
    }),
  );
  const world = globalThis as unknown as { seen: number[] };
  await rig.connect();
  await rig.join("q");
  await rig.message("q", 1, "a");
  const player = new Player(rig);
  player.play({ do: "pause" });
  await rig.message("q", 2, "b", "c");
  expect(world.seen).toEqual([3, 3]);
  expect((await player.values("x")).content).toBe(1);
  player.play({ do: "resume" });
  expect((await player.values("x")).content).toBe(3);
});
