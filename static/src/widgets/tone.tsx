/** Tones as colour, sign and word together, so that nobody has to tell them by colour. */
import { CircleCheck, OctagonAlert, TriangleAlert } from "lucide";
import { Icon, type IconNode } from "../ui/icon";

export type FigureTone = "neutral" | "ok" | "busy" | "fail";

const SIGNS: Record<Exclude<FigureTone, "neutral">, { icon: IconNode; word: string }> = {
  ok: { icon: CircleCheck, word: "OK" },
  busy: { icon: TriangleAlert, word: "Warning" },
  fail: { icon: OctagonAlert, word: "Critical" },
};

export const isTone = (text: string): text is FigureTone => text === "neutral" || Object.hasOwn(SIGNS, text);

export const wordOfTone = (tone: FigureTone): string => (tone === "neutral" ? "" : SIGNS[tone].word);

/** Nothing for what is neutral. `brief`: the sign alone, for where room is short. */
export function ToneSign({ tone, brief = false }: { tone: FigureTone; brief?: boolean }) {
  if (tone === "neutral") return null;
  const { icon, word } = SIGNS[tone];
  return (
    <span class={`tone ${tone}`} title={word}>
      <Icon of={icon} size={14} label={brief ? word : undefined} />
      {!brief && word}
    </span>
  );
}
