/** Whose certificates are believed: the system's, a private authority's, or anybody's. */
import { Checkbox, Field, TextArea } from "../../../ui";
import { faultAt } from "../../draft/faults";
import { useStudio } from "../../studio";
import type { TabProps } from "../tab-props";

export function Trust({ query, path, onChange }: TabProps) {
  const faults = useStudio().draft.faults.value;
  const { tls } = query;
  return (
    <div class="group tight wide">
      <Field
        label="Own certificate authority"
        error={faultAt(faults, `${path}.tls.ca`) ?? faultAt(faults, `${path}.tls`)}
        hint="Trusted for this query, beside those that the server trusts anyway."
      >
        {(id) => (
          <TextArea
            id={id}
            mono
            value={tls.ca}
            placeholder="-----BEGIN CERTIFICATE-----"
            data-testid="tls-ca"
            onInput={(ca) => onChange({ tls: { ...tls, ca } }, "Change the trusted certificates")}
          />
        )}
      </Field>
      <Checkbox
        checked={tls.verify}
        label="Check the server's certificate"
        onChange={(verify) => onChange({ tls: { ...tls, verify } }, "Change the check of the certificate")}
      />
      {!tls.verify && (
        <p class="field-hint busy-text" role="status">
          Unchecked: anyone on the way can read and change what is sent, tokens included. For tests only.
        </p>
      )}
    </div>
  );
}
