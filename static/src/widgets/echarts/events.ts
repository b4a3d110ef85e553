/** ECharts' events as app code gets them: small, and nothing that can't be copied to the Worker. */
import { isPlain, type Plain } from "./guard";

const DATA_MAX = 20_000; // characters of a data item as JSON; a larger one is told by its dataIndex

/** Their names → ours, and what event.data is made of. */
export const EVENTS: readonly { on: string; event: string; data: (parameters: Plain) => Plain }[] = [
  { on: "click", event: "click", data: item },
  { on: "dblclick", event: "double_click", data: item },
  { on: "legendselectchanged", event: "legend_change", data: legend },
  { on: "legendselectall", event: "legend_change", data: legend },
  { on: "legendinverseselect", event: "legend_change", data: legend },
  { on: "datazoom", event: "zoom", data: zoom },
];

export function item({ name, seriesName, seriesType, dataIndex, value, data }: Plain): Plain {
  return {
    name: name ?? "",
    seriesName: seriesName ?? null,
    seriesType: seriesType ?? null,
    dataIndex: dataIndex ?? null,
    value: copied(value),
    data: copied(data),
  };
}

function legend({ name, selected }: Plain): Plain {
  return { name: name ?? null, selected: copied(selected) };
}

/** In percent of the whole; and the values at the ends, where ECharts knows them. */
function zoom(parameters: Plain): Plain {
  const first = Array.isArray(parameters.batch) ? parameters.batch[0] : parameters;
  const { start, end, startValue, endValue } = isPlain(first) ? first : {};
  return { start: start ?? null, end: end ?? null, startValue: startValue ?? null, endValue: endValue ?? null };
}

function copied(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value ?? null;
  try {
    const text = JSON.stringify(value);
    return text === undefined || text.length > DATA_MAX ? null : JSON.parse(text);
  } catch {
    return null; // a circle or a bigint
  }
}
