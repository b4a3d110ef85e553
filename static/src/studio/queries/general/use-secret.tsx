/** Puts a secret where a credential would be typed: a button with the workspace's secrets to choose from. */
import { ExternalLink, KeyRound } from "lucide";
import { useRef, useState } from "preact/hooks";
import type { SecretItem } from "../../../api/secrets";
import { IconButton, type MenuItem, PopMenu } from "../../../ui";
import { useStudio } from "../../studio";

interface UseSecretProps {
  /** Of what: "the token". */
  what: string;
  /** Given `{{ secrets.NAME }}`. */
  onChoose: (reference: string) => void;
}

export function UseSecret({ what, onChoose }: UseSecretProps) {
  const { secrets, toasts } = useStudio();
  const holder = useRef<HTMLSpanElement>(null);
  const [found, setFound] = useState<readonly SecretItem[] | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    try {
      setFound(await secrets.refresh());
    } catch (error) {
      toasts.show(`The secrets can't be listed: ${(error as Error).message}`, "warning", 6_000);
    }
    setBusy(false);
  };
  const choices = (found ?? []).map(
    ({ name, hosts }): MenuItem => ({
      label: name,
      icon: KeyRound,
      title: `For ${hosts.join(", ")}`,
      onSelect: () => onChoose(`{{ secrets.${name} }}`),
    }),
  );
  const manage: MenuItem = {
    label: choices.length === 0 ? "No secrets yet: add one" : "Manage secrets",
    icon: ExternalLink,
    onSelect: () => window.open(secrets.address, "_blank", "noopener"),
  };
  const at = holder.current?.getBoundingClientRect();
  return (
    <span ref={holder} class="use-secret">
      <IconButton
        icon={KeyRound}
        label={`Use a secret for ${what}`}
        busy={busy}
        aria-haspopup="menu"
        onClick={() => void open()}
      />
      {found && at && (
        <PopMenu
          label="Secrets"
          place={{ x: at.left, y: at.top, height: at.height }}
          items={[...choices, manage]}
          onClose={() => setFound(null)}
        />
      )}
    </span>
  );
}
