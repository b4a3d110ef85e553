/** Signs of life, what follows a loss, and bounds on what the upstream may send. */
import { useState } from "preact/hooks";
import type { StreamQuery } from "../../document";
import { Checkbox, Field, NumberInput, TextInput } from "../../ui";
import { MESSAGE_MAX_BYTES } from "../draft/blank";
import { faultAt, faultsWithin } from "../draft/faults";
import { useStudio } from "../studio";
import { readCodes } from "./codes";
import { closeMeaning } from "./status-words";
import type { TabProps } from "./tab-props";
import { SIZE_UNITS, TIME_UNITS, UnitInput } from "./unit-input";

// The definition's bounds.
const PING_SECONDS_MAX = 3_600;
const IDLE_SECONDS_MAX = 86_400;
const MESSAGE_MIN_BYTES = 1_024;
const RATE_MAX = 1_000_000;

export function Advanced({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const fault = (field: string) => faultAt(faults, `${path}.${field}`);
  const { keep_alive, limits } = query;
  const keepAlive = (changes: Partial<StreamQuery["keep_alive"]>) =>
    onChange({ keep_alive: { ...keep_alive, ...changes } }, "Change the keep-alive");
  const limit = (changes: Partial<StreamQuery["limits"]>) =>
    onChange({ limits: { ...limits, ...changes } }, "Change the limits");
  return (
    <div class="form">
      <h3 class="sect wide">When it is lost</h3>
      <div class="add-beside">
        <Checkbox
          checked={query.reconnect}
          label="Reconnect when the connection is lost"
          onChange={(reconnect) => onChange({ reconnect }, "Change the reconnecting")}
        />
      </div>
      <FinalCodes query={query} path={path} onChange={onChange} />
      <h3 class="sect wide">Signs of life</h3>
      <Field
        label="Ping every"
        error={fault("keep_alive.ping_seconds")}
        hint="A ping that stays unanswered for as long means the connection is lost."
      >
        {(id) => (
          <UnitInput
            id={id}
            label="Ping every"
            units={TIME_UNITS.slice(0, 2)}
            value={keep_alive.ping_seconds}
            min={0}
            max={PING_SECONDS_MAX}
            placeholder="never"
            onCommit={(ping_seconds) => keepAlive({ ping_seconds })}
          />
        )}
      </Field>
      <Field
        label="Reconnect when silent for"
        error={fault("keep_alive.idle_seconds")}
        hint="For servers that stop sending without closing."
      >
        {(id) => (
          <UnitInput
            id={id}
            label="Reconnect when silent for"
            units={TIME_UNITS.slice(0, 3)}
            value={keep_alive.idle_seconds}
            min={0}
            max={IDLE_SECONDS_MAX}
            placeholder="never"
            onCommit={(idle_seconds) => keepAlive({ idle_seconds })}
          />
        )}
      </Field>
      <h3 class="sect wide">Limits</h3>
      <Field label="Longest message" error={fault("limits.message_bytes")} hint="A longer one closes the connection.">
        {(id) => (
          <UnitInput
            id={id}
            label="Longest message"
            units={SIZE_UNITS}
            value={limits.message_bytes}
            min={MESSAGE_MIN_BYTES}
            max={MESSAGE_MAX_BYTES}
            onCommit={(message_bytes) => limit({ message_bytes })}
          />
        )}
      </Field>
      <Field
        label="Messages a second, at most"
        error={fault("limits.messages_per_second")}
        hint="More are read slower: the server has to wait."
      >
        {(id) => (
          <NumberInput
            id={id}
            value={limits.messages_per_second || null}
            min={0}
            max={RATE_MAX}
            placeholder="no bound"
            onCommit={(rate) => limit({ messages_per_second: Math.round(rate ?? 0) })}
          />
        )}
      </Field>
    </div>
  );
}

/** Close codes that end the stream: `1008, 4001`. */
function FinalCodes({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? query.final_close_codes.join(", ");
  const { bad } = readCodes(shown);
  const server = faultsWithin(faults, `${path}.final_close_codes`)[0]?.message ?? null;
  const meanings = query.final_close_codes.map((code) => `${code}: ${closeMeaning(code) ?? "the server's own"}`);
  return (
    <Field
      label="Final close codes"
      error={bad === null ? server : `"${bad}" is not a close code. Write numbers from 0 to 65535, such as 1008, 4001.`}
      hint={
        meanings.length > 0
          ? meanings.join("; ")
          : "After one of these nobody redials; likewise after HTTP 401, 403 and 404."
      }
    >
      {(id) => (
        <TextInput
          id={id}
          mono
          inputMode="numeric"
          value={shown}
          placeholder="1008, 4001"
          data-testid="final-codes"
          onInput={(text) => {
            setTyped(text);
            const read = readCodes(text);
            if (read.bad === null) onChange({ final_close_codes: read.codes }, "Change the final close codes");
          }}
          onCommit={(text) => readCodes(text).bad === null && setTyped(null)}
        />
      )}
    </Field>
  );
}
