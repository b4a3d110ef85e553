/** Slider. */
import { EmptyState } from "../../ui";
import type { ViewProps } from "../view";

export default function SliderView(_: ViewProps<"slider">) {
  return <EmptyState text="Slider" />;
}
