/** A message of the application's own that keeps the connection alive. */
import { Plus, X } from "lucide";
import type { Heartbeat } from "../../../document";
import { Button, IconButton, NumberInput } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import type { TabProps } from "../tab-props";
import { OutgoingEditor } from "./outgoing";

const SECONDS = 30; // the definition's default
const SECONDS_MAX = 3_600; // likewise its bound

export function HeartbeatEditor({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const { heartbeat } = query.keep_alive;
  const here = `${path}.keep_alive.heartbeat`;
  const set = (changed: Heartbeat | null) =>
    onChange({ keep_alive: { ...query.keep_alive, heartbeat: changed } }, "Change the heartbeat");
  if (!heartbeat) {
    return (
      <Button
        class="list-add"
        variant="ghost"
        icon={Plus}
        data-testid="heartbeat-add"
        onClick={() => set({ message: { kind: "json", text: '{ "event": "ping" }' }, seconds: SECONDS })}
      >
        Add a heartbeat
      </Button>
    );
  }
  const fault = faultAt(faults, `${here}.seconds`) ?? faultAt(faults, here);
  return (
    <section class="group tight" aria-label="Heartbeat">
      <h3 class="sect">Heartbeat</h3>
      <OutgoingEditor
        message={heartbeat.message}
        label="Heartbeat"
        title={
          <span class="sentence">
            <span aria-hidden="true">Every</span>
            <NumberInput
              label="Seconds between heartbeats"
              value={heartbeat.seconds}
              min={1}
              max={SECONDS_MAX}
              fallback={SECONDS}
              onCommit={(seconds) => set({ ...heartbeat, seconds: seconds ?? SECONDS })}
            />
            <span aria-hidden="true">s, send</span>
          </span>
        }
        path={`${here}.message`}
        testId="heartbeat"
        onChange={(message) => set({ ...heartbeat, message })}
        end={<IconButton icon={X} label="Remove the heartbeat" onClick={() => set(null)} />}
      />
      {fault && <p class="field-error">{fault}</p>}
    </section>
  );
}
