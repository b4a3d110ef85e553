/** The studio's panels around its canvas. */
import { Toasts } from "../../ui";
import { Canvas } from "../canvas/canvas";
import { Inspector } from "../inspector/inspector";
import { LeftPanel } from "../outline/left-panel";
import { BottomPanel } from "../queries/bottom-panel";
import { type Studio, StudioProvider } from "../studio";
import { ConfirmDelete } from "./confirm-delete";
import { Rail } from "./rail";
import { bottomHeight, Splitter } from "./splitter";
import { StaleBanner } from "./stale-banner";
import { TopBar } from "./top-bar";

export function Shell({ studio }: { studio: Studio }) {
  return (
    <StudioProvider value={studio}>
      <div class="studio" style={{ "--bottom": `${bottomHeight.value}px` }}>
        <TopBar />
        <Rail />
        <LeftPanel />
        <Canvas />
        <Inspector />
        <Splitter />
        <BottomPanel />
        <StaleBanner />
      </div>
      <ConfirmDelete />
      <Toasts store={studio.toasts} />
    </StudioProvider>
  );
}
