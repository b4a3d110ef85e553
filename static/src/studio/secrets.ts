/** The names of the workspace's secrets, for what sends them; values never come here. */
import { signal } from "@preact/signals";
import { listSecrets, type SecretItem } from "../api/secrets";

export class SecretNames {
  /** In order; empty until they have been asked for, and for who may not know them. */
  readonly names = signal<readonly string[]>([]);
  readonly workspace: number;
  private asked = false;

  constructor(workspace: number) {
    this.workspace = workspace;
  }

  /** Ask once: suggestions have them from then on. */
  want(): void {
    if (this.asked) return;
    this.asked = true;
    this.refresh().catch(() => {
      this.asked = false;
    });
  }

  /** All as they are now; rejects with why they can't be listed. */
  async refresh(): Promise<SecretItem[]> {
    const found = await listSecrets(this.workspace);
    this.names.value = found.map(({ name }) => name);
    return found;
  }

  /** Where they are added. */
  get address(): string {
    return `/settings/?workspace=${this.workspace}#secrets`;
  }
}

/** Something typed that a secret had better hold: not empty, and no placeholder. */
export const isTyped = (value: string): boolean => value !== "" && !value.includes("{{");

const CREDENTIAL = /auth|cookie|token|secret|passw|pwd|api[-_]?key|key$|session|bearer|signature/i;

/** Whether a value under this name is most likely a credential. */
export const looksSecret = (name: string, value: string): boolean => CREDENTIAL.test(name) && isTyped(value);
