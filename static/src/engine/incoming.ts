/** What the server sends, item by item, to the queries it is meant for. */
import type { App } from "./app";
import { describe } from "./compile";
import type { Job } from "./inbox";
import type { Frame, Link, ServerItem } from "./link";
import type { FromEngine } from "./messages";
import type { Reporter } from "./report";

export interface IncomingPorts {
  link: Link;
  reporter: Reporter;
  app(): App;
  post(message: FromEngine): void;
}

/** Handle a frame's items in order, then acknowledge it. One that can't be handled stops nothing else. */
export function* handleFrame(frame: Frame, ports: IncomingPorts): Job {
  for (const item of frame.items) {
    try {
      yield* handleItem(item, frame.connection, ports);
    } catch (error) {
      ports.reporter.report("error", "engine", `a ${item.type} item could not be handled: ${describe(error)}`);
    }
    yield;
  }
  ports.link.processed(frame);
}

function* handleItem(item: ServerItem, connection: number, { link, reporter, app, post }: IncomingPorts): Job {
  switch (item.type) {
    case "welcome":
      if (!link.welcomed(item.ack_seconds, connection)) break;
      for (const query of app().queries.values()) query.onWelcome();
      break;
    case "stream": {
      const query = app().queries.get(item.query);
      if (query?.wanted) query.onStream(item);
      break;
    }
    case "messages":
      yield* app().byStream(item.stream)?.intake.messages(item) ?? [];
      break;
    case "status":
      app().byStream(item.stream)?.onStatus(item);
      break;
    case "error":
      app().byStream(item.stream)?.intake.error(item);
      break;
    case "gap":
      app().byStream(item.stream)?.intake.gap(item);
      break;
    case "lagging":
      app().byStream(item.stream)?.intake.lagging(item);
      break;
    case "cleared":
      app().byStream(item.stream)?.intake.cleared(item);
      break;
    case "release":
      post({ type: "release", number: item.number });
      break;
    case "draft":
      post({ type: "draft", revision: item.revision });
      break;
    case "failure":
      reporter.report("warn", "engine", `the server says: ${item.message} (${item.code})`);
  }
}
