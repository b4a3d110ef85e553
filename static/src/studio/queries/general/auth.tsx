/** How the server knows us: not at all, by name and password, or by a bearer token. */
import { Eye, EyeOff } from "lucide";
import { useState } from "preact/hooks";
import type { StreamQuery } from "../../../document";
import { Field, IconButton, Select, TextInput } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { isTyped } from "../../secrets";
import { useStudio } from "../../studio";
import type { TabProps } from "../tab-props";
import { UseSecret } from "./use-secret";

type AuthType = StreamQuery["auth"]["type"];

const TYPES: readonly { value: AuthType; label: string }[] = [
  { value: "none", label: "None" },
  { value: "basic", label: "Basic" },
  { value: "bearer", label: "Bearer token" },
];

function blankAuth(type: AuthType): StreamQuery["auth"] {
  switch (type) {
    case "none":
      return { type };
    case "basic":
      return { type, username: "", password: "" };
    case "bearer":
      return { type, token: "" };
  }
}

export function AuthSelect({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  return (
    <Field label="Authentication" error={faultAt(faults, `${path}.auth`) ?? faultAt(faults, `${path}.auth.type`)}>
      {(id) => (
        <Select
          id={id}
          value={query.auth.type}
          options={TYPES}
          onChange={(type) => onChange({ auth: blankAuth(type) }, "Change the authentication")}
        />
      )}
    </Field>
  );
}

/** What the chosen kind needs. */
export function AuthFields({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const { auth } = query;
  const set = (changed: StreamQuery["auth"]) => onChange({ auth: changed }, "Change the authentication");
  if (auth.type === "none") return null;
  if (auth.type === "bearer") {
    return (
      <Field label="Bearer token" wide error={faultAt(faults, `${path}.auth.token`)} hint={hintFor(auth.token)}>
        {(id) => <SecretInput id={id} name="token" value={auth.token} onInput={(token) => set({ ...auth, token })} />}
      </Field>
    );
  }
  return (
    <>
      <Field label="User name" error={faultAt(faults, `${path}.auth.username`)}>
        {(id) => <TextInput id={id} mono value={auth.username} onInput={(username) => set({ ...auth, username })} />}
      </Field>
      <Field label="Password" error={faultAt(faults, `${path}.auth.password`)} hint={hintFor(auth.password)}>
        {(id) => (
          <SecretInput
            id={id}
            name="password"
            value={auth.password}
            onInput={(password) => set({ ...auth, password })}
          />
        )}
      </Field>
    </>
  );
}

const hintFor = (value: string): string =>
  isTyped(value)
    ? "Editors of the app can read this here. A secret is safer: nobody can, and it goes to its own hosts only."
    : "Stays on the server. A secret is safest: nobody can read it again.";

interface SecretInputProps {
  id: string;
  name: string;
  value: string;
  onInput: (value: string) => void;
}

/** Covered unless asked for. */
function SecretInput({ id, name, value, onInput }: SecretInputProps) {
  const [wanted, setShown] = useState(false);
  const shown = wanted || value.includes("{{"); // the name of a secret is none
  return (
    <span class="secret">
      <TextInput
        id={id}
        mono
        type={shown ? "text" : "password"}
        autocomplete="new-password" // or the browser offers the person's own
        value={value}
        onInput={onInput}
      />
      <IconButton
        icon={shown ? EyeOff : Eye}
        label={`${shown ? "Cover" : "Show"} the ${name}`}
        onClick={() => setShown(!wanted)}
      />
      <UseSecret what={`the ${name}`} onChoose={onInput} />
    </span>
  );
}
